// What sweep, resume and retry share: start the host, say what is ahead, train with progress and Ctrl-C, and print how it
// ended.
import { LIMITS } from '../host/choose.ts';
import { plural } from '../report/language/en/plural.ts';
import { relabel } from '../study/relabel.ts';
import { openStudy, type Study } from '../study/study.ts';
import { importedFacts } from '../records/origin.ts';
import { planRuns } from '../plan/plan.ts';
import { timesRange } from '../plan/estimate.ts';
import { CALIBRATION_LIMIT } from '../sweep/calibration.ts';
import { mostShare } from '../plan/refine.ts';
import { describeRefinement, refinementOf } from '../sweep/refined-sweep.ts';
import type { SweepSummary } from '../sweep/run.ts';
import { endTasks } from '../sweep/executors/slurm/end-tasks.ts';
import type { SlurmSettings } from '../sweep/executors/slurm/settings.ts';
import { openSlurmSession } from '../sweep/executors/slurm/slurm-session.ts';
import type { SessionSettings } from '../sweep/lane-session.ts';
import { openSession } from '../sweep/open-session.ts';
import { recallAssignment, type Assignment } from '../sweep/recall.ts';
import { trainerSpecOf } from '../spec/trainer.ts';
import { plannedOf, type Session } from '../sweep/session.ts';
import { mustBeAllowed } from './allowed-command.ts';
import { gridInWords } from './grid-words.ts';
import { onInterrupt } from './interrupt.ts';
import { quotedPath, shownPath, userPath } from './paths.ts';
import { duration, durationRange, progressLine, quantity } from './progress.ts';
import { printJson, say as sayPlainly } from './output.ts';
import type { TrainingOptions } from './settings.ts';
import { slurmSettings } from './slurm.ts';
import { describeStudy, printMaps } from './summary.ts';

type Planned = readonly { readonly recipe: string; readonly batchSize: number }[];

interface Work {
  readonly file: string;
  readonly options: TrainingOptions;
  readonly assignment: Assignment;
  /** null: train here. */
  readonly slurm: SlurmSettings | null;
  readonly study: (session: Session) => { readonly study: Study; readonly planned: Planned };
}

/** Trains and prints; the study is closed as one plain file whatever happens. Sets the exit code. */
export async function train({ file, options, assignment, slurm, study: studyOf }: Work): Promise<void> {
  const line = progressLine(process.stderr);
  const say = (text: string) => {
    line.end();
    sayPlainly(text);
  };
  const interrupt = onInterrupt(() => say(stoppingWords(options)));
  let session: Session | null = null;
  let study: Study | null = null;
  try {
    if (slurm !== null) session = await openSlurmSession(assignment, file, slurm);
    else {
      if (assignment.source !== null) say(measuringWords(settingsOf(options)));
      session = await openSession(assignment, { ...settingsOf(options), signal: interrupt.signal });
    }
    const opened = studyOf(session);
    study = opened.study;
    if (!interrupt.signal.aborted) announce(session, file, opened.planned, say);
    const summary = await session.run(study, { signal: interrupt.signal, onProgress: line.show });
    line.end();
    if (options.cancelOnInterrupt && summary.outcome === 'stopped') {
      const { tasks, merged } = await endTasks(study, file);
      relabel(study);
      say(`${tasks} tasks were taken out of the queue; ${merged} runs that they had finished were kept.`);
    }
    finish(study, file, summary, options, say);
  } catch (error) {
    if (session !== null || !interrupt.signal.aborted) throw error;
    say('Stopped before anything was trained.');
    process.exitCode = 1;
  } finally {
    interrupt.dispose();
    line.end();
    try {
      study?.close();
    } finally {
      await session?.close();
    }
  }
}

/** Opens an existing study to write, lets `prepare` plan runs again, and trains what is planned. */
export async function continueStudy(
  given: string,
  options: TrainingOptions,
  prepare: (study: Study) => void,
): Promise<void> {
  const file = userPath(given);
  const study = openStudy(file, 'write');
  try {
    const slurm = slurmSettings(options, file);
    const info = study.info();
    const isFinished = study.counts().finished === study.runs().length;
    if (!isFinished) mustBeAllowed(trainerSpecOf(info.spec), options);
    prepare(study);
    const planned = plannedOf(study.runs());
    if (planned.length === 0) {
      sayPlainly('Nothing is left to train.');
      finish(study, file, null, options, sayPlainly);
      return;
    }
    const text = options.text === undefined ? null : userPath(options.text);
    const assignment = recallAssignment(info, text);
    await train({ file, options, assignment, slurm, study: () => ({ study, planned }) });
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

function measuringWords({ device }: SessionSettings): string {
  const what =
    device === 'auto'
      ? `Measuring the devices, each for at most ${LIMITS.measure} s, and then the fastest on this study`
      : 'Starting the device and measuring its speed';
  return `${what}, for at most ${CALIBRATION_LIMIT} s ...`;
}

function settingsOf({ device, threads }: TrainingOptions): SessionSettings {
  return { device: device ?? 'auto', threads: threads ?? null };
}

function announce(
  { spec, executor, estimate }: Session,
  file: string,
  planned: Planned,
  say: (text: string) => void,
) {
  executor.notes.forEach(say);
  say(`Trained by ${executor.summary}.`);
  say(
    `Grid: ${plural(spec.recipes.length, 'recipe')} x ${gridInWords(spec)} = ${plural(planRuns(spec).length, 'run')}, ` +
      `${spec.steps} steps${spec.budget === 'tokens' ? ' at the smallest batch size, equal tokens' : ' each'}.`,
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
  summary: SweepSummary | null,
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
    say(describeRefinement(refinement));
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
      `${plural(failed, 'run')} failed for outside reasons${reason}${importedFacts(study.info()) ? '' : repeat}.`,
    );
    process.exitCode = 1;
  }
}
