// What sweep, resume and retry share: start the host, say what is ahead, train with progress and Ctrl-C, and print how it
// ended.
import { LIMITS } from '../host/choose.ts';
import { openStudy, type Study } from '../study/study.ts';
import { planRuns } from '../plan/plan.ts';
import { timesRange, type TimeRange } from '../plan/estimate.ts';
import { CALIBRATION_LIMIT } from '../sweep/calibration.ts';
import { mostShare } from '../plan/refine.ts';
import type { GridSpec } from '../spec/spec.ts';
import type { AnySpec } from '../spec/trainer.ts';
import {
  begin,
  carryOut,
  CommandNotAllowedError,
  goOn,
  type Ending,
  type Executing,
  type Order,
  type Prepared,
} from '../sweep/conductor.ts';
import { refinementSentence } from '../report/sentences.ts';
import { wordsOf, type Words } from '../report/language/language.ts';
import { refinementOf } from '../sweep/refined-sweep.ts';
import { notAllowed } from './allowed-command.ts';
import { gridInWords, stepsInWords } from './grid-words.ts';
import { onInterrupt } from './interrupt.ts';
import { quotedPath, shownPath, userPath } from './paths.ts';
import { duration, durationRange, progressLine, quantity } from './progress.ts';
import { printJson, say as sayPlainly } from './output.ts';
import type { TrainingOptions } from './settings.ts';
import { executingOf } from './executing.ts';
import { describeStudy, printMaps } from './summary.ts';

interface Work {
  readonly file: string;
  readonly options: TrainingOptions;
  /** null: nothing is left to train. */
  readonly prepare: (order: Order) => Promise<Prepared | null>;
}

/** Trains and prints; the study is closed as one plain file whatever happens. Sets the exit code. */
export async function train({ file, options, prepare }: Work): Promise<'trained' | 'nothing-left'> {
  const words = wordsOf(options.language);
  const text = words.training;
  const line = progressLine(process.stderr, words);
  const say = (text: string) => {
    line.end();
    sayPlainly(text);
  };
  const interrupt = onInterrupt(() => say(stoppingWords(options, text)));
  let prepared: Prepared | null = null;
  try {
    const executing = executingOf(options, file);
    prepared = await prepare({
      executing,
      permission: options.allowCommand ? 'every-command' : null,
      signal: interrupt.signal,
      onMeasuring: () => say(measuringWords(executing, text)),
    });
    if (prepared === null) return 'nothing-left';
    if (!interrupt.signal.aborted) announce(prepared, words, say);
    const ending = await carryOut(prepared, {
      signal: interrupt.signal,
      onProgress: line.show,
      whenStopped: options.cancelOnInterrupt ? 'end-tasks' : 'leave-tasks',
    });
    line.end();
    if (ending.tasks !== null) {
      const { tasks, merged } = ending.tasks;
      say(text.tasksEnded(tasks, merged));
    }
    finish(prepared.study, file, ending, options, say);
  } catch (error) {
    if (error instanceof CommandNotAllowedError) throw notAllowed(error.trainer);
    if (prepared !== null || !interrupt.signal.aborted) throw error;
    say(text.stoppedBefore);
    process.exitCode = 1;
  } finally {
    interrupt.dispose();
    line.end();
    try {
      prepared?.study.close();
    } finally {
      await prepared?.runner.close();
    }
  }
  return 'trained';
}

export async function beginStudy(file: string, spec: AnySpec, options: TrainingOptions): Promise<void> {
  await train({ file, options, prepare: (order) => begin(file, spec, order) });
}

