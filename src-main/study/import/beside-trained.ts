// Imported runs beside runs of their study that were trained here. Those stay, whatever is imported: of the same recipe, learning rate, row
// and seed an imported one is left out, or, where that would hide a worse end, stays as one of another seed. Pure.
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
  const keyOf = (
    recipe: string,
    { learningRate, rowValue, seed }: Pick<RunRow, 'learningRate' | 'rowValue' | 'seed'>,
  ) => JSON.stringify([recipe, learningRate, rowValue, seed]);
  const there = new Map(trained.map((run) => [keyOf(run.recipe, run), run]));
  const repeats: Repeat[] = [];
  const kept = candidates.flatMap((run): Candidate[] => {
    const { seed, rowValue } = run;
    if (seed === null) return [run];
    const learningRate = rates.exact(run.learningRate);
    const other = there.get(keyOf(nameOf(run.recipe), { learningRate, rowValue, seed }));
    if (other === undefined) return [run];
    const [own, its] = [severity(run), severityOfTrained(other)];
    const where = `run ${other.id}, which is trained here`;
    if (saysTheSame(run, other)) return drop(`It says the same as ${where}.`, false);
    if (own <= -Number.MAX_VALUE && its > own)
      return drop(`It failed, or ended early; ${where}, repeats it.`, false);
    if (policy === 'refuse') {
      questions.raise('duplicates', 'trained', run.line, refused(whereOf(run), where));
      return [run];
    }
    const isLeftOut = policy === 'first' || (policy === 'worst' && own <= its);
    if (isLeftOut)
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

const refused = (imported: string, trained: string) => () =>
  `${imported} has the recipe, learning rate, batch size and seed of ${trained}, and --duplicates is refuse; say worst, first or last to keep one or both, or seeds if it is of another seed.`;

function saysTheSame({ outcome: { measured } }: Candidate, run: RunRow): boolean {
  const same = (a: number | null, b: number | null) =>
    a !== null && b !== null && Math.fround(a) === Math.fround(b);
  return (
    run.state === 'finished' && same(measured.tailLoss, run.tailLoss) && measured.endStep === run.endStep
  );
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
  const key = (...place: readonly (string | number)[]) => JSON.stringify(place);
  const cells = Map.groupBy(trained, (run) => key(run.recipe, run.learningRate, run.rowValue));
  return (...place) => new Set((cells.get(key(...place)) ?? []).map(({ seed }) => seed));
}
