// The legend of curves: a sample of every colour and of every mark that is drawn.
import type { Words } from '../language/language.ts';
import { BAND_OPACITY, failureTick, highestLine, MEDIAN_LINE } from './curve-bands.ts';
import { leavingMark, type Colouring, type CurveRun } from './curve-line.ts';
import { crossMark } from './marks.ts';
import { element, label, polyline, type Svg } from './svg.ts';
import { fitText, textWidth } from './text.ts';
import type { Theme } from './theme.ts';

const SIZE = 10.5;

interface LegendParts {
  /** What the colours tell apart. */
  readonly name: string;
  /** Whether a run leaves its axis. */
  readonly leaves: boolean;
  /** Whether bands stand in the place of lines. */
  readonly banded: boolean;
}

export function drawCurveLegend(
  x: number,
  y: number,
  width: number,
  colouring: Colouring,
  runs: readonly CurveRun[],
  theme: Theme,
  { figures }: Words,
  { name, leaves, banded }: LegendParts,
) {
  let [at, top] = [x, y];
  const drawn: Svg[] = [label(name, x, y + 4, { 'font-size': SIZE, fill: theme.quiet })];
  at += textWidth(name, SIZE) + 14;
  const entries: { text: string; draw: (at: number, top: number) => Svg }[] = colouring.entries.map(
    ({ text, colour, dashes }) => ({
      text: fitText(text, width / 2, SIZE),
      draw: (left, middle) =>
        element('path', {
          d: polyline([
            [left, middle],
            [left + 22, middle],
          ]),
          stroke: colour,
          'stroke-width': 2.4,
          'stroke-dasharray': dashes,
        }),
    }),
  );
  if (runs.some((run) => run.nonfinite))
    entries.push({
      text: figures.curves.endedNonfinite,
      draw: (left, middle) => crossMark(left + 14, middle, 4.2, theme.ink, 2),
    });
  if (banded)
    entries.push({
      text: figures.curves.median,
      draw: (left, middle) =>
        element('path', {
          d: polyline([
            [left, middle],
            [left + 22, middle],
          ]),
          stroke: theme.ink,
          ...MEDIAN_LINE,
        }),
    });
  if (banded)
    entries.push({
      text: figures.curves.band,
      draw: (left, middle) =>
        element('rect', {
          x: left,
          y: middle - 6,
          width: 22,
          height: 12,
          fill: theme.ink,
          'fill-opacity': BAND_OPACITY,
        }),
    });
  if (banded)
    entries.push({
      text: figures.curves.highest,
      draw: (left, middle) =>
        element('path', {
          d: polyline([
            [left, middle],
            [left + 22, middle],
          ]),
          ...highestLine(theme),
        }),
    });
  if (banded && runs.some((run) => run.unstable && !run.nonfinite))
    entries.push({
      text: figures.curves.unstable,
      draw: (left, middle) => failureTick(left + 14, middle + 5, theme.ink),
    });
  if (leaves)
    entries.push({
      text: figures.curves.leaves,
      draw: (left, middle) => leavingMark(left + 14, middle - 5.5, theme.ink),
    });
  if (runs.some((run) => run.actions.length > 0))
    entries.push({
      text: figures.curves.acted,
      draw: (left, middle) => element('path', { d: `M${left + 14} ${middle + 4}l4 -7h-8z`, fill: theme.ink }),
    });
  for (const { text, draw } of entries) {
    const wide = 28 + textWidth(text, SIZE);
    if (at > x && at + wide > x + width) {
      at = x;
      top += 20;
    }
    drawn.push(draw(at, top), label(text, at + 28, top + 4, { 'font-size': SIZE }));
    at += wide + 20;
  }
  return { drawn: element('g', { class: 'legend' }, drawn), height: top - y + 12 };
}