/** Opens an existing study to write and trains what is planned; `retry` plans again what failed or was cancelled. */
export async function continueStudy(
  given: string,
  verb: 'resume' | 'retry',
  options: TrainingOptions,
): Promise<void> {
  const file = userPath(given);
  const study = openStudy(file, 'write');
  try {
    const text = options.text === undefined ? null : userPath(options.text);
    const prepare = (order: Order) => goOn(file, study, verb, { ...order, text });
    if ((await train({ file, options, prepare })) === 'trained') return;
    sayPlainly(wordsOf(options.language).training.nothingLeft);
    finish(study, file, null, options, sayPlainly);
  } finally {
    study.close();
  }
}

function stoppingWords({ executor, cancelOnInterrupt }: TrainingOptions, text: Words['training']): string {
  if (executor === 'local') return text.stopping;
  return cancelOnInterrupt ? text.endingTasks : text.leavingTasks;
}

function measuringWords(executing: Executing, text: Words['training']): string {
  return executing.kind === 'here' && executing.device === 'auto'
    ? text.measuringAll(LIMITS.measure, CALIBRATION_LIMIT)
    : text.measuringOne(CALIBRATION_LIMIT);
}

function announce(
  { file, planned, had, runner: { spec, executor, estimate } }: Prepared,
  words: Words,
  say: (text: string) => void,
): void {
  const { training: text } = words;
  executor.notes.forEach(say);
  say(text.by(executor.summary));
  if (had !== undefined) {
    say(text.into.had(had));
    say(text.into.toTrain(planned.length));
  }
  const axes = `${text.recipes(spec.recipes.length)} × ${gridInWords(spec, words)}`;
  const grid = had === undefined ? text.grid : text.into.grid;
  say(grid(axes, planRuns(spec).length, stepsInWords(spec, words), spec.budget === 'tokens'));
  const seconds = estimate(planned);
  const about = (time: TimeRange | null) => time && durationRange(time, words);
  if (spec.refine === null) {
    say(text.toTrain(planned.length, shownPath(file), about(seconds)));
    return;
  }
  say(refinedWords(spec, file, about(seconds && timesRange(mostShare(spec), seconds)), words));
}

/** How much of the runs a refined sweep trains at most; `time`: how long that takes. */
export function refinedWords(
  spec: GridSpec,
  file: string,
  time: string | null,
  { training, numbers }: Words,
): string {
  const share = numbers.percent(String(Math.round(100 * mostShare(spec))));
  return training.refined(String(Number(spec.refine!.toPrecision(2))), share, shownPath(file), time);
}

/** Prints the outcome and sets the exit code: 1 where something is left undone. */
function finish(
  study: Study,
  file: string,
  summary: Ending | null,
  options: TrainingOptions,
  say: (text: string) => void,
): void {
  const words = wordsOf(options.language);
  const text = words.training;
  const commandOf = (verb: 'resume' | 'retry') =>
    `precipice ${verb} ${quotedPath(file)}${options.executor === 'slurm' ? ' --executor slurm' : ''}`;
  const counts = study.counts();
  if (options.json) printJson({ file, session: summary, ...describeStudy(study) });
  else printMaps(study, words);
  if (summary) {
    const rate = summary.seconds > 0 ? quantity(summary.laneSteps / summary.seconds) : null;
    say(text.trained(summary.finished, duration(summary.seconds, words), rate, shownPath(file)));
  }
  const refinement = refinementOf(study);
  if (refinement?.isDone) {
    say(refinementSentence(refinement, words));
  } else if (counts.planned > 0) {
    if (summary?.outcome === 'broken') say(text.broken(String(summary.failure)));
    say(text.left(counts.planned, commandOf('resume')));
    process.exitCode = 1;
  }
  const failed = study.runs().filter(({ state }) => state === 'failed-infrastructure');
  const trained = failed.filter(({ origin }) => origin === 'trained').length;
  const imported = failed.length - trained;
  if (trained > 0) say(text.failed(trained, summary?.failure ?? null, commandOf('retry')));
  // They can be repeated where they were trained, and nowhere else.
  if (imported > 0) say(text.failed(imported, null, null));
  if (failed.length > 0) process.exitCode = 1;
}
