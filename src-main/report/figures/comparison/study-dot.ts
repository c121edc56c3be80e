// The look of a study among others: a colour of its own, and beyond those a hollow dot.
import { LINE_COLOURS, lineColour, type Theme } from '../theme.ts';

/** Colours of the dot of the study of this number. */
export function studyDot(
  index: number,
  { background }: Theme,
): { readonly fill: string; readonly stroke: string } {
  const stroke = lineColour(index);
  return { fill: index < LINE_COLOURS ? stroke : background, stroke };
}
