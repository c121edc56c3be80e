// The log of one run as a known trainer prints it: its losses by step, by the same lines that are read while a command trains
// (training-logs/). Its settings lie elsewhere: in its name, beside it, or with the user.
import { LOG_FORMAT_NAMES, logFormat, type LogFormat } from '../../../training-logs/formats.ts';
import { tidyLine } from '../../../training-logs/line.ts';
import { LogRun, type LogPoint } from '../../../training-logs/log-run.ts';
import { NotARunError, ReadingError, type RunReading } from '../folder/reading.ts';
import { endOfAttempt, SeriesMap, type AttemptEnd } from '../folder/series.ts';
import type { SourceFile } from '../folder/source-file.ts';
import { LogEnding } from './log-ending.ts';

/** Lines from which the format is told. */
const LOOKED_AT = 20_000;

/** @throws ReadingError; NotARunError where it is the log of no known trainer. */
export function readTrainingLog(source: SourceFile): RunReading {
  const lines = source
    .unpacked()
    .toString('utf8')
    .split(/\r\n|\n|\r/);
  const format = formatOfLines(lines);
  if (format === null) throw new NotARunError('has no lines of a known trainer.');
  if (format.withoutSteps) {
    throw new ReadingError(
      `is a log of ${format.title}, which says no step; trainer_state.json of the run does.`,
    );
  }
  const run = new LogRun({ format, every: null, plannedSteps: null });
  const ending = new LogEnding();
  const abandoned: string[] = [];
  const rolledBack: AttemptEnd[] = [];
  /** Steps that were done when it was evaluated last. */
  let evaluatedAt = 0;
  for (const line of lines) {
    const { stepsDone, validation, points } = run;
    const taken = run.take(line);
    if (taken.kind === 'wrong') throw new ReadingError(`is a log of ${format.title}. ${taken.sentence}`);
    if (taken.kind === 'over') break;
    if (run.stepsDone !== stepsDone) ending.goesOn();
    else ending.hear(tidyLine(line).text);
    if (run.validation !== validation) evaluatedAt = run.validation!.step ?? stepsDone;
    if (run.points === points) continue;
    if (run.points.length > 1) rolledBack.push(...endsOf(points, run.points.at(-1)!.step));
    else if (points.length > 1) {
      abandoned.push(
        `it began again from its start, and what was logged before, up to step ${stepsDone - 1}, is left out.`,
      );
      // An attempt that had blown up above its own start has failed; of any other nothing counts.
      const blownUp = [...rolledBack, ...endsOf(points, 0)].filter(({ value }) => value > points[0]!.loss);
      rolledBack.splice(0, rolledBack.length, ...blownUp);
    }
  }
  // Nothing says with which code its program ended: words of NaN at its end are taken at their word.
  run.end(false);
  const series = new SeriesMap();
  for (const { step, loss, gradientNorm } of run.points) {
    series.add('train/loss', step, loss);
    if (!Number.isNaN(gradientNorm)) series.add('train/grad_norm', step, gradientNorm);
  }
  if (rolledBack.length > 0) series.rolledBack('train/loss', rolledBack);
  const { nonfinite, validation, stepsInAll } = run;
  if (nonfinite !== null && run.points.every(({ loss }) => Number.isFinite(loss))) {
    series.add('train/loss', nonfinite.step, NaN);
  }
  if (validation !== null && Number.isFinite(validation.loss)) {
    series.add('eval/loss', evaluatedAt, validation.loss);
  }
  return {
    settings: new Map(stepsInAll === null ? [] : [['max_steps', stepsInAll]]),
    series: series.all,
    began: null,
    damage: null,
    state: stepsInAll !== null && run.stepsDone >= stepsInAll ? undefined : ending.state,
    abandoned,
    averaging: format.lossKind === 'step' ? undefined : format.lossKind,
  };
}

function endsOf(points: readonly LogPoint[], from: number): readonly AttemptEnd[] {
  const of = (pick: (point: LogPoint) => number) => points.map(pick);
  const end = endOfAttempt(
    of(({ step }) => step),
    of(({ loss }) => loss),
    from,
  );
  return end === null ? [] : [end];
}

/** The one by which most lines are steps; null where none is. */
function formatOfLines(lines: readonly string[]): LogFormat | null {
  const looked = lines.slice(0, LOOKED_AT);
  let [best, most]: [LogFormat | null, number] = [null, 0];
  for (const name of LOG_FORMAT_NAMES) {
    const format = logFormat(name);
    const run = new LogRun({ format, every: format.withoutSteps ? 1 : null, plannedSteps: null });
    for (const line of looked) run.take(line);
    const count = run.points.length;
    if (count > most) [best, most] = [format, count];
  }
  return best;
}
