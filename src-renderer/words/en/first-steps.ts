// A first study in three questions, in English.
export const firstSteps = {
  title: 'A map of your own, in three questions',
  what: 'What do you train on?',
  mobyDick: 'Moby-Dick, which comes with Precipice',
  orPath: 'Or the path of a text file on this machine',
  which: 'Which precisions besides BF16?',
  precisions: {
    tensorwise: 'FP8, one scale per tensor',
    mxfp8: 'MXFP8, a scale for every 32 values',
    'deepseek-block': 'FP8 in blocks, as in DeepSeek-V3',
    nvfp4: 'NVFP4, four bits',
  },
  howLong: 'How long may it take?',
  durations: {
    quick: 'a few minutes: a very small model',
    standard: 'about half an hour: ten times as large',
  },
  setUp: 'Set it up',
  then: 'The form opens with your answers, measures the time on this machine, and starts nothing before you do. Nothing leaves the machine.',
  /** Of the study. */
  name: 'My first study',
};
