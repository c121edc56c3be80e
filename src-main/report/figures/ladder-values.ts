// Values of a ladder's measures as people read them: an edge as a learning rate, a penalty in nats with its sign. Pure.
import type { HeldOut } from '../../analysis/ladder/ladder.ts';
import type { LadderMeasureName } from '../../analysis/ladder/measures.ts';
import type { Words } from '../language/language.ts';
import { formatEdge, formatNats, formatNumber } from '../language/numbers.ts';

export function ladderValue(measure: LadderMeasureName, value: number): string {
  switch (measure) {
    case 'edge':
      return formatEdge(10 ** value);
    case 'penalty':
      return formatNats(value, null);
    case 'largestLogit':
      return formatNumber(2 ** value, 2);
    case 'logZ':
      return formatNumber(value, 3);
  }
}

/** The width of an interval, in the unit in which it is judged. */
export function ladderWidth(measure: LadderMeasureName, width: number, { ladder }: Words): string {
  const text = formatNumber(width, 2);
  return measure === 'edge' ? ladder.decades(text) : measure === 'largestLogit' ? text : ladder.nats(text);
}

export function heldOutWords(
  measure: LadderMeasureName,
  { predicted, interval, measured, isHit }: HeldOut,
  { ladder }: Words,
): string {
  const [expected, low, high, found] = [predicted, interval.low, interval.high, measured].map((value) =>
    ladderValue(measure, value),
  );
  return ladder.heldOut(expected!, low!, high!, found!, isHit);
}
