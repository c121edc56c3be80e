// What matters most for the saving: one bar for each input, from its low to its high end, the others as they are. Pure.
import { ticks } from 'd3-array';
import type { TornadoBar } from '../../analysis/decision/decide.ts';
import { COST_INPUTS, type CostInputName } from '../../analysis/decision/inputs.ts';
import { element, label, polyline, svgDocument } from './svg.ts';
import { fitText } from './text.ts';
import { lineColour, THEMES, type ThemeName } from './theme.ts';

const WIDTH = 680;
const LEFT = 250;
const RIGHT = 40;
const TOP = 34;
const ROW = 19;
const SIZE = 10.5;

export function tornadoName(input: TornadoBar['input']): string {
  return input in COST_INPUTS ? COST_INPUTS[input as CostInputName].name : input;
}

export function tornadoFigure(
  bars: readonly TornadoBar[],
  themeName: ThemeName,
  idPrefix = 'tornado',
): string {
  const theme = THEMES[themeName];
  const ends = bars.flatMap(({ low, high }) => [low, high]);
  const [least, most] = [Math.min(0, ...ends), Math.max(0.01, ...ends)];
  const x = (saving: number) => LEFT + ((saving - least) / (most - least)) * (WIDTH - LEFT - RIGHT);
  const bottom = TOP + ROW * bars.length;
  return svgDocument(
    {
      width: WIDTH,
      height: bottom + 30,
      title: 'What the saving depends on',
      description: bars
        .map(({ input, low, high }) => `${tornadoName(input)}: ${percent(low)} to ${percent(high)}`)
        .join('; '),
      idPrefix,
      background: theme.background,
      ink: theme.ink,
    },
    label('Saving of FP8 as a share of BF16’s cost, each input at the ends of its range', 24, 18, {
      'font-size': 12,
      'font-weight': 'bold',
    }),
    bars.map(({ input, low, high }, index) => {
      const y = TOP + ROW * index;
      const [from, to] = [x(Math.min(low, high)), x(Math.max(low, high))];
      return [
        label(fitText(tornadoName(input), LEFT - 34, SIZE), LEFT - 8, y + 12, {
          'font-size': SIZE,
          'text-anchor': 'end',
        }),
        element('rect', {
          x: from,
          y: y + 3,
          width: Math.max(1, to - from),
          height: ROW - 7,
          fill: lineColour(0),
        }),
        element('circle', { cx: x(high), cy: y + ROW / 2 - 0.5, r: 3.2, fill: theme.ink }),
      ];
    }),
    element('path', {
      d: polyline([
        [x(0), TOP - 4],
        [x(0), bottom],
      ]),
      stroke: theme.ink,
    }),
    ticks(least, most, 6).map((saving) =>
      label(percent(saving), x(saving), bottom + 14, {
        'font-size': SIZE,
        'text-anchor': 'middle',
        fill: theme.quiet,
      }),
    ),
    label('dot: the high end of the input', 24, bottom + 14, { 'font-size': SIZE, fill: theme.quiet }),
  );
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
