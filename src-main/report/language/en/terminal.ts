// What stands around the maps on a terminal, in English.

export const terminal = {
  interval: (level: string) => `${level} interval`,
  edge: 'edge LR50',
  sensitivity: 'LR sensitivity',
  over: 'over',
  beyondTested: 'beyond the tested',
  cell: (level: string) =>
    `Each cell: unstable/finished runs and median tail loss; below, the ${level} interval of P(unstable).`,
  shares: (none: string, some: string, many: string, all: string, share: string) =>
    `${none} no run unstable, ${some} below ${share}, ${many} ${share} or more, ${all} all`,
  notRun: (mark: string, failed: string, isRefined: boolean) =>
    `${mark} ${isRefined ? 'not run' : 'not yet run'}, ${failed} failed: infrastructure`,
  unjudged: (mark: string) => `${mark} finished, and cannot be judged: neither stable nor unstable`,
  inferred: (stable: string, unstable: string) =>
    `${stable} and ${unstable}: not run, inferred to be stable or unstable from the measured cells of the row`,
  marks: (isRefined: boolean) =>
    `+ ${isRefined ? 'some seeds not run' : 'runs to come'}, ? provisional label, x a run failed for infrastructure reasons`,
  origins: '•: trained here, not imported; ◦: some runs imported, some trained here',
  leftOut: '△: rows that an import left out, which might have been runs',
  stopped: 's: a run was stopped; it counts as unstable and has no tail loss',
  columns: (columns: string) => `Columns: ${columns}.`,
  oneSeed: 'Intervals of P(unstable) count the runs of one seed in a cell as one.',
  area: (height: string) => `Stable area in decades of learning rate × ${height}.`,
};
