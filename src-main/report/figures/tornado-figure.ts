// What matters most for the saving: one bar for each input, from its low to its high end, the others as they are. Pure.
import { ticks } from 'd3-array';
import type { Decision } from '../../analysis/decision/decide.ts';
import type { TornadoBar } from '../../analysis/decision/tornado.ts';
import { quantityName } from '../language/quantity-text.ts';
import { savingRangeText } from '../language/saving-text.ts';
import type { Words } from '../language/language.ts';
import { element, label, polyline, svgDocument } from './svg.ts';
import { fitText } from './text.ts';
import { lineColour, THEMES, type ThemeName } from './theme.ts';

const WIDTH = 680;
const LEFT = 250;
const RIGHT = 40;
const TOP = 34;
const ROW = 19;
const SIZE = 10.5;

interface TornadoOptions {
  readonly theme: ThemeName;
  readonly words: Words;
  readonly idPrefix?: string;
}

export function tornadoFigure(decision: Decision, options: TornadoOptions): string {
  const { words, idPrefix = 'tornado' } = options;
  const { tornado } = words.figures;
  const theme = THEMES[options.theme];
  const bars = decision.tornado;
  const nameOf = (input: TornadoBar['input']) => quantityName(input, decision, words);
  const percent = (share: number) => words.numbers.percent(String(Math.round(100 * share)));
  const ends = bars.flatMap(({ low, high }) => [low, high]);
  const [least, most] = [Math.min(0, ...ends), Math.max(0.01, ...ends)];
  const x = (saving: number) => LEFT + ((saving - least) / (most - least)) * (WIDTH - LEFT - RIGHT);
  const bottom = TOP + ROW * bars.length;
  const heading = tornado.axis(decision.recipe.recipe, decision.baseline.recipe);
  return svgDocument(
    {
      width: WIDTH,
      height: bottom + 30,
      title: tornado.title,
      description: words.numbers.semicolons(
        bars.map(({ input, low, high }) => `${nameOf(input)}: ${savingRangeText(low, high, words)}`),
      ),
      idPrefix,
      background: theme.background,
      ink: theme.ink,
    },
    label(fitText(heading, WIDTH - 48, 12, true), 24, 18, {
      'font-size': 12,
      'font-weight': 'bold',
    }),
    bars.map(({ input, low, high }, index) => {
      const y = TOP + ROW * index;
      const [from, to] = [x(Math.min(low, high)), x(Math.max(low, high))];
      return [
        label(fitText(nameOf(input), LEFT - 34, SIZE), LEFT - 8, y + 12, {
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
    label(tornado.dot, 24, bottom + 14, { 'font-size': SIZE, fill: theme.quiet }),
  );
}
