// What the height of a block can stand for, and how a number becomes a height.
import { ticks } from 'd3-array';
import type { Cell, GridAnalysis } from '../../../analysis/grid/grid.ts';
import type { Words } from '../../language/language.ts';
import { measureScale } from '../measure.ts';
import { formatPercent } from '../../language/numbers.ts';
import type { SceneAxis } from './scene.ts';
import { SIZE } from './space.ts';
import type { HeightMeasure } from '../../language/shown.ts';

export interface HeightScale {
  readonly axis: SceneAxis;
  /** Height of a cell of a recipe; null where it has none. */
  readonly of: (recipe: string, cell: Cell) => number | null;
}

/** The scale over all recipes of the analysis, so that two figures of one study can be compared. */
export function heightScale(analysis: GridAnalysis, measure: HeightMeasure, words: Words): HeightScale {
  if (measure === 'stable') return stableScale(words);
  const { low, high, valueOf, show } = measureScale(analysis, measure, words);
  const span = high - low || 1;
  const at = (value: number) => (SIZE.y * (Math.min(high, Math.max(low, value)) - low)) / span;
  return {
    axis: {
      name: words.figures.legend.scale(measure, null),
      ticks: [ticks(low, high, 4).map((value) => ({ at: at(value), text: show(value) }))],
    },
    of: (recipe, cell) => {
      const value = valueOf(recipe, cell);
      return value === null ? null : at(value);
    },
  };
}

function stableScale({ scenes, numbers }: Words): HeightScale {
  return {
    axis: {
      name: scenes.heights.stable,
      ticks: [
        [0, 0.5, 1].map((share) => ({ at: share * SIZE.y, text: numbers.percent(formatPercent(share)) })),
      ],
    },
    of: (_, { share }) => (share === null ? null : (1 - share) * SIZE.y),
  };
}
