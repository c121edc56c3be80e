// Replays the rule of early stopping on the runs of finished studies that were trained to their ends: how many it would have
// stopped, how many of those would then have been called other than they ended (stable or unstable), and how many steps it
// would have saved. Labels are made anew, with and without the stops. Nothing is trained.
//   node bench/early-stop.ts STUDY... [--from 0.2] [--window 0.1] [--fall 2] [--search]
// --search tries other constants and prints those that save most with at most 1 % of the stops wrong.
import { parseArgs } from 'node:util';
import { jeffreysInterval } from '../src-main/analysis/statistics/intervals.ts';
import { labelRuns, type LabelContext } from '../src-main/analysis/labels/labels.ts';
import { EARLY_STOP, foresee, looks, type EarlyStopRule } from '../src-main/engine/early-stop.ts';
import { openStudy } from '../src-main/study/study.ts';
import { lossReferenceOf, type RunRow } from '../src-main/records/types.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    from: { type: 'string', default: String(EARLY_STOP.from) },
    window: { type: 'string', default: String(EARLY_STOP.window) },
    fall: { type: 'string', default: String(EARLY_STOP.fall) },
    search: { type: 'boolean', default: false },
  },
});
/** Share of wrong stops that the search allows. */
const MOST_WRONG = 0.01;
const LISTED = 12;

interface FullRun extends RunRow {
  readonly loss: Float32Array;
}

interface FullStudy {
  readonly name: string;
  readonly context: LabelContext;
  readonly runs: readonly FullRun[];
}

function readStudy(file: string): FullStudy {
  const study = openStudy(file, 'read');
  const info = study.info();
  const { name, baseline, thresholds } = info;
  const context = {
    baseline,
    thresholds,
    reference: lossReferenceOf(info, 'trained'),
    rowComplete: () => true,
  };
  const runs = study.runs().map((run) => ({ ...run, loss: study.curve(run.id, 'loss')! }));
  study.close();
  return { name, context, runs };
}

/** A run as the rule leaves it. */
function stoppedBy(rule: EarlyStopRule, run: FullRun, unigramEntropy: number): FullRun {
  const { loss, plannedSteps } = run;
  for (const step of looks(rule, plannedSteps)) {
    if (step >= loss.length) break;
    const found = foresee(rule, loss.subarray(0, step), plannedSteps, unigramEntropy);
    if (found) return { ...run, foreseen: found.label, endStep: step, tailLoss: null, nonfinite: null };
  }
  return run;
}

interface Outcome {
  readonly recipe: string;
  readonly steps: number;
  readonly isUnstable: boolean;
  readonly isStopped: boolean;
  readonly isWrong: boolean;
  readonly saved: number;
}

function outcomesOf(rule: EarlyStopRule, { context, runs }: FullStudy): Outcome[] {
  const { unstableLabels } = context.thresholds;
  const isUnstable = (some: readonly FullRun[]) =>
    labelRuns(some, context).map(({ label }) => unstableLabels.includes(label));
  const stopped = runs.map((run) => stoppedBy(rule, run, context.reference.unigramEntropy!));
  const [full, early] = [isUnstable(runs), isUnstable(stopped)];
  return runs.map(({ recipe, loss }, i) => {
    const isStopped = stopped[i] !== runs[i];
    return {
      recipe,
      steps: loss.length,
      isUnstable: full[i]!,
      isStopped,
      isWrong: isStopped && full[i] !== early[i],
      saved: isStopped ? loss.length - stopped[i]!.endStep : 0,
    };
  });
}

function tally(runs: readonly Outcome[]) {
  const count = (of: (run: Outcome) => boolean) => runs.filter(of).length;
  const sum = (of: (run: Outcome) => number) => runs.reduce((total, run) => total + of(run), 0);
  return {
    runs: runs.length,
    unstable: count(({ isUnstable }) => isUnstable),
    stopped: count(({ isStopped }) => isStopped),
    wrong: count(({ isWrong }) => isWrong),
    saved: sum(({ saved }) => saved) / sum(({ steps }) => steps),
  };
}

function line(name: string, { runs, unstable, stopped, wrong, saved }: ReturnType<typeof tally>): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const interval = jeffreysInterval(wrong, stopped, 0.95);
  const rate =
    stopped === 0
      ? ''
      : `, wrong ${wrong} (${percent(wrong / stopped)}, interval ${percent(interval.low)} to ${percent(interval.high)})`;
  return `${name}: ${runs} runs, ${unstable} unstable; stopped ${stopped}${rate}; steps saved ${percent(saved)}`;
}

const studies = positionals.map(readStudy);
const all = (rule: EarlyStopRule) => studies.flatMap((study) => outcomesOf(rule, study));
if (values.search) {
  const rules = [0.2, 0.3, 0.4, 0.5].flatMap((from) =>
    [0.05, 0.1, 0.15].flatMap((window) =>
      [0.5, 1, 1.3, 1.6, 2, 2.5, 3].map((fall): EarlyStopRule => ({ from, window, fall })),
    ),
  );
  const found = rules
    .map((rule) => ({ rule, ...tally(all(rule)) }))
    .filter(({ stopped, wrong }) => stopped > 0 && wrong / stopped <= MOST_WRONG)
    .sort((a, b) => b.saved - a.saved);
  for (const each of found.slice(0, LISTED)) console.log(line(JSON.stringify(each.rule), each));
} else {
  const rule = { from: Number(values.from), window: Number(values.window), fall: Number(values.fall) };
  console.log(`Rule ${JSON.stringify(rule)}`);
  for (const study of studies) {
    for (const [recipe, own] of Map.groupBy(outcomesOf(rule, study), (run) => run.recipe)) {
      console.log(line(`${study.name}, ${recipe}`, tally(own)));
    }
  }
  console.log(line('all', tally(all(rule))));
}
