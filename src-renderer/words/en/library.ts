// The library of studies, in English.
export const library = {
  title: 'Studies',
  heading: 'Studies on this machine',
  looking: 'Looking for studies …',
  compare: 'Compare studies',
  openFile: 'Open a file',
  importRuns: 'Import runs',
  newStudy: 'New study',
  whatStudiesAre:
    'A study is one file: a grid of small training runs and what became of each. The examples below are finished ones; open one to see where training fails, and what lower precision takes away.',
  howToRead: 'How to read a map',
  none: (folder: string) => `There is no study in ${folder}.`,
  keptIn: (folder: string, ending: string) =>
    `Studies are kept in ${folder}. Drop a ${ending} file on this page to add it, or runs of another tool to import them.`,

  example: 'example',
  newFromThis: 'New study from this',
  rename: 'Rename',
  nameOfStudy: 'Name of the study',
  showFile: 'Show file',
  remove: 'Delete',
  removed: (name: string) => `${name} is deleted; it is kept for 30 days.`,
  undo: 'Undo',
};
