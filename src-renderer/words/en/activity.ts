// How far a study is, in English.
import { plural } from '../../../src-main/report/language/en/plural.ts';

export const activity = {
  ended: 'Runs that have ended',
  /** Beside a verdict of runs that are not all at their end. */
  soFar: 'so far',
  starting: 'Starting the device and measuring its speed …',
  stopping: 'Stopping …',
  runs: (done: number, total: number) => `${done} of ${plural(total, 'run')}`,
  round: (round: number, done: number, total: number) =>
    `round ${round}: ${done} of ${plural(total, 'run')} chosen so far`,
  tokens: (left: string, perSecond: string) => `${left} tokens left at ${perSecond}/s`,
  laneSteps: (perSecond: string) => `${perSecond} lane-steps/s`,
  left: (time: string) => `${time} left`,
  leftInRound: (time: string) => `${time} left in this round`,
  atOnce: (batches: number) => `${batches} at once`,
  lanes: (recipe: string, row: string, lanes: number, step: number, steps: number) =>
    `${recipe}, ${row}: ${plural(lanes, 'lane')}, step ${step} of ${steps}`,
  run: (recipe: string, row: string, step: number, steps: number) =>
    `${recipe}, ${row}: step ${step} of ${steps}`,
  finished: (runs: number) => `${plural(runs, 'run')} finished`,
  planned: (runs: number) => `${runs} planned`,
  failed: (runs: number) => `${runs} failed for infrastructure reasons`,
  cancelled: (runs: number) => `${runs} cancelled`,
};
