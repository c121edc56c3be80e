// Rows that say they are one run: the same recipe, learning rate, batch size and seed. One of them is kept, never the one that looks
// safest. Pure.
import type { LeftOutReason } from '../../records/types.ts';
import type { LeftOutCell } from './left-out.ts';
import type { Outcome } from './outcome.ts';
import type { RateColumns } from './rates.ts';
import type { Settings } from './settings.ts';

/** A row that is a run, before rates and recipes that are one were put together. */
export interface Candidate extends Settings {
  readonly line: number;
  readonly outcome: Outcome;
}

/** Where what becomes of a row is written down. */
export interface Ledger {
  list(line: number, message: string): void;
  leaveOut(line: number, message: string, place: LeftOutCell, reason: LeftOutReason): void;
}

/** Where it was run: the exact rate, also where that falls into a column. */
export function placeKey({ learningRate, rowValue, seed }: Candidate, rates: RateColumns): string {
  return JSON.stringify([rates.exact(learningRate), rowValue, seed]);
}

/** Of rows with the same settings and seed, the one that ended worst; of rows that failed, one that did not. */
export function withoutRepeats(
  candidates: readonly Candidate[],
  rates: RateColumns,
  nameOf: (recipe: string) => string,
  {
    ledger,
    whereOf,
    hasRows,
  }: { readonly ledger: Ledger; readonly whereOf: (line: number) => string; readonly hasRows: boolean },
): Candidate[] {
  const kept = new Map<string, Candidate>();
  candidates.forEach((run, index) => {
    const { learningRate, batchSize, rowValue } = run;
    const place = {
      recipe: nameOf(run.recipe),
      learningRate,
      batchSize,
      ...(hasRows && { rowValue }),
    };
    const key = run.seed === null ? `row ${index}` : `${placeKey(run, rates)} ${place.recipe}`;
    const other = kept.get(key);
    if (!other) {
      kept.set(key, run);
      return;
    }
    const [better, worse] = severity(run) > severity(other) ? [other, run] : [run, other];
    kept.set(key, worse);
    if (better.outcome.unjudged !== null) {
      ledger.list(better.line, `It ended before it could be judged; ${whereOf(worse.line)} repeats it.`);
    } else if (better.outcome.failure !== null) {
      ledger.list(better.line, `It failed; ${whereOf(worse.line)} repeats it.`);
    } else if (severity(run) === severity(other)) {
      ledger.list(better.line, `It says the same as ${whereOf(worse.line)}.`);
    } else {
      const message = `It has the recipe, learning rate, batch size and seed of ${whereOf(worse.line)}, which ended worse and is kept.`;
      ledger.leaveOut(better.line, message, place, 'repeated');
    }
  });
  return [...kept.values()];
}

/** How badly a run ended: nothing is known of one that broke, and little of one that ended early. */
function severity({ outcome: { failure, unjudged, measured, label } }: Candidate): number {
  if (failure !== null) return -Infinity;
  if (unjudged !== null) return -Number.MAX_VALUE;
  if (measured.nonfinite !== null) return Infinity;
  if (label !== null) return label === 'ok' ? 0 : Number.MAX_VALUE;
  return measured.tailLoss ?? 0;
}
