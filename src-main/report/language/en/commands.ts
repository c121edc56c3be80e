// What single commands print, in English.
import { plural } from './plural.ts';

export const commands = {
  estimate: {
    grid: (name: string, axes: string, runs: number, steps: string) =>
      `${name}: ${axes} = ${plural(runs, 'run')} of ${steps}`,
    refined: (grid: string, share: string) => `${grid}; refined: at most ${share} of their steps`,
    model: (isLargest: boolean, parameters: string, layers: number, width: number, context: number) =>
      `${isLargest ? 'Largest model' : 'Model'}: ${parameters} parameters (${plural(layers, 'layer')}, width ${width}, context ${context})`,
    work: (tokens: string, operations: string) =>
      `${tokens} tokens and ${operations} floating-point operations in all`,
    memory: (bytes: string) => `Memory: ${bytes} per run`,
    lanes: (runs: number, bytes: string, of: string) =>
      `${plural(runs, 'run')} at once in ${bytes} of ${of} to plan with`,
    cost: (range: string) => `cost ${range}`,
    device: (name: string, summary: string | null, parts: string) =>
      `${name}${summary === null ? '' : ` (${summary})`}: ${parts}`,
    training: 'Training a few steps on every device ...',
  },
  recipe: {
    site: 'site',
    precision: 'precision',
    meaning: 'what it is',
    inEdgeLayers: 'The same in these layers.',
    unlike: (base: string) => `* differs from ${base}`,
    none: 'none',
  },
  programs: {
    columns: [
      'program',
      'unstable',
      'tail loss',
      'validation loss',
      'low',
      'actions',
      'in vain',
      'speed-up',
      'labels',
    ] as readonly string[],
    losses:
      'Losses: mean over the runs with its 95 % interval. low: share of steps whose products take 8 bits or fewer.',
    actions: (speedup: number) =>
      `actions, in vain: per run. speed-up: effective, against high precision throughout, if a low-precision step is ${speedup}× as fast.`,
  },
  budgetPair: {
    moves: (fewer: number, more: number, baseline: string) =>
      `From ${fewer} to ${more} steps the edge of ${baseline} moves by`,
    unknown: 'not known',
    move: (row: string, decades: string, interval: string) => `${row}: ${decades} (${interval})`,
    noFall: 'Too few seeds train at its best setting under both budgets to say how fast its loss falls.',
    fall: (nats: string, half: string | null, seeds: number) =>
      `Its loss falls by ${nats} nats${half === null ? '' : ` (±${half})`} each time the steps grow by a factor of e, from ${plural(seeds, 'seed')} at its best setting.`,
  },
  compare: {
    edges: (study: string, row: string, edges: readonly string[]) =>
      `${study}: LR50 by ${row} ${edges.join(', ')}`,
    withPenalty: (edges: string, penalty: string, half: string | null) =>
      `${edges}; ${penalty} nats${half === null ? '' : ` ±${half}`}`,
  },
};
