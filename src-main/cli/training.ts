// What sweep, resume and retry share: start the host, say what is ahead, train with progress and Ctrl-C, and print how it
// ended.
import type { DeviceChoice } from '../host/protocol.ts';
import { openStudy, type Study } from '../study/study.ts';
import { planRuns } from '../sweep/plan.ts';
import { mostShare } from '../sweep/refine.ts';
import { describeRefinement, refinementOf } from '../sweep/refined-sweep.ts';
import type { SweepSummary } from '../sweep/run.ts';
import { openSession, plannedOf, recallStudy, type Session, type SessionSettings } from '../sweep/session.ts';
import { onInterrupt } from './interrupt.ts';
import { quotedPath, shownPath, userPath } from './paths.ts';
import { duration, progressLine, quantity } from './progress.ts';
import { printJson, type DeviceOptions, type JsonOption } from './settings.ts';
import { describeStudy, printMaps } from './summary.ts';

type Planned = readonly { readonly recipe: string; readonly batchSize: number }[];

interface Work {
  readonly file: string;
  readonly options: DeviceOptions & JsonOption;
  readonly open: (settings: SessionSettings) => Promise<Session>;
  readonly study: (session: Session) => { readonly study: Study; readonly planned: Planned };
}

/** Trains and prints; the study is closed as one plain file whatever happens. Sets the exit code. */
export async function train({ file, options, open, study: studyOf }: Work): Promise<void> {
  const line = progressLine(process.stderr);
  const say = (text: string) => {
    line.end();
    process.stderr.write(`${text}\n`);
  };
  const interrupt = onInterrupt(() => say('Stopping; press Ctrl-C again to exit at once.'));
  let session: Session | null = null;
  let study: Study | null = null;
  try {
    say('Starting the device and measuring its speed ...');
    session = await open(settingsOf(options));
    const opened = studyOf(session);
    study = opened.study;
    if (!interrupt.signal.aborted) announce(session, file, opened.planned, say);
    const summary = await session.run(study, { signal: interrupt.signal, onProgress: line.show });
    line.end();
    finish(study, file, summary, options, say);
  } finally {
    interrupt.dispose();
    line.end();
    study?.close();
    await session?.close();
  }
}

/** Opens an existing study to write, lets `prepare` plan runs again, and trains what is planned. */
export async function continueStudy(
  given: string,
  options: DeviceOptions & JsonOption,
  prepare: (study: Study) => void,
): Promise<void> {
  const file = userPath(given);
  const study = openStudy(file, 'write');
  let handedOver = false;
  try {
    prepare(study);
    const planned = plannedOf(study.runs());
    if (planned.length === 0) {
      process.stderr.write('Nothing is left to train.\n');
      finish(study, file, null, options, () => undefined);
      return;
    }
    const { spec, source } = recallStudy(
      study.info(),
      options.text === undefined ? null : userPath(options.text),
    );
    handedOver = true;
    await train({
      file,
      options,
      open: (settings) =>
        openSession(spec, source, settings).catch((error: unknown) => {
          study.close();
          throw error;
        }),
      study: () => ({ study, planned }),
    });
  } finally {
    if (!handedOver) study.close();
  }
}

function settingsOf({ device, threads }: { device: DeviceChoice; threads?: number }): SessionSettings {
  return { device, threads: threads ?? null };
}

function announce(
  { spec, host, estimate }: Session,
  file: string,
  planned: Planned,
  say: (text: string) => void,
) {
  const { description, candidates } = host.opened;
  for (const { name, reason } of candidates) {
    if (reason !== null) say(`Device ${name} is not available: ${reason}`);
  }
  const { recipes, learningRates, batchSizes, seeds } = spec;
  const count = (n: number, what: string) => `${n} ${what}${n === 1 ? '' : 's'}`;
  say(`Device: ${description.name} (${description.summary}).`);
  say(
    `Grid: ${count(recipes.length, 'recipe')} x ${count(learningRates.length, 'learning rate')} x ` +
      `${count(batchSizes.length, 'batch size')} x ${count(seeds.length, 'seed')} = ${planRuns(spec).length} runs, ` +
      `${spec.steps} steps${spec.budget === 'tokens' ? ' at the smallest batch size, equal tokens' : ' each'}.`,
  );
  const most = spec.refine === null ? 1 : mostShare(spec);
  const about = duration(most * estimate(planned));
  say(
    most < 1
      ? `Refined to ${shown(spec.refine!)} decades: at most ${Math.round(100 * most)} % of these run-steps are trained into ${shownPath(file)}, at most about ${about}.`
      : `${count(planned.length, 'run')} to train into ${shownPath(file)}, about ${about}.`,
  );
}

function shown(value: number): string {
  return String(Number(value.toPrecision(2)));
}

/** Prints the outcome and sets the exit code: 1 where something is left undone. */
function finish(
  study: Study,
  file: string,
  summary: SweepSummary | null,
  options: JsonOption,
  say: (text: string) => void,
): void {
  const counts = study.counts();
  if (options.json) printJson({ file, session: summary, ...describeStudy(study) });
  else printMaps(study);
  if (summary) {
    const rate = summary.seconds > 0 ? `, ${quantity(summary.laneSteps / summary.seconds)} lane-steps/s` : '';
    say(
      `Trained ${summary.finished} runs in ${duration(summary.seconds)}${rate}; study file ${shownPath(file)}.`,
    );
  }
  const refinement = refinementOf(study);
  if (refinement?.isDone) {
    say(describeRefinement(refinement));
  } else if (counts.planned > 0) {
    if (summary?.outcome === 'broken') say(`Stopped, because the device keeps breaking: ${summary.failure}`);
    say(`${counts.planned} runs are left; continue with "precipice resume ${quotedPath(file)}".`);
    process.exitCode = 1;
  }
  if (counts['failed-infrastructure'] > 0) {
    const reason = summary?.failure ? ` (${summary.failure})` : '';
    say(
      `${counts['failed-infrastructure']} runs failed for outside reasons${reason}; repeat them with "precipice retry ${quotedPath(file)}".`,
    );
    process.exitCode = 1;
  }
}
