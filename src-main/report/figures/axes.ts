// The axes of a panel: ticks at every tested value, numbers where there is room for them, and the name.
import { columnBox, scaled, type PlotFrame } from './frame.ts';
import type { GridAnalysis } from '../../analysis/grid/grid.ts';
import { formatLearningRate } from '../language/numbers.ts';
import { formatRow, rowAxis } from '../language/row-text.ts';
import { element, label, polyline, type Svg } from './svg.ts';
import { textWidth } from './text.ts';
import type { Theme } from './theme.ts';
import type { Words } from '../language/language.ts';

const TICK_SIZE = 10.5;

/** Keeps the labels, first to last, that leave a gap to the one kept before. */
function withoutOverlap(places: readonly { readonly at: number; readonly half: number }[]): boolean[] {
  let end = -Infinity;
  return places.map(({ at, half }) => {
    if (at - half < end) return false;
    end = at + half + 5;
    return true;
  });
}

export function drawXAxis(
  frame: PlotFrame,
  { learningRates, ratesPerDecade }: Pick<GridAnalysis, 'learningRates' | 'ratesPerDecade'>,
  theme: Theme,
  { figures }: Words,
): Svg {
  const bottom = frame.y + frame.height;
  const names = learningRates.map(formatLearningRate);
  const centres = learningRates.map((_, column) => {
    const box = columnBox(frame, 0, column);
    return box.x + box.width / 2;
  });
  const places = frame.grid.x.toScale
    ? frame.grid.x.centres.map((centre) => frame.x + scaled(frame.grid.x, centre, frame.width))
    : centres;
  const keep = withoutOverlap(
    places.map((at, index) => ({ at, half: textWidth(names[index]!, TICK_SIZE) / 2 })),
  );
  const shown = ratesPerDecade === null ? figures.learningRate : figures.rateColumns(ratesPerDecade);
  const name = frame.grid.x.toScale ? figures.logScale(shown) : figures.notToScale(shown);
  return element(
    'g',
    { class: 'x-axis', 'font-size': TICK_SIZE, fill: theme.ink, 'text-anchor': 'middle' },
    places.map((at) =>
      element('path', {
        d: polyline([
          [at, bottom],
          [at, bottom + 4],
        ]),
        stroke: theme.quiet,
        fill: 'none',
      }),
    ),
    places.map((at, index) => keep[index] && label(names[index]!, at, bottom + 15.5)),
    label(name, frame.x + frame.width / 2, bottom + 31, { fill: theme.quiet }),
  );
}

/** Ticks and numbers, and the axis' name with its middle at `nameAt`, in pixels from the left. */
export function drawYAxis(
  frame: PlotFrame,
  { rowSetting, rowValues }: Pick<GridAnalysis, 'rowSetting' | 'rowValues'>,
  theme: Theme,
  nameAt: number,
  words: Words,
): Svg {
  const { y } = frame.grid;
  const places = y.centres.map((centre) => frame.y + frame.height - scaled(y, centre, frame.height));
  const keep = withoutOverlap([...places].reverse().map((at) => ({ at, half: TICK_SIZE / 2 }))).reverse();
  const middle = frame.y + frame.height / 2;
  const name = rowAxis(rowSetting, words);
  return element(
    'g',
    { class: 'y-axis', 'font-size': TICK_SIZE, fill: theme.ink },
    places.map((at) =>
      element('path', {
        d: polyline([
          [frame.x - 4, at],
          [frame.x, at],
        ]),
        stroke: theme.quiet,
        fill: 'none',
      }),
    ),
    places.map(
      (at, index) =>
        keep[index] && label(formatRow(rowValues[index]!), frame.x - 7, at + 3.8, { 'text-anchor': 'end' }),
    ),
    label(name, nameAt, middle, {
      'text-anchor': 'middle',
      fill: theme.quiet,
      transform: `rotate(-90 ${nameAt.toFixed(2)} ${middle.toFixed(2)})`,
    }),
  );
}
