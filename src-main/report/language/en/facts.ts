// What every figure says about how its numbers came about, in English.
import { plural } from './plural.ts';

export const facts = {
  noRuns: 'no runs',
  unknownSteps: 'steps not known',
  steps: (steps: number) => `${steps} steps per run`,
  equalSteps: (steps: number) => `equal steps (${steps} per run)`,
  equalTokens: (low: number, high: number) => `equal tokens (${low} to ${high} steps per run)`,
  neitherEqual: (low: number, high: number) =>
    `neither equal steps nor equal tokens (${low} to ${high} steps per run)`,
  noSeeds: 'no seeds',
  seeds: (low: number, high: number) =>
    `${low === high ? low : `${low} to ${high}`} ${high === 1 ? 'seed' : 'seeds'} per cell`,
  noDevice: 'device not known',
  devices: (names: readonly string[]) => `device: ${names.join(', ')}`,
  emulated: 'Emulated precision',
  hardware: 'Hardware precision',
  unknownPrecision: 'Precision not known yet',
  bothPrecisions: (hardware: readonly string[], emulated: readonly string[]) =>
    `Hardware precision (${hardware.join(', ')}) and emulated precision (${emulated.join(', ')})`,
  imported: 'Imported runs',
  byCommand: 'trained by a command',
  rateColumns: (perDecade: number) =>
    `freely drawn learning rates, shown in columns of ${perDecade === 1 ? 'a' : `1/${perDecade} of a`} decade; edges are computed from the rates of the runs themselves`,
  averages: {
    interval: 'means over the steps between two points',
    epoch: 'means over an epoch',
    smoothed: 'moving averages',
  },
  averagedAll: (means: string) => `losses are ${means}`,
  averagedRuns: (runs: number, means: string) => `losses of ${plural(runs, 'run')} are ${means}`,
  averaged: (losses: string) => `${losses}: a shorter spike is not seen`,
  leftOut: (rows: number, places: string) =>
    `${rows} ${rows === 1 ? 'row was' : 'rows were'} left out and might have been ${rows === 1 ? 'a run' : 'runs'}${places === '' ? '' : `: ${places} (△ in their cells)`}`,
  leftOutAt: (rows: number, rate: string) => `${rows} at learning rate ${rate}`,
  leftOutMore: (rates: number) => `more at ${rates} other learning rates`,
  refined: 'refined: runs that the edges do not need were left out',
  earlyStop: 'runs that could not end stable any more were stopped',
  along: (row: string, parts: string) => `changing with the ${row}: ${parts}`,
  microBatches: (sequences: number) =>
    `gradients summed over micro-batches of ${plural(sequences, 'sequence')}`,
  recomputed: 'activations computed again, layer by layer',
  mup: (baseWidth: number) => `muP over base width ${baseWidth}`,
  mus: (baseWidth: number, share: number) => `unit scaling (muS, τ ${share}) over base width ${baseWidth}`,
  optimizer: (kind: string) => `optimizer: ${kind}`,
  optimizerOf: (recipe: string, kind: string) => `optimizer of ${recipe}: ${kind}`,
  ownRecipe: (recipe: string, base: string, sites: string) =>
    `${recipe} is ${base}${sites === '' ? '' : ` with ${sites} changed`}`,
  ownSites: (count: number) => plural(count, 'site'),
  ownMore: (count: number) => `${plural(count, 'more recipe')} of the spec’s own`,
  text: (name: string) => `text: ${name}`,
  mixed: (imported: number, trained: number) =>
    `${imported} imported and ${trained} trained here, not known to be trained alike`,
  from: (fileName: string) => `from ${fileName}`,
  line: (parts: readonly string[]) => `${parts.join(' · ')}.`,
  thresholdsLine: (thresholds: string) => `Thresholds: ${thresholds}.`,
  unstableMeans: (labels: readonly string[]) => `unstable means ${labels.join(', ')}`,
  unstableFrom: (share: string) => `a cell is unstable from ${share} of its runs on`,
  stalledBelow: (share: string) => `stalled or slow below ${share} of what the baseline learned`,
  degradedAbove: (nats: string) => `degraded above its best tail loss by more than ${nats} nats`,
  degradedAboveFactor: (factor: string) =>
    `degraded above ${factor} × its best tail loss, a rule of earlier versions`,
  spikyAbove: (share: string, sigma: string, steps: number, nats: string, jumpSteps: number) =>
    `spiky above ${share} of values at ${sigma} sigma, from ${steps} such steps in a row or above a jump of ${nats} ${nats === '1' ? 'nat' : 'nats'} within ${jumpSteps} steps`,
  tail: (steps: number, share: string) => `tail is the last max(${steps}, ${share}) steps`,
  level: (share: string) => `${share} intervals`,
};
