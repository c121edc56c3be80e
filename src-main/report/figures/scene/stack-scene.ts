// The stack: the stable region of every recipe as a slab over the same grid, the baseline at the bottom, so that the
// shrinking is seen at once. Cells whose interval still holds the threshold are hatched: they are not decided.
import type { Cell, GridAnalysis } from '../../../analysis/grid/grid.ts';
import type { Thresholds } from '../../../analysis/labels/thresholds.ts';
import { describeCell, type CellContext } from '../cell.ts';
import { measureScale } from '../measure.ts';
import { finiteInterval } from '../../language/numbers.ts';
import { recipeName } from '../../language/recipe-name.ts';
import { lineColour, THEMES, type ThemeName } from '../theme.ts';
import type { Words } from '../../language/language.ts';
import {
  blockOf,
  crossMarks,
  gridAxes,
  leftOutItem,
  leftOutMarks,
  plannedCells,
  tileOf,
  TILE,
} from './cell-block.ts';
import type { Block, Mark, Scene } from './scene.ts';
import { gridSpace, SIZE } from './space.ts';

/** Share of a level that its slab fills. */
const FILL = 0.42;

export function stackScene(analysis: GridAnalysis, themeName: ThemeName, words: Words): Scene {
  const { scenes } = words;
  const space = gridSpace(analysis);
  const theme = THEMES[themeName];
  const { thresholds, baseline } = analysis;
  const maps = [
    ...analysis.recipes.filter(({ recipe }) => recipe === baseline),
    ...analysis.recipes.filter(({ recipe }) => recipe !== baseline),
  ];
  const blocks: Block[] = [];
  const marks: Mark[] = [];
  const level = SIZE.y / Math.max(1, maps.length);
  const unstable = measureScale(analysis, 'unstable', words);
  const nameOf = (recipe: string) => recipeName(recipe, analysis, words);
  const contextOf = (recipe: string): CellContext => ({
    recipe,
    name: nameOf(recipe),
    scale: unstable,
    thresholds,
    theme,
    idPrefix: 'stack',
    words,
    rowSetting: analysis.rowSetting,
  });
  for (const [index, map] of maps.entries()) {
    const floor = index * level;
    const context = contextOf(map.recipe);
    for (const { cell, row, column, state, isMeasured } of plannedCells(map, thresholds.unstableShare)) {
      const top = isMeasured && state !== 'unstable' ? FILL * level : TILE;
      marks.push(...leftOutMarks(space, { cell, row, column }, floor + top));
      if (!isMeasured) {
        blocks.push(tileOf(cell, { row, column }, context, floor));
        if (state === 'failed') marks.push(...crossMarks(space, row, column, floor + TILE));
      } else if (state !== 'unstable') {
        const slab = { from: floor, to: floor + FILL * level, colour: lineColour(index) };
        const block = blockOf(cell, { row, column }, context, slab);
        blocks.push({ ...block, hatch: isDecided(cell, thresholds) ? null : 'sparse' });
      }
    }
  }
  return {
    subtitle: scenes.stackSubtitle,
    space,
    blocks,
    wordsOf: ({ cell, recipe }) => describeCell(cell, contextOf(recipe)),
    marks,
    floors: maps.map(({ recipe }, index) => ({ y: index * level, name: nameOf(recipe) })),
    axes: { ...gridAxes(analysis, space, words), y: null },
    legend: [
      ...maps.map(({ recipe }, index) => ({
        kind: 'block' as const,
        text: nameOf(recipe),
        colour: lineColour(index),
        opacity: 1,
        hatch: null,
      })),
      ...leftOutItem(marks, theme, words),
      {
        kind: 'block',
        text: scenes.undecided,
        colour: theme.rule,
        opacity: 1,
        hatch: 'sparse',
      },
    ],
    scale: null,
  };
}

/** Whether the interval of P(unstable) lies wholly on one side of the threshold. */
function isDecided(cell: Cell, { unstableShare }: Thresholds): boolean {
  const interval = finiteInterval(cell.interval);
  return interval !== null && (interval.high < unstableShare || interval.low > unstableShare);
}
