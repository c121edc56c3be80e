// Which recipe trained which steps of some runs, one strip a run, with a mark where a trigger acted. Pure.
import { ticks } from 'd3-array';
import type { ProgramRun } from '../../analysis/programs/programs.ts';
import { footerLines, type FigureFacts } from './facts.ts';
import { formatLearningRate } from '../language/numbers.ts';
import { recipeName } from '../language/recipe-name.ts';
import { element, label, svgDocument, titled } from './svg.ts';
import { fitText, textWidth } from './text.ts';
import { lineColour, THEMES, type ThemeName } from './theme.ts';
import type { Words } from '../language/language.ts';
import { rowShort } from '../language/row-text.ts';
import type { RowSetting } from '../../analysis/grid/rows.ts';

export interface TimelineOptions {
  readonly title: string;
  readonly theme: ThemeName;
  readonly facts: FigureFacts;
  readonly idPrefix?: string;
  readonly words: Words;
  readonly rowSetting: RowSetting;
}

const WIDTH = 900;
const LEFT = 260;
const RIGHT = 24;
const TOP = 66;
const ROW = 16;
const SIZE = 10.5;
/** Runs drawn at most; the description says how many there are. */
const MOST = 200;

export function timelineFigure(runs: readonly ProgramRun[], options: TimelineOptions): string {
  const theme = THEMES[options.theme];
  const drawn = runs.slice(0, MOST);
  const recipes = [...new Set(drawn.flatMap(({ stretches }) => stretches.map(({ recipe }) => recipe)))];
  const steps = Math.max(1, ...drawn.map(({ stretches }) => stretches.at(-1)?.until ?? 0));
  const x = (step: number) => LEFT + (step / steps) * (WIDTH - LEFT - RIGHT);
  const bottom = TOP + ROW * drawn.length;
  const { words, rowSetting } = options;
  const { timeline } = words.figures;
  const footer = footerLines(options.facts, WIDTH - 48, SIZE, words);
  return svgDocument(
    {
      width: WIDTH,
      height: bottom + 34 + 14 * footer.length,
      title: timeline.title(options.title),
      description: words.numbers.sentences(drawn.map((run) => sentenceOf(run, rowSetting, words))),
      idPrefix: options.idPrefix ?? 'timeline',
      background: theme.background,
      ink: theme.ink,
    },
    label(fitText(options.title, WIDTH - 48, 15), 24, 24, { 'font-size': 15, 'font-weight': 'bold' }),
    recipes.map((recipe, index) => [
      element('rect', {
        x: 24 + 210 * (index % 4),
        y: 34 + 13 * Math.floor(index / 4),
        width: 10,
        height: 10,
        fill: lineColour(index),
      }),
      label(
        fitText(recipeName(recipe, null, words), 190, SIZE),
        38 + 210 * (index % 4),
        43 + 13 * Math.floor(index / 4),
        {
          'font-size': SIZE,
        },
      ),
    ]),
    drawn.map((run, row) => {
      const y = TOP + ROW * row;
      return element(
        'g',
        {},
        titled(sentenceOf(run, rowSetting, words)),
        label(shortName(run, LEFT - 34, rowSetting, words), LEFT - 8, y + 11, {
          'font-size': SIZE,
          'text-anchor': 'end',
        }),
        run.stretches.map(({ recipe, from, until }) =>
          element('rect', {
            x: x(from),
            y: y + 2,
            width: x(until) - x(from),
            height: ROW - 5,
            fill: lineColour(recipes.indexOf(recipe)),
          }),
        ),
        run.actions.map(({ step }) => element('path', { d: `M${x(step)} ${y}l3.5 -4h-7z`, fill: theme.ink })),
      );
    }),
    ticks(0, steps, 8).map((step) =>
      label(String(step), x(step), bottom + 14, {
        'font-size': SIZE,
        'text-anchor': 'middle',
        fill: theme.quiet,
      }),
    ),
    label(timeline.axis, 24, bottom + 14, { 'font-size': SIZE, fill: theme.quiet }),
    footer.map((line, index) =>
      label(line, 24, bottom + 34 + 14 * index, { 'font-size': SIZE, fill: theme.quiet }),
    ),
  );
}

function nameOf(run: ProgramRun, rowSetting: RowSetting, words: Words): string {
  return words.figures.timeline.run(run.choice, runNameOf(run, rowSetting, words));
}

function runNameOf(
  { learningRate, rowValue, seed }: ProgramRun,
  rowSetting: RowSetting,
  words: Words,
): string {
  const row = rowShort(rowSetting, rowValue, words);
  return words.figures.timeline.runName(formatLearningRate(learningRate), row, seed);
}

/** What tells one run of a program from the next stays; the program's own name gives way. */
function shortName(run: ProgramRun, width: number, rowSetting: RowSetting, words: Words): string {
  const { timeline } = words.figures;
  const name = runNameOf(run, rowSetting, words);
  return timeline.run(fitText(run.choice, width - textWidth(timeline.run('', name), SIZE), SIZE), name);
}

function sentenceOf(run: ProgramRun, rowSetting: RowSetting, words: Words): string {
  const { timeline } = words.figures;
  const parts = run.stretches.map(({ recipe, from, until }) => timeline.stretch(recipe, from, until - 1));
  return timeline.sentence(nameOf(run, rowSetting, words), parts, run.actions.length);
}
