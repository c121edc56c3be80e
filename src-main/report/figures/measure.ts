// What colour and height can stand for: a number for each cell of a recipe, and the scale over the whole study on which it is
// drawn, so that figures of one study can be compared. Pure.
import type { Cell, GridAnalysis, RecipeMap } from '../../analysis/grid/grid.ts';
import type { Words } from '../language/language.ts';
import { formatLoss, formatNumber, formatPercent, formatNats, formatSigned } from '../language/numbers.ts';
import { divergingColour, valueColour } from './theme.ts';
import type { Measure } from '../language/shown.ts';

export interface MeasureScale {
  readonly measure: Measure;
  /** Ends of the scale; what lies beyond has the colour and height of the end. */
  readonly low: number;
  readonly high: number;
  /** Whether some value is above `high`. */
  readonly clipped: boolean;
  /** null: not known, or not finite. */
  readonly valueOf: (recipe: string, cell: Cell) => number | null;
  /** Where a value lies from good (0) to bad (1): the low end is good for all but the margin. */
  readonly badness: (value: number) => number;
  /** Colour of a badness. */
  readonly colourAt: (badness: number) => string;
  readonly show: (value: number) => string;
}

/**
 * The scale over all recipes of an analysis: shares from 0 to 1, tail losses from the lowest on, the others with 0 on them.
 * Values from `ceiling` on share the end, e.g. tail losses above the loss at the start; null: none do.
 */
export function measureScale(
  analysis: GridAnalysis,
  measure: Measure,
  words: Words,
  ceiling: number | null = null,
): MeasureScale {
  const valueOf = valuesOf(analysis, measure);
  const { low, high: top } =
    measure === 'unstable' ? { low: 0, high: 1 } : rangeOf(analysis, measure, valueOf);
  if (measure === 'penalty') return aroundZero(measure, Math.max(-low, top), MOST_PENALTY, valueOf, words);
  if (measure === 'added') return aroundZero(measure, 1, 1, valueOf, words);
  const limit = ceiling !== null && Number.isFinite(ceiling) ? ceiling : Infinity;
  const high = Math.max(low, Math.min(top, limit));
  const span = high - low;
  const along = (value: number) => (span > 0 ? (value - low) / span : value > low ? 1 : 0);
  return {
    measure,
    low,
    high,
    clipped: high < top,
    valueOf,
    badness: measure === 'margin' ? (value) => 1 - along(value) : along,
    colourAt: valueColour,
    show: showing(measure, span, words),
  };
}

/** Nats from which on penalties share the last colour; what practice accepts is a tenth of that. */
const MOST_PENALTY = 0.2;

/** As far below 0 as above it, up to `limit`, so that the middle of the colours is no difference. */
function aroundZero(
  measure: 'penalty' | 'added',
  most: number,
  limit: number,
  valueOf: MeasureScale['valueOf'],
  words: Words,
): MeasureScale {
  const high = most > 0 ? Math.min(most, limit) : limit;
  return {
    measure,
    low: -high,
    high,
    clipped: high < most,
    valueOf,
    badness: (value) => 0.5 + value / (2 * high),
    colourAt: divergingColour,
    show: showing(measure, 2 * high, words),
  };
}

function valuesOf(analysis: GridAnalysis, measure: Measure): MeasureScale['valueOf'] {
  switch (measure) {
    case 'unstable':
      return (_, { share }) => share;
    case 'tail':
      return (_, { medianTail }) => finite(medianTail);
    case 'penalty':
      return (_, { penalty }) => finite(penalty?.nats ?? null);
    case 'sharpness':
      return (_, { sharpnessRatio }) => finite(sharpnessRatio);
    case 'added': {
      const baseline = byCell(analysis, ({ share }) => share);
      return (_, cell) => {
        const base = baseline.get(keyOf(cell)) ?? null;
        return cell.share === null || base === null ? null : cell.share - base;
      };
    }
    case 'gap': {
      const baseline = byCell(analysis, ({ medianTail }) => medianTail);
      return (_, cell) => {
        const [own, best] = [finite(cell.medianTail), finite(baseline.get(keyOf(cell)) ?? null)];
        return own === null || best === null ? null : own - best;
      };
    }
    case 'margin': {
      const edges = new Map(analysis.recipes.map((map) => [map.recipe, edgesOf(map, analysis)]));
      return (recipe, { rowValue, learningRate }) => {
        const edge = edges.get(recipe)?.get(rowValue) ?? null;
        return edge === null ? null : finite(Math.log10(edge / learningRate));
      };
    }
  }
}

function keyOf({ rowValue, learningRate }: Cell): string {
  return `${rowValue} ${learningRate}`;
}

/** A value of every cell of the baseline. */
function byCell(
  { recipes, baseline }: GridAnalysis,
  value: (cell: Cell) => number | null,
): ReadonlyMap<string, number | null> {
  const map = recipes.find(({ recipe }) => recipe === baseline);
  return new Map(map?.cells.flat().map((cell) => [keyOf(cell), value(cell)]));
}

/** LR50 by batch size; one beyond the tested learning rates counts as the end of their range. */
function edgesOf({ edges }: RecipeMap, { learningRates }: GridAnalysis): ReadonlyMap<number, number | null> {
  const outside = { above: learningRates.at(-1) ?? null, below: learningRates[0] ?? null, unknown: null };
  return new Map(
    edges.map(({ rowValue, learningRate, side }) => [
      rowValue,
      side === 'inside' ? learningRate : outside[side],
    ]),
  );
}

function rangeOf(analysis: GridAnalysis, measure: Measure, valueOf: MeasureScale['valueOf']) {
  // Tail losses begin at the lowest: nothing is near a loss of 0.
  let [low, high] = measure === 'tail' ? [Infinity, -Infinity] : [0, 0];
  for (const { recipe, cells } of analysis.recipes) {
    for (const cell of cells.flat()) {
      const value = valueOf(recipe, cell);
      if (value === null) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return low <= high ? { low, high } : { low: 0, high: 0 };
}

function showing(measure: Measure, span: number, { numbers }: Words): MeasureScale['show'] {
  if (measure === 'unstable') return (value) => numbers.percent(formatPercent(value));
  if (measure === 'added') return (value) => numbers.percent(signedPercent(value));
  if (measure === 'tail')
    return (value) => (span > 0 && span < 0.5 ? formatLoss(value) : formatNumber(value, 3));
  if (measure === 'penalty') return (value) => formatNats(value, null);
  return (value) => formatNumber(value, 2);
}

function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

/** "+80", "0", "−20" */
function signedPercent(share: number): string {
  return formatSigned(Math.round(100 * share));
}
