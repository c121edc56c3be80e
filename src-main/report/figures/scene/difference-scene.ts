// The difference of two recipes: how much more (up) or less (down) probable stable training is under the first, cell by
// cell, from the plane of no difference.
import type { GridAnalysis } from '../../../analysis/grid/grid.ts';
import { describeCell, type CellContext } from '../cell.ts';
import { measureScale } from '../measure.ts';
import { formatPercent } from '../../language/numbers.ts';
import { recipeName } from '../../language/recipe-name.ts';
import { divergingColour, THEMES, type ThemeName } from '../theme.ts';
import type { Words } from '../../language/language.ts';
import { blockOf, gridAxes, leftOutItem, leftOutMarks, plannedCells, tileOf, TILE } from './cell-block.ts';
import type { Block, Scene } from './scene.ts';
import { gridSpace, SIZE } from './space.ts';

/** Purple for more, orange for less; by direction without any colour. */
function differenceColour(t: number): string {
  return divergingColour(1 - t);
}

export function differenceScene(
  analysis: GridAnalysis,
  {
    recipe,
    versus,
    theme: themeName,
    words,
  }: { recipe: string; versus: string; theme: ThemeName; words: Words },
): Scene {
  const { scenes, numbers } = words;
  const space = gridSpace(analysis);
  const theme = THEMES[themeName];
  const map = analysis.recipes.find((other) => other.recipe === recipe);
  const other = analysis.recipes.find((candidate) => candidate.recipe === versus);
  const context: CellContext = {
    recipe,
    name: recipeName(recipe, analysis, words),
    scale: measureScale(analysis, 'unstable', words),
    thresholds: analysis.thresholds,
    theme,
    idPrefix: 'difference',
    words,
    rowSetting: analysis.rowSetting,
  };
  const zero = SIZE.y / 2;
  const cells = map ? plannedCells(map, analysis.thresholds.unstableShare) : [];
  const blocks = cells.map(({ cell, row, column }): Block => {
    const twin = other?.cells[row]?.[column];
    if (cell.share === null || !twin || twin.share === null)
      return tileOf(cell, { row, column }, context, zero);
    const difference = twin.share - cell.share;
    const end = zero + (difference * SIZE.y) / 2;
    const [from, to] = end < zero ? [end, zero] : [zero, Math.max(end, zero + TILE)];
    const colour = differenceColour(0.5 + difference / 2);
    return { ...blockOf(cell, { row, column }, context, { from, to, colour }), hatch: null };
  });
  const marks = blocks.flatMap((block) => leftOutMarks(space, block, block.to));
  const wordsOf = ({ cell, row, column }: Block): string => {
    const share = other?.cells[row]?.[column]?.share ?? null;
    const described = describeCell(cell, context);
    if (cell.share === null || share === null) return described;
    const points = formatPercent(Math.abs(share - cell.share));
    const than =
      share === cell.share
        ? scenes.differenceNone(recipeName(versus, analysis, words))
        : scenes.differencePoints(share < cell.share, points, recipeName(versus, analysis, words));
    return numbers.semicolons([described, than]);
  };
  return {
    subtitle: scenes.differenceSubtitle(
      recipeName(recipe, analysis, words),
      recipeName(versus, analysis, words),
    ),
    space,
    blocks,
    wordsOf,
    height: SIZE.y,
    marks,
    region: null,
    frames: [0, zero],
    slabs: [],
    axes: {
      ...gridAxes(analysis, space, words),
      y: {
        name: scenes.differenceAxis,
        ticks: [
          [-1, 0, 1].map((share) => ({
            at: zero + (share * SIZE.y) / 2,
            text: numbers.percent(String(share * 100)),
          })),
        ],
      },
    },
    legend: leftOutItem(marks, theme, words),
    scale: {
      name: scenes.differenceAxis,
      colourAt: differenceColour,
      low: numbers.percent('-100'),
      high: numbers.percent('+100'),
    },
  };
}
