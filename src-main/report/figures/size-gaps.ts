// Sizes of a ladder that have no value because runs fail there or the edge lies outside the tested rates: no line goes over them, and a cross at the
// bottom of the panel says that they are there. One that has not been measured is none. Pure.
import type { RecipeLadder } from '../../analysis/ladder/recipe-ladder.ts';
import type { Words } from '../language/language.ts';
import { crossPath } from './marks.ts';
import { formatSize } from './size-axis.ts';
import { element, titled, type Svg } from './svg.ts';

export type SizeGap = RecipeLadder['missing'][number];

export function gapsOf({ missing }: Pick<RecipeLadder, 'missing'>): readonly SizeGap[] {
  return missing.filter(({ reason }) => reason !== 'not-measured');
}

/** Points between which there is no gap, each run of two or more. */
export function stretches<T extends { readonly octaves: number }>(
  points: readonly T[],
  gaps: readonly SizeGap[],
): (readonly T[])[] {
  const between = Map.groupBy(
    points,
    ({ octaves }) => gaps.filter(({ size }) => Math.log2(size) < octaves).length,
  );
  return [...between.values()].filter((run) => run.length > 1);
}

/** `name`: whose size it is. */
export function gapMark(
  { size, reason }: SizeGap,
  name: string,
  at: { readonly x: number; readonly y: number; readonly colour: string },
  words: Words,
): Svg {
  return element(
    'g',
    {},
    element('path', { d: crossPath(at.x, at.y, 3.5), stroke: at.colour, 'stroke-width': 1.8 }),
    titled(`${name}, ${formatSize(Math.log2(size))}: ${words.ladder.missing[reason]}`),
  );
}
