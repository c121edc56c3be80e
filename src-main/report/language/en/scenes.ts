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
  surfaceSubtitle: (recipe: string, height: string, ghost: string | null) =>
    `${recipe}: height is ${height}${ghost === null ? '' : `; glass is what ${ghost} has above it`}`,
  certain: 'full tone: sure, up to the low end of the 95 % interval',
  whisker: 'line: up to its high end',
  unstable: 'unstable: half of the runs or more',
  edge: 'stability edge LR50',
  glass: (recipe: string) => `glass: ${recipe}`,
  notRun: 'flat, grey: not run',
  stackSubtitle: 'The stable region of every recipe, the baseline at the bottom',
  undecided: 'hatched: stable so far, not decided (the interval holds the threshold)',
  differenceSubtitle: (recipe: string, versus: string) =>
    `P(stable) under ${recipe} less that under ${versus}`,
  differenceAxis: 'difference in P(stable)',
  differenceNone: (versus: string) => `P(stable) the same as under ${versus}`,
  differencePoints: (isLower: boolean, points: string, versus: string) =>
    `P(stable) ${isLower ? 'lower' : 'higher'} by ${points} points than under ${versus}`,
};
