// What starting a study would mean: its size, what it could not show, time and cost, in English.
import { plural } from '../../../src-main/report/language/en/plural.ts';

export const newStudyBefore = {
  title: 'Before starting',
  change: 'Change it',
  runs: 'Runs',
  recipeCount: (count: number): string => plural(count, 'recipe'),
  rateCount: (count: number): string => plural(count, 'learning rate'),
  seedCount: (count: number): string => plural(count, 'seed'),
  refined: (percent: number) => `; refined: at most ${percent} % of their steps are trained`,
  steps: 'Steps',
  tokens: 'Tokens',
  inAll: (count: string) => `${count} in all`,
  memory: 'Memory',
  perRun: (size: string) => `about ${size} per run`,
  ofLargestRow: (tokens: number) => `in the largest row, for ${tokens} tokens in the vocabulary`,
  device: { label: 'Device', hint: 'auto: the fastest where it trains' },
  autoDevice: 'auto',
  slowDevice: (device: string) => `${device} (slow: the yardstick of the others)`,
  hosts: {
    label: 'Hosts',
    hint: 'How many hosts train at once, or the GPU of each, e.g. webgpu:0, webgpu:1; empty: 1',
  },

  fewSeeds: (seeds: number, wanted: number) =>
    `With ${seeds === 1 ? 'one seed' : 'two seeds'} a failure by chance looks like one of precision, and no failure is ` +
    `no safety: take ${wanted} or more, or expect wide intervals and no verdict.`,
  shortRuns: (steps: number, wanted: number) =>
    `Runs of ${steps === 1 ? 'one step' : `${steps} steps`} measure how fast a model learns, not whether it stays stable: ` +
    `even small models wanted ${wanted}.`,

  /** Why the time is not measured by itself: in the start bar, and as a sentence. */
  held: {
    training: 'the time is not measured while a sweep is trained here',
    size: 'the time of a model as large is measured by the button',
  },
  heldSentence: {
    training: 'The time is not measured while a sweep is trained here.',
    size: 'The time of a model as large is measured by the button.',
  },
  measure: 'Measure the time',
  measuredBefore: 'Measured before the last change of the form.',
  fewSteps: 'Training a few steps on every device',
  fewStepsFor: (seconds: number) => `training a few steps on every device … ${seconds} s`,
  columns: { device: 'Device', time: 'Time and memory', cost: 'Cost' },
  details: (parameters: string, bytes: string, operations: string) =>
    `${parameters} parameters; ${bytes} per run with this text; ${operations} floating-point operations in all.`,
  price: { label: 'Price of an hour', hint: 'In any currency; empty: no cost' },
  priceProblem: (text: string) =>
    `The price is ${JSON.stringify(text)}; it must be a number of 0 or more, or empty.`,
  costs: (from: string, to: string) => `${from} to ${to}`,
  memoryOf: (bytes: string, of: string, runs: number) => `${bytes} of ${of}, ${plural(runs, 'run')} at once`,
  withoutTime: (devices: readonly string[]) => `Without a time: ${devices.join(', ')}`,
  stepsPerSecond: (steps: string) => `${steps} steps/s`,
};
