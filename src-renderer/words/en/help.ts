// The help, in English, and what is said around a word that is explained.
export const help = {
  title: 'Help',
  map: 'How to read a map',
  mapLabel: 'A map with numbers at what is to be read',
  noExample: 'The example study is not here to be shown.',
  reading: 'Reading the example …',
  /** In the order of the numbers on the map. */
  marks: [
    'Further right, the learning rate is higher: each column is a decade or part of one.',
    'Further up, the batch is larger.',
    'A cell where training works: no run of its seeds was unstable. The smaller number is the median tail loss.',
    'The edge: from here on half of the runs or more are unstable. The bar is its interval.',
    'A cell where training fails: all of its seeds were unstable. Between the two, some were.',
    'The line in a cell is what is known of its share of failures: with few seeds it stays long.',
  ],
  words: 'Words',
  wordsTitle: 'Words, in a minute',
  keys: 'Keys',
  /** What the keys do, in the order of the keys. */
  does: {
    tab: 'go from control to control; the maps are one of them',
    arrows: 'on the maps: move the pinned cell',
    ends: 'on the maps: to the lowest or the highest learning rate',
    escape: 'let the pinned cell go; close a dialog or an explanation',
    enter: 'in the form of a new study: start it, or go to what is to be corrected',
  },
  about: 'About',
  aboutText: (version: string) =>
    `Precipice ${version} maps where language-model training falls off the edge as numerical precision drops. It asks no other machine for anything: studies, texts and settings stay here.`,
  diagnostics: 'Diagnostics',
  diagnosticsText:
    'Versions, devices, disk, the state of the library and the end of the log: send them along when you report a problem. No folder of yours is named in them.',
  readOnly: 'Studies can only be read here; whoever runs this server can run “precipice doctor”.',
  check: 'Check this machine',
  checking: 'Starting every device once',
  wrong: 'To be seen to: ',
  copy: 'Copy diagnostics',
  copied: 'The diagnostics are copied.',
  notCopied: 'Copying is not allowed here; the text is selected.',
  whatIsCopied: 'What is copied',
  meaning: (word: string) => `What “${word}” means`,
  more: 'More in the help',
  wordsHere: 'Words used here:',
};
