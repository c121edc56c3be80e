// What the height of a block can stand for, how a number becomes a height, and which part of it is sure.
import { ticks } from 'd3-array';
import type { Cell, GridAnalysis } from '../../../analysis/grid.ts';
import { formatLoss, formatNumber, formatPercent, finiteInterval } from '../numbers.ts';
import { tailScale } from '../map.ts';
import { ENGLISH, type Words } from '../../language/language.ts';
import type { SceneAxis } from './scene.ts';
import { SIZE } from './space.ts';

export const HEIGHTS = ['stable', 'tail', 'gap', 'sharpness'] as const;
export type HeightMeasure = (typeof HEIGHTS)[number];

export const HEIGHT_NAMES: Readonly<Record<HeightMeasure, string>> = ENGLISH.scenes.heights;

export interface HeightScale {
  readonly axis: SceneAxis;
  /** Height of a cell of this recipe; null where it has none. */
  readonly of: (cell: Cell) => number | null;
  /** Heights between which the true one lies; null where that is not known. */
  readonly range: (cell: Cell) => readonly [number, number] | null;
}

/** The scale over all recipes of the analysis, so that two figures of one study can be compared. */
export function heightScale(
  analysis: GridAnalysis,
  measure: HeightMeasure,
  words: Words = ENGLISH,
): HeightScale {
  const { scenes } = words;
  if (measure === 'stable') return stableScale(words);
  const baseline = new Map(
    analysis.recipes
      .filter(({ recipe }) => recipe === analysis.baseline)
      .flatMap(({ cells }) => cells.flat())
      .map((cell) => [`${cell.batchSize} ${cell.learningRate}`, cell.medianTail]),
  );
  const valueOf = (cell: Cell): number | null => {
    if (measure === 'sharpness') return cell.sharpnessRatio;
    if (cell.medianTail === null || measure === 'tail') return cell.medianTail;
    const best = baseline.get(`${cell.batchSize} ${cell.learningRate}`) ?? null;
    return best === null ? null : cell.medianTail - best;
  };
  const { low, high } = measure === 'tail' ? tailScale(analysis, null) : rangeOf(analysis, valueOf);
  const span = high - low || 1;
  const at = (value: number) => (SIZE.y * (Math.min(high, Math.max(low, value)) - low)) / span;
  const show = measure === 'tail' ? formatLoss : (value: number) => formatNumber(value, 2);
  return {
    axis: {
      name: (measure === 'sharpness' ? scenes.asRatio : scenes.inNats)(scenes.heights[measure]),
      ticks: ticks(low, high, 4).map((value) => ({ at: at(value), text: show(value) })),
    },
    of: (cell) => {
      const value = valueOf(cell);
      return value === null || !Number.isFinite(value) ? null : at(value);
    },
    range: () => null,
  };
}

function stableScale({ scenes, numbers }: Words): HeightScale {
  return {
    axis: {
      name: scenes.heights.stable,
      ticks: [0, 0.5, 1].map((share) => ({
        at: share * SIZE.y,
        text: numbers.percent(formatPercent(share)),
      })),
    },
    of: ({ share }) => (share === null ? null : (1 - share) * SIZE.y),
    range: (cell) => {
      const interval = finiteInterval(cell.interval);
      return interval && [(1 - interval.high) * SIZE.y, (1 - interval.low) * SIZE.y];
    },
  };
}

function rangeOf(analysis: GridAnalysis, valueOf: (cell: Cell) => number | null) {
  let [low, high] = [0, 0];
  for (const cell of analysis.recipes.flatMap(({ cells }) => cells.flat())) {
    const value = valueOf(cell);
    if (value === null || !Number.isFinite(value)) continue;
    [low, high] = [Math.min(low, value), Math.max(high, value)];
  }
  return { low, high };
}
