// Precision programs of a study compared, in English.

export const studyPrograms = {
  reading: 'Reading the runs …',
  noneFinished: 'No run whose recipe may change on its way has finished yet.',
  none: 'No recipe of this study changes during a run. The presets “there-and-back” and “guarded” have some that do.',
  compared: 'Programs compared',
  learningRate: 'Learning rate',
  all: 'all',
  speedup: 'Raw speed-up of a step in 8 bits or fewer',
  overCells:
    'Losses are means over cells of the grid that train well and badly; choose a cell to compare them.',
  timeline: 'Which recipe trained which steps',
  timelineOf: 'Which recipe trained which steps of each run',
  onTheWay: 'What happened on the way',
  columns: {
    program: 'program',
    unstable: 'unstable runs',
    labels: 'labels',
    tailLoss: (level: string) => `tail loss (${level})`,
    validationLoss: (level: string) => `validation loss (${level})`,
    lowSteps: 'steps in 8 bits or fewer',
    actions: 'actions per run',
    inVain: 'steps in vain per run',
    speedup: 'effective speed-up',
  },
  unstable: (unstable: number, runs: number) => `${unstable} of ${runs}`,
};
