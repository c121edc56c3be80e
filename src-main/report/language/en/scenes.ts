// The words of the 3D figures in English.
import type { HeightMeasure } from '../shown.ts';
import { figures } from './figures.ts';

export const scenes = {
  heights: {
    ...figures.measures,
    stable: 'P(stable)',
  } satisfies Record<HeightMeasure, string> as Record<HeightMeasure, string>,
  description: (subtitle: string, blocks: number, rowName: string) =>
    `${subtitle}. ${blocks} blocks over learning rate and ${rowName}.`,
  surfaceSubtitle: (recipe: string, height: string, outlined: string | null) =>
    `${recipe}: the height of a step is ${height}${outlined === null ? '' : `; outlined: where ${outlined} trains`}`,
  edge: 'stability edge LR50',
  notRun: 'flat, grey: not run',
  notRunYet: 'not run yet',
  baseline: 'baseline',
  stackSubtitle: (baseline: string) =>
    `Where training works, from high precision at the bottom to low on top; orange: ${baseline} trains there, this recipe does not`,
  trains: 'trains',
  lost: (baseline: string) => `lost: trains in ${baseline}, fails here`,
  fails: 'does not train',
  regionOutline: (recipe: string) => `outline: where ${recipe} trains`,
  inferred: 'pale, dashed: not run, inferred from its row',
  undecided: 'hatched: not decided by its own seeds',
  differenceSubtitle: (recipe: string, versus: string) =>
    `P(stable) under ${recipe} less that under ${versus}`,
  differenceAxis: 'difference in P(stable)',
  differenceNone: (versus: string) => `P(stable) the same as under ${versus}`,
  differencePoints: (isLower: boolean, points: string, versus: string) =>
    `P(stable) ${isLower ? 'lower' : 'higher'} by ${points} points than under ${versus}`,
};
