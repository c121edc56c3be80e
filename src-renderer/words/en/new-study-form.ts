// The form for a new study: where it begins, its sections, and the start, in English.
import { plural } from '../../../src-main/report/language/en/plural.ts';

export const newStudyForm = {
  title: 'New study',
  reading: 'Reading the presets …',
  readOnly: 'Here studies can only be read; nothing is started.',
  noCommands: 'This Precipice runs no commands; "precipice serve --allow-command" does.',
  copyOf: (study: string) => `the spec of ${study}`,
  copySuffix: ' copy',

  beginWith: 'Begin with',
  now: (basis: string) => `now: ${basis}`,
  runs: (runs: number): string => plural(runs, 'run'),
  axes: (axes: readonly string[]) => `${axes.join(', ')}.`,
  sizing: 'training a few steps of some sizes …',
  sized: (time: string) => `${time}, measured`,
  holdsPreset: (preset: string) => `The form holds the preset ${preset}.`,
  holdsFile: (file: string) => `The form holds ${file}.`,
  undo: 'Undo',
  load: 'Load a spec',
  save: 'Save the spec',
  correctFirst: (problem: string) => `There is something to correct first: ${problem}`,
  notJson: (file: string, reason: string) => `${file} is not JSON (${reason}).`,
  notSpec: (file: string, reason: string) => `${file} is not a spec: ${reason}`,

  nameAndText: 'Name and text',
  trainOn: 'Text to train on',
  sources: {
    'moby-dick': 'Moby-Dick, which comes with Precipice',
    file: 'a text file',
    tokens: 'files of token ids',
  },
  text: {
    label: 'Path of the text',
    hint: 'One UTF-8 file on the machine that trains, e.g. /home/me/text.txt',
  },
  files: {
    label: 'Paths of the token files',
    hint: 'nanoGPT’s or llm.c’s, separated by commas, e.g. /data/train_*.bin',
  },
  validation: {
    label: 'Paths of the files to validate on',
    hint: 'Left empty: the last tenth of the tokens',
  },
  vocabularySize: {
    label: 'Size of the vocabulary',
    hint: 'Left empty: the largest id of the files, and 1; of large files that takes a while',
  },

  model: 'Model',
  outliers: 'Outlier stress',
  training: 'Training',
  optimizer: 'Optimizer',
  thresholds: 'Thresholds of the verdicts',
  stopEarly: {
    label: 'Stop runs early',
    hint: 'A run that can no longer end stable is ended; it counts as unstable and has no tail loss',
    refined: 'where a sweep is refined',
    always: 'always',
    never: 'never',
    copied: 'by the rule of the copied study',
  },
  unstableLabels: 'Labels that count as unstable',

  start: 'Start',
  startingDevice: 'Starting the device …',
  thingsToCorrect: (count: number) => `${count} things to correct:`,
  size: (runs: number, tokens: string) => `${plural(runs, 'run')}, ${tokens} tokens`,
  measuring: 'measuring the time …',
  notMeasured: 'time not measured yet',
  timeOn: (time: string, device: string) => `${time} on ${device}`,
  noTime: 'no time could be measured on this device',
};
