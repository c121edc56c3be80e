// Imported runs beside runs of their study that were trained here. Those stay, whatever is imported: of the same recipe, learning rate, row
// and seed an imported one is left out, or, where that would hide a worse end, stays as one of another seed. One that says no seed and the same
// loss is the trained one. Pure.
import { unitOf } from '../../analysis/headline/penalty.ts';
import { DEFAULT_THRESHOLDS } from '../../analysis/labels/thresholds.ts';
import type { RunRow } from '../../records/types.ts';
import type { DuplicatePolicy } from '../../spec/import-mapping.ts';
import type { Questions } from './questions.ts';
import type { RateColumns } from './rates.ts';
import { severity, type Candidate, type Repeat } from './repeats.ts';

interface Assembly {
  readonly policy: DuplicatePolicy;
  readonly rates: RateColumns;
  readonly nameOf: (recipe: string) => string;
  readonly whereOf: (run: Candidate) => string;
  readonly questions: Questions;
}

/** `kept`: those that are runs of the study; of a seed that is to be numbered anew, without it. */
export function besideTrained(
  candidates: readonly Candidate[],
  trained: readonly RunRow[],
  { policy, rates, nameOf, whereOf, questions }: Assembly,
): { readonly kept: readonly Candidate[]; readonly repeats: readonly Repeat[] } {
  if (trained.length === 0) return { kept: candidates, repeats: [] };
  const cells = Map.groupBy(trained, (run) => cellKey(run.recipe, run.learningRate, run.rowValue));
  const units = new Map(
    [...Map.groupBy(candidates, ({ input }) => input)].map(([input, runs]) => [
      input,
      unitOf(runs.flatMap(({ outcome }) => outcome.measured.tailLoss ?? [])),
    ]),
  );
  const isSame = (run: Candidate, other: RunRow) => saysTheSame(run, other, units.get(run.input)!);
  /** Trained runs that a run without a seed was found to be. */
  const found = new Set<RunRow>();
  const repeats: Repeat[] = [];
  const kept = candidates.flatMap((run): Candidate[] => {
    const { seed, rowValue } = run;
    const cell = cells.get(cellKey(nameOf(run.recipe), rates.exact(run.learningRate), rowValue)) ?? [];
    if (seed === null) {
      const same = cell.find((other) => !found.has(other) && isSame(run, other));
      if (same === undefined) return [run];
      found.add(same);
      return drop(`It says the same as ${nameOfTrained(same)}.`, false);
    }
    const other = cell.find((each) => each.seed === seed);
    if (other === undefined) return [run];
    const [own, its] = [severity(run), severityOfTrained(other)];
    const where = nameOfTrained(other);
    if (isSame(run, other)) return drop(`It says the same as ${where}.`, false);
    if (own <= -Number.MAX_VALUE && its > own)
      return drop(`It failed, or ended early; ${where}, repeats it.`, false);
    if (policy === 'refuse') {
      questions.raise('duplicates', 'trained', run.line, refused(whereOf(run), where));
      return [run];
    }
    // Losses that are this close count as the same, and one run must not count as two seeds.
    const isWorse = own > its + DEFAULT_THRESHOLDS.lossTolerance;
    if (policy === 'first' || (policy === 'worst' && !isWorse))
      return drop(`It has the recipe, learning rate, batch size and seed of ${where} and is kept.`, true);
    const remark = `Its seed is ${seed}, as that of ${where}: it is numbered anew.`;
    return [{ ...run, seed: null, outcome: { ...run.outcome, remarks: [...run.outcome.remarks, remark] } }];

    function drop(message: string, isOther: boolean): Candidate[] {
      repeats.push({ run, message, isLeftOut: isOther });
      return [];
    }
  });
  return { kept, repeats };
}

function cellKey(recipe: string, learningRate: number, rowValue: number): string {
  return JSON.stringify([recipe, learningRate, rowValue]);
}

function nameOfTrained({ id }: RunRow): string {
  return `run ${id}, which is trained here`;
}

const refused = (imported: string, trained: string) => () =>
  `${imported} has the recipe, learning rate, batch size and seed of ${trained}, and --duplicates is refuse; say worst, first or last to keep one or both, or seeds if it is of another seed.`;

/** Losses that were written with fewer digits say nothing of which run they are of. */
const COARSEST_UNIT = 0.01;
/** Of the last digit: what a float32 adds to its rounding. */
const ROUNDING = 0.1;

/** `unit`: of the last digit of its losses, up to which it may be the trained one. Of a file without steps and curves each run has one step. */
function saysTheSame({ outcome: { measured } }: Candidate, run: RunRow, unit: number): boolean {
  const { tailLoss, endStep } = measured;
  if (run.state !== 'finished' || tailLoss === null || run.tailLoss === null) return false;
  if (endStep > 1 && endStep !== run.endStep) return false;
  return unit <= COARSEST_UNIT && Math.abs(tailLoss - run.tailLoss) <= unit * (0.5 + ROUNDING);
}

/** As of an imported run; nothing is known of one that has not finished. */
function severityOfTrained({ state, label, nonfinite, tailLoss }: RunRow): number {
  if (state !== 'finished') return -Infinity;
  if (label === 'unjudged') return -Number.MAX_VALUE;
  if (nonfinite !== null) return Infinity;
  return tailLoss ?? Number.MAX_VALUE;
}

/** Seeds that imported runs of a cell must leave alone. */
export function takenSeeds(
  trained: readonly RunRow[],
): (recipe: string, learningRate: number, rowValue: number) => ReadonlySet<number> {
  const cells = Map.groupBy(trained, (run) => cellKey(run.recipe, run.learningRate, run.rowValue));
  return (...place) => new Set((cells.get(cellKey(...place)) ?? []).map(({ seed }) => seed));
}
