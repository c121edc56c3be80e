// What sweep, resume and retry share: start the host, say what is ahead, train with progress and Ctrl-C, and print how it
// ended.
import { LIMITS } from '../host/choose.ts';
import { plural } from '../report/language/en/plural.ts';
import { openStudy, type Study } from '../study/study.ts';
import { importedFacts } from '../records/origin.ts';
import { planRuns } from '../plan/plan.ts';
import { timesRange } from '../plan/estimate.ts';
import { CALIBRATION_LIMIT } from '../sweep/calibration.ts';
import { mostShare } from '../plan/refine.ts';
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
import { ENGLISH } from '../report/language/language.ts';
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
async function train({ file, options, prepare }: Work): Promise<'trained' | 'nothing-left'> {
  const line = progressLine(process.stderr);
  const say = (text: string) => {
    line.end();
    sayPlainly(text);
  };
  const interrupt = onInterrupt(() => say(stoppingWords(options)));
  let prepared: Prepared | null = null;
  try {
    const executing = executingOf(options, file);
    prepared = await prepare({
      executing,
      permission: options.allowCommand ? 'every-command' : null,
      signal: interrupt.signal,
      onMeasuring: () => say(measuringWords(executing)),
    });
    if (prepared === null) return 'nothing-left';
    if (!interrupt.signal.aborted) announce(prepared, say);
    const ending = await carryOut(prepared, {
      signal: interrupt.signal,
      onProgress: line.show,
      whenStopped: options.cancelOnInterrupt ? 'end-tasks' : 'leave-tasks',
    });
    line.end();
    if (ending.tasks !== null) {
      const { tasks, merged } = ending.tasks;
      say(`${tasks} tasks were taken out of the queue; ${merged} runs that they had finished were kept.`);
    }
    finish(prepared.study, file, ending, options, say);
  } catch (error) {
    if (error instanceof CommandNotAllowedError) throw notAllowed(error.trainer);
    if (prepared !== null || !interrupt.signal.aborted) throw error;
    say('Stopped before anything was trained.');
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
    sayPlainly('Nothing is left to train.');
    finish(study, file, null, options, sayPlainly);
  } finally {
    study.close();
  }
}

function stoppingWords({ executor, cancelOnInterrupt }: TrainingOptions): string {
  if (executor === 'local') return 'Stopping; press Ctrl-C again to exit at once.';
  return cancelOnInterrupt
    ? 'Taking the tasks out of the queue; press Ctrl-C again to leave them there.'
    : 'Leaving; the tasks stay in the queue and go on.';
}

function measuringWords(executing: Executing): string {
  const what =
    executing.kind === 'here' && executing.device === 'auto'
      ? `Measuring the devices, each for at most ${LIMITS.measure} s, and then the fastest on this study`
      : 'Starting the device and measuring its speed';
  return `${what}, for at most ${CALIBRATION_LIMIT} s ...`;
}

function announce(
  { file, planned, runner: { spec, executor, estimate } }: Prepared,
  say: (text: string) => void,
): void {
  executor.notes.forEach(say);
  say(`Trained by ${executor.summary}.`);
  say(
    `Grid: ${plural(spec.recipes.length, 'recipe')} × ${gridInWords(spec)} = ${plural(planRuns(spec).length, 'run')}, ` +
      `${stepsInWords(spec)}${spec.budget === 'tokens' ? ', equal tokens' : ' each'}.`,
  );
  const seconds = estimate(planned);
  if (spec.refine === null) {
    const about = seconds === null ? '' : `, about ${durationRange(seconds)}`;
    say(`${plural(planned.length, 'run')} to train into ${shownPath(file)}${about}.`);
    return;
  }
  const most = mostShare(spec);
  const about = seconds === null ? '' : `, in at most about ${durationRange(timesRange(most, seconds))}`;
  say(
    `Refined to ${Number(spec.refine.toPrecision(2))} decades: at most ${Math.round(100 * most)} % of these run-steps are ` +
      `trained into ${shownPath(file)}${about}.`,
  );
}

/** Prints the outcome and sets the exit code: 1 where something is left undone. */
function finish(
  study: Study,
  file: string,
  summary: Ending | null,
  options: TrainingOptions,
  say: (text: string) => void,
): void {
  const again = options.executor === 'slurm' ? ' --executor slurm' : '';
  const counts = study.counts();
  if (options.json) printJson({ file, session: summary, ...describeStudy(study) });
  else printMaps(study);
  if (summary) {
    const rate = summary.seconds > 0 ? `, ${quantity(summary.laneSteps / summary.seconds)} lane-steps/s` : '';
    say(
      `Trained ${plural(summary.finished, 'run')} in ${duration(summary.seconds)}${rate}; study file ${shownPath(file)}.`,
    );
  }
  const refinement = refinementOf(study);
  if (refinement?.isDone) {
    say(refinementSentence(refinement, ENGLISH));
  } else if (counts.planned > 0) {
    if (summary?.outcome === 'broken') say(`Stopped, because the device keeps breaking: ${summary.failure}`);
    say(
      `${plural(counts.planned, 'run')} ${counts.planned === 1 ? 'is' : 'are'} left; continue with "precipice resume ${quotedPath(file)}${again}".`,
    );
    process.exitCode = 1;
  }
  const failed = counts['failed-infrastructure'];
  if (failed > 0) {
    const reason = summary?.failure ? ` (${summary.failure})` : '';
    const repeat = `; repeat ${failed === 1 ? 'it' : 'them'} with "precipice retry ${quotedPath(file)}${again}"`;
    say(
      `${plural(failed, 'run')} failed for infrastructure reasons${reason}${importedFacts(study.info()) ? '' : repeat}.`,
    );
    process.exitCode = 1;
  }
}
