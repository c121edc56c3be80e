// The curves of runs on the page, in English.
export const curves = {
  ofChosen: 'Curves of the chosen runs',
  ofListed: 'Curves of the runs in the table',
  picture: 'Loss and gradient norm by step',
  keys: 'Drag over steps to see them larger; + and − zoom, arrow keys move, 0 or a double click shows all.',
  axis: 'Axis',
  axes: { robust: 'without far outliers', log: 'logarithmic, all values' },
  reading: 'Reading the curves …',
  noneFinished: 'No run of these has finished yet.',
  noneKept: 'No curves were kept of these runs.',
  zoom: 'Steps that are shown',
  nearer: 'Fewer steps',
  farther: 'More steps',
  earlier: 'Earlier steps',
  later: 'Later steps',
  whole: 'All steps',
  seen: (from: number, to: number, of: number) =>
    from === 0 && to === of ? `All ${of} steps` : `Steps ${from} to ${to} of ${of}`,
  tip: (run: string, step: number, kind: string, value: string) => `${run}\nstep ${step}\n${kind} ${value}`,
  ranks: (runs: number, step: number, low: string, median: string, high: string) =>
    `${runs} runs at step ${step}: lower quartile ${low}, median ${median}, upper quartile ${high}`,
  beyond: 'above the axis (unstable)',
  exported: {
    name: 'These curves',
    words: 'The curves as they are seen: these runs, these steps, this axis.',
  },
};
