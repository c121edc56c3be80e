// The ladder of sizes as a table: for each measure and recipe how the held-out size came out beside what is expected of the model, or why
// nothing is. The same values as in ladder-text.ts, for the eye to go down a column.
import { LADDER_MEASURES, type LadderMeasureName } from '../../analysis/ladder/measures.ts';
import {
  isRefusal,
  predictFor,
  type RecipeLadder,
  type StudyLadder,
} from '../../analysis/ladder/recipe-ladder.ts';
import { ladderValue, refusalReason, sizeAtReach } from './ladder-text.ts';
import type { Words } from './language.ts';
import { formatCount } from './numbers.ts';

export interface LadderRow {
  readonly recipe: string;
  /** null: no size was held out. */
  readonly heldOut: { readonly expected: string; readonly measured: string; readonly isHit: boolean } | null;
  /** What is expected, with its interval, and of which size; null: nothing is, for the reason. */
  readonly expected: { readonly value: string; readonly size: string } | null;
  readonly reason: string | null;
}

export interface LadderPart {
  readonly measure: LadderMeasureName;
  readonly rows: readonly LadderRow[];
}

/**
 * Where several budgets were compared the penalty is that of its tokens, which no row of this table can hold: see tokenRemarks.
 * @param size of the model that is asked about; null: what lies at the end of each reach
 */
export function ladderTable(
  { sizeIn, ladders, budgets }: StudyLadder,
  size: number | null,
  confidence: number,
  words: Words,
): LadderPart[] {
  return LADDER_MEASURES.flatMap((measure) => {
    const isOfTokens = budgets !== null && measure === 'penalty';
    const rows = ladders
      .filter((ladder) => ladder.measure === measure)
      .map((ladder) => ({
        recipe: ladder.recipe,
        heldOut: heldOutOf(ladder, words),
        ...(isOfTokens
          ? { expected: null, reason: null }
          : expectedOf(ladder, { size, sizeIn, confidence }, words)),
      }));
    return rows.length === 0 ? [] : [{ measure, rows }];
  });
}

function heldOutOf({ measure, fit }: RecipeLadder, words: Words): LadderRow['heldOut'] {
  const [heldOut] = fit.heldOut;
  if (!heldOut) return null;
  const { predicted, interval, measured, isHit } = heldOut;
  return {
    expected: withInterval(measure, predicted, interval, words),
    measured: ladderValue(measure, measured),
    isHit,
  };
}

interface Asked {
  readonly size: number | null;
  readonly sizeIn: string;
  readonly confidence: number;
}

function expectedOf(
  ladder: RecipeLadder,
  { size, sizeIn, confidence }: Asked,
  words: Words,
): Pick<LadderRow, 'expected' | 'reason'> {
  const { measure } = ladder;
  const asked = size ?? sizeAtReach(ladder);
  const said = predictFor(ladder, asked, confidence);
  if (isRefusal(said)) return { expected: null, reason: refusalReason(measure, said, words) };
  const count = formatCount(asked);
  const value = withInterval(measure, said.expected, said.interval, words);
  return {
    expected: { value, size: sizeIn === 'parameters' ? words.ladder.sizeOf(count) : `${sizeIn} ${count}` },
    reason: null,
  };
}

function withInterval(
  measure: LadderMeasureName,
  value: number,
  { low, high }: { readonly low: number; readonly high: number },
  { numbers }: Words,
): string {
  const range = numbers.range(ladderValue(measure, low), ladderValue(measure, high));
  return ladderValue(measure, value) + numbers.inBrackets(range);
}
