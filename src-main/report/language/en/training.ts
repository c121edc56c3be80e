// What a sweep says on a terminal, in English: what is ahead, how far it is, how it ended.
import { plural } from './plural.ts';

/** Runs of a grid that a study has, by what is known of them. */
interface HadRuns {
  readonly imported: number;
  readonly trained: number;
  readonly waiting: number;
  readonly withoutResult: number;
}

const are = (count: number) => (count === 1 ? 'is' : 'are');

export const training = {
  /** Units of time, of which the largest two are shown. */
  time: {
    d: (count: number) => `${count} d`,
    h: (count: number) => `${count} h`,
    min: (count: number) => `${count} min`,
    s: (count: number) => `${count} s`,
  },

  recipes: (count: number) => plural(count, 'recipe'),
  rates: (count: number) => plural(count, 'learning rate'),
  seeds: (count: number) => plural(count, 'seed'),
  steps: (low: number, high: number) =>
    low === high ? plural(high, 'step') : `${low} to ${plural(high, 'step')}`,

  measuringAll: (each: number, most: number) =>
    `Measuring the devices, each for at most ${each} s, and then the fastest on this study, for at most ${most} s ...`,
  measuringOne: (most: number) => `Starting the device and measuring its speed, for at most ${most} s ...`,
  by: (device: string) => `Trained by ${device}.`,
  grid: (axes: string, runs: number, steps: string, areTokensEqual: boolean) =>
    `Grid: ${axes} = ${plural(runs, 'run')}, ${steps}${areTokensEqual ? ', equal tokens' : ' each'}.`,
  /** What a study has of a grid that is to be trained into it. */
  into: {
    had: ({ imported, trained, waiting, withoutResult }: HadRuns) => {
      const parts = [
        imported > 0 && `${imported} imported`,
        trained > 0 && `${trained} trained`,
        waiting > 0 && `${waiting} not trained yet`,
        withoutResult > 0 && `${withoutResult} without a result, which only other seeds would give`,
      ].filter((part) => part !== false);
      const which = parts.length === 0 ? '' : ` (${parts.join(', ')})`;
      return `The study has ${plural(imported + trained + waiting + withoutResult, 'run')} of the grid${which}.`;
    },
    toTrain: (runs: number) => `${plural(runs, 'run')} to train.`,
    before: (runs: number) =>
      `${plural(runs, 'run')} that the study had planned before ${are(runs)} trained with them.`,
    none: 'It lacks none; nothing is to be trained.',
    goOn: (resume: string, retry: string) =>
      `"${resume}" trains what is planned, "${retry}" what was cancelled.`,
    grid: (axes: string, runs: number, steps: string, areTokensEqual: boolean) =>
      `All that is trained here lies on a grid of ${axes} = ${plural(runs, 'run')}, ${steps}${areTokensEqual ? ', equal tokens' : ' each'}.`,
    cell: (recipe: string, rate: string, row: string, seeds: readonly number[]) =>
      `${recipe}, learning rate ${rate}, ${row}: ${seeds.length === 1 ? 'seed' : 'seeds'} ${seeds.join(', ')}`,
    more: (cells: number) => `and ${plural(cells, 'cell')} more`,
    mixed:
      'Imported runs and runs trained here are not known to share text, model, batches and weights: the map marks both, and a recipe gets a verdict only where it and the baseline have the same seeds of each.',
    numbered: (runs: number) =>
      `The seeds of ${plural(runs, 'imported run')} are not known: they have numbers within their cells, and a seed of the spec that has such a number counts as one that the study has.`,
  },
  toTrain: (runs: number, file: string, time: string | null) =>
    `${plural(runs, 'run')} to train into ${file}${time === null ? '' : `, about ${time}`}.`,
  refined: (decades: string, share: string, file: string, time: string | null) =>
    `Refined to ${decades} decades: at most ${share} of these run-steps are trained into ${file}${time === null ? '' : `, in at most about ${time}`}.`,

  stopping: 'Stopping; press Ctrl-C again to exit at once.',
  endingTasks: 'Taking the tasks out of the queue; press Ctrl-C again to leave them there.',
  leavingTasks: 'Leaving; the tasks stay in the queue and go on.',
  stoppedBefore: 'Stopped before anything was trained.',
  tasksEnded: (tasks: number, merged: number) =>
    `${plural(tasks, 'task')} ${tasks === 1 ? 'was' : 'were'} taken out of the queue; ${plural(merged, 'finished run')} of theirs ${merged === 1 ? 'was' : 'were'} kept.`,
  nothingLeft: 'Nothing is left to train.',

  progress: {
    runs: (done: number, all: number, round: number | null) =>
      `${round === null ? '' : `round ${round}, `}${done}/${all} runs`,
    batch: (recipe: string, row: string, step: number, steps: number) =>
      `${recipe}, ${row}, step ${step}/${steps}`,
    ofLanes: (batch: string, active: number, lanes: number) => `${batch}, ${active} of ${lanes} lanes`,
    atOnce: (batches: number) => `${batches} at once`,
    waiting: (batches: number) => `${batches} waiting`,
    laneSteps: (perSecond: string) => `${perSecond} lane-steps/s`,
    tokens: (perSecond: string) => `${perSecond} tokens/s`,
    tokensLeft: (tokens: string) => `${tokens} tokens left`,
    timeLeft: (time: string, isOfRound: boolean) => `${time} left${isOfRound ? ' in this round' : ''}`,
    timeLeftInAll: (time: string) => `${time} left in all`,
  },

  trained: (runs: number, time: string, perSecond: string | null, file: string) =>
    `Trained ${plural(runs, 'run')} in ${time}${perSecond === null ? '' : `, ${perSecond} lane-steps/s`}; study file ${file}.`,
  broken: (failure: string) => `Stopped, because the device keeps breaking: ${failure}`,
  left: (runs: number, command: string) =>
    `${plural(runs, 'run')} ${are(runs)} left; continue with "${command}".`,
  failed: (runs: number, reason: string | null, command: string | null) =>
    `${plural(runs, 'run')} failed for infrastructure reasons${reason === null ? '' : ` (${reason})`}${command === null ? '' : `; repeat ${runs === 1 ? 'it' : 'them'} with "${command}"`}.`,
  noHalf: 'The runs with half the steps were not trained, because the others have not finished.',
  cancelled: (runs: number, command: string) =>
    `${plural(runs, 'run')} ${runs === 1 ? 'was' : 'were'} cancelled; plan ${runs === 1 ? 'it' : 'them'} again with "${command}".`,
  wrote: (file: string) => `Wrote ${file}.`,
};
