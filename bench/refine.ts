// How well refinement finds the edges of whole grids, and what it costs. On finished studies it is replayed: runs are looked
// up instead of trained, labels are judged by the runs that refinement has chosen so far, and runs are stopped early by the
// rule. An edge counts as clear where the two halves of the whole grid's seeds agree on it to the width: what the whole grid
// itself does not know, a part of it cannot find. On made grids of many kinds their outcomes are known.
//   node bench/refine.ts STUDY... [--width 0.3333]
//   node bench/refine.ts --simulate [GRIDS of each kind, default 100]
import { parseArgs } from 'node:util';
import { jeffreysInterval } from '../src-main/analysis/statistics/intervals.ts';
import { labelRuns } from '../src-main/analysis/labels/labels.ts';
import { EARLY_STOP, foresee, looks } from '../src-main/engine/early-stop.ts';
import { openStudy, type Study } from '../src-main/study/study.ts';
import type { RunRow } from '../src-main/records/types.ts';
import { knownEdges, nextRuns, type RefinedRun } from '../src-main/plan/refine.ts';
import { parseSpec } from '../src-main/spec/spec.ts';
import { BOUNDARIES, clampedEdge, madeGrid, replay, WIDTH, type Boundary } from '../test/plan/made-edges.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    width: { type: 'string', default: String(WIDTH) },
    simulate: { type: 'boolean', default: false },
  },
});
const width = Number(values.width);

interface Row {
  readonly error: number;
  /** Distance between the edges that the two halves of the seeds show. */
  readonly split: number;
  /** The same for the edge that the first seed alone shows, at every learning rate: a quarter of the runs of four seeds. */
  readonly ofOneSeed: number;
  /** Refinement said that it knows this edge to the width. */
  readonly isKnown: boolean;
}

function line(name: string, rows: readonly Row[], costs: string): string {
  const clear = rows.filter(({ split }) => split <= width);
  const ofClear = clear.length === rows.length ? '' : `; of the clear ones ${found(clear)}`;
  const known = rows.filter(({ isKnown }) => isKnown);
  const right = known.filter(({ error }) => error <= width + 1e-9).length;
  return `${name}: ${found(rows)}${ofClear}; called known ${known.length}, rightly ${right}; ${costs}`;
}

function found(rows: readonly Row[]): string {
  const errors = rows.map(({ error }) => error);
  if (errors.length === 0) return '0 of 0';
  const near = errors.filter((error) => error <= width + 1e-9).length;
  const { low, high } = jeffreysInterval(near, errors.length, 0.95);
  const percent = (share: number) => (100 * share).toFixed(0);
  const sorted = errors.toSorted((a, b) => a - b);
  const median = sorted[sorted.length >> 1]!;
  return (
    `${near} of ${errors.length} edges within ${width.toFixed(2)} decades ` +
    `(${percent(near / errors.length)} %, interval ${percent(low)} to ${percent(high)} %), ` +
    `median error ${median.toFixed(2)}, worst ${sorted.at(-1)!.toFixed(2)}`
  );
}

if (values.simulate) {
  const grids = Number(positionals[0] ?? 100);
  for (const kind of Object.keys(BOUNDARIES) as Boundary[]) {
    const all = Array.from({ length: grids }, (_, grid) => replay(madeGrid(kind, grid)));
    const isKnown = all.flatMap(({ known }) => known);
    const cost = all.reduce((sum, each) => sum + each.cost, 0) / grids;
    const most = Math.max(...all.map((each) => each.cost));
    console.log(
      line(
        kind,
        all
          .flatMap(({ errors }) => errors)
          .map((error, i) => ({ error, split: 0, ofOneSeed: NaN, isKnown: isKnown[i]! })),
        `runs ${(100 * cost).toFixed(1)} % on average, ${(100 * most).toFixed(1)} % at most`,
      ),
    );
  }
} else {
  const all = positionals.flatMap(replayStudy);
  const oneSeed = all.filter(({ ofOneSeed }) => ofOneSeed <= width + 1e-9).length;
  console.log(line('all', all, `by the first seed alone ${oneSeed} of ${all.length}`));
}

