// Replays the rule of early stopping on the runs of finished studies that were trained to their ends: how many it would have
// stopped, how many of those ended stable, and how many steps it would have saved. Nothing is trained.
//   node bench/early-stop.ts STUDY... [--from 0.2] [--window 0.1] [--fall 2] [--search]
// --search tries other constants and prints those that save most with at most 1 % of the stops wrong.
import { parseArgs } from 'node:util';
import { jeffreysInterval } from '../src-main/analysis/intervals.ts';
import { EARLY_STOP, foresee, looks, type EarlyStopRule } from '../src-main/engine/early-stop.ts';
import { openStudy } from '../src-main/study/study.ts';

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

interface FullRun {
  readonly study: string;
  readonly recipe: string;
  readonly loss: Float32Array;
  readonly steps: number;
  readonly isUnstable: boolean;
  readonly unigramEntropy: number;
}

function readRuns(file: string): FullRun[] {
  const study = openStudy(file, 'read');
  const { name, text, thresholds } = study.info();
  const runs = study.runs().map(({ id, recipe, plannedSteps, label }) => ({
    study: name,
    recipe,
    loss: study.curve(id, 'loss')!,
    steps: plannedSteps,
    isUnstable: thresholds.unstableLabels.includes(label!),
    unigramEntropy: text!.unigramEntropy,
  }));
  study.close();
  return runs;
}

/** Steps after which the rule stops a run; all of its own where it never does. */
function stopOf(rule: EarlyStopRule, { loss, steps, unigramEntropy }: FullRun): number {
  const found = looks(rule, steps).find(
    (step) => step <= loss.length && foresee(rule, loss.subarray(0, step), steps, unigramEntropy),
  );
  return found ?? loss.length;
}

function tally(rule: EarlyStopRule, runs: readonly FullRun[]) {
  let [stopped, wrong, saved, steps] = [0, 0, 0, 0];
  for (const run of runs) {
    const end = stopOf(rule, run);
    steps += run.loss.length;
    saved += run.loss.length - end;
    if (end === run.loss.length) continue;
    stopped += 1;
    if (!run.isUnstable) wrong += 1;
  }
  const unstable = runs.filter(({ isUnstable }) => isUnstable).length;
  return { runs: runs.length, unstable, stopped, wrong, saved: saved / steps };
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

const runs = positionals.flatMap(readRuns);
if (values.search) {
  const rules = [0.2, 0.3, 0.4, 0.5].flatMap((from) =>
    [0.05, 0.1, 0.15].flatMap((window) =>
      [0.5, 1, 1.3, 1.6, 2, 2.5, 3].map((fall): EarlyStopRule => ({ from, window, fall })),
    ),
  );
  const found = rules
    .map((rule) => ({ rule, ...tally(rule, runs) }))
    .filter(({ stopped, wrong }) => stopped > 0 && wrong / stopped <= MOST_WRONG)
    .sort((a, b) => b.saved - a.saved);
  for (const each of found.slice(0, LISTED)) console.log(line(JSON.stringify(each.rule), each));
} else {
  const rule = { from: Number(values.from), window: Number(values.window), fall: Number(values.fall) };
  console.log(`Rule ${JSON.stringify(rule)}`);
  for (const [name, ofStudy] of Map.groupBy(runs, ({ study }) => study)) {
    for (const [recipe, own] of Map.groupBy(ofStudy, (run) => run.recipe)) {
      console.log(line(`${name}, ${recipe}`, tally(rule, own)));
    }
  }
  console.log(line('all', tally(rule, runs)));
}
