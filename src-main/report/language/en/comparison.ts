// Words of studies side by side in English.

export const comparison = {
  title: 'Studies side by side',
  edges: 'Edges of the learning rates (LR50), one for each row',
  penalties: 'Precision penalty against the baseline of the same study, nats',
  absent: 'not in this study',
  cell: (rate: string, row: string, unstable: number, finished: number) =>
    `${rate}, ${row}: ${unstable} of ${finished} runs unstable`,
  description: (studies: readonly string[], recipes: readonly string[]) =>
    `Share of unstable runs of ${studies.join(' and ')}, for ${recipes.join(', ')}, on one axis of learning rates; then edges and penalties of all.`,
  caption:
    'All maps have one axis of learning rates and one scale of the share of unstable runs; the dot and its line are the edge and its 95 % interval, dashed where nothing bounds it at an end. An edge that lies outside the tested rates has none. Every penalty is against the baseline of its own study; edges of different studies are not paired, so their intervals do not take in what seeds share.',
};