/** What early stopping makes of a run that was trained to its end. */
function stoppedEarly(study: Study, run: RunRow, unigramEntropy: number): RunRow {
  const loss = study.curve(run.id, 'loss')!;
  for (const step of looks(EARLY_STOP, run.plannedSteps)) {
    if (step >= loss.length) break;
    const found = foresee(EARLY_STOP, loss.subarray(0, step), run.plannedSteps, unigramEntropy);
    if (found) return { ...run, foreseen: found.label, endStep: step, tailLoss: null, nonfinite: null };
  }
  return run;
}

function replayStudy(file: string): Row[] {
  const study = openStudy(file, 'read');
  const { name, spec: json, baseline, text, thresholds } = study.info();
  const spec = parseSpec(json);
  /** As these runs would be labelled if there were no others. */
  const labelled = (runs: readonly RunRow[]) => {
    const rowComplete = () => true;
    const verdicts = labelRuns(runs, {
      baseline,
      reference: { initialLoss: null, unigramEntropy: text!.unigramEntropy, failedAbove: null },
      thresholds,
      rowComplete,
    });
    return runs.map((run, i) => ({ ...run, label: verdicts[i]!.label }));
  };
  const full = labelled(study.runs());
  const trained = new Map<number, RunRow>();
  const isUnstable = ({ label }: Pick<RunRow, 'label'>) => thresholds.unstableLabels.includes(label!);
  const refinedRuns = () =>
    full.map(({ id, recipe, learningRate, rowValue, seed, plannedSteps }): RefinedRun => {
      const own = trained.get(id);
      const unstable = own ? isUnstable(own) : null;
      const common = { id, recipe, learningRate, rowValue, seed, steps: plannedSteps };
      return {
        ...common,
        planned: !own,
        spent: own?.endStep ?? 0,
        unstable,
        tailLoss: own?.tailLoss ?? null,
      };
    });
  for (;;) {
    for (const run of labelled([...trained.values()])) trained.set(run.id, run);
    const next = nextRuns(spec, refinedRuns(), width);
    if (next.length === 0) break;
    for (const id of next) {
      const run = full.find((each) => each.id === id)!;
      trained.set(id, stoppedEarly(study, run, text!.unigramEntropy));
    }
  }
  study.close();
  const known = knownEdges(spec, refinedRuns(), width);
  const ofFirstSeed = labelled(full.filter(({ seed }) => seed === spec.seeds[0]));

  const edge = (runs: readonly RunRow[], recipe: string, rowValue: number) => {
    const row = runs.filter((run) => run.recipe === recipe && run.rowValue === rowValue);
    return clampedEdge(
      [...Map.groupBy(row, ({ learningRate }) => learningRate)].map(([learningRate, cell]) => ({
        learningRate,
        rowValue,
        finished: cell.length,
        unstable: cell.filter(isUnstable).length,
      })),
    )!;
  };
  const chosen = [...trained.values()];
  const stopped = chosen.filter(({ foreseen }) => foreseen);
  const wrong = stopped.filter(
    (run) => isUnstable(run) !== isUnstable(full.find(({ id }) => id === run.id)!),
  );
  const rows = spec.recipes.flatMap(({ name: recipe }, number) => {
    const half = (part: number) => full.filter(({ seed }) => spec.seeds.indexOf(seed) % 2 === part);
    const own = spec.batchSizes.map((rowValue, size): Row => {
      const of = (runs: readonly RunRow[]) => edge(runs, recipe, rowValue);
      return {
        error: Math.abs(of(chosen) - of(full)),
        ofOneSeed: Math.abs(of(ofFirstSeed) - of(full)),
        split: Math.abs(of(half(0)) - of(half(1))),
        isKnown: known[number * spec.batchSizes.length + size]!,
      };
    });
    const ofRecipe = (runs: readonly RunRow[]) => runs.filter((run) => run.recipe === recipe);
    const steps = (runs: readonly RunRow[]) => ofRecipe(runs).reduce((sum, { endStep }) => sum + endStep, 0);
    const share = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`;
    console.log(
      line(
        `${name}, ${recipe}`,
        own,
        `runs ${share(ofRecipe(chosen).length, ofRecipe(full).length)}, run-steps ${share(steps(chosen), steps(full))}`,
      ),
    );
    return own;
  });
  console.log(`${name}: ${stopped.length} runs stopped early, ${wrong.length} of them wrongly`);
  return rows;
}
