// Where a recipe would hurt: a row for every operand, a column for every probed step, a panel for every recipe; the colour
// is the share of values lost to underflow. Pure.
import { element, label, svgDocument, titled } from './svg.ts';
import { fitText } from './text.ts';
import { THEMES, valueColour, type ThemeName } from './theme.ts';

export interface ProbeCell {
  readonly recipe: string;
  readonly step: number;
  readonly operand: string;
  readonly underflow: number;
  readonly overflow: number;
  readonly signalToError: number;
}

export interface ProbeFigureOptions {
  readonly title: string;
  readonly theme: ThemeName;
}

const LEFT = 260;
const PANEL = 240;
const GAP = 20;
const TOP = 62;
const ROW = 11;
const SIZE = 8.5;

export function probeFigure(cells: readonly ProbeCell[], { title, theme: name }: ProbeFigureOptions): string {
  const theme = THEMES[name];
  const recipes = [...new Set(cells.map(({ recipe }) => recipe))];
  const operands = [...new Set(cells.map(({ operand }) => operand))];
  const steps = [...new Set(cells.map(({ step }) => step))].sort((a, b) => a - b);
  const width = LEFT + recipes.length * (PANEL + GAP) + 4;
  const bottom = TOP + operands.length * ROW;
  const column = PANEL / Math.max(1, steps.length);
  return svgDocument(
    {
      width,
      height: bottom + 46,
      title,
      description: recipes.map((recipe) => worstOf(recipe, cells)).join(' '),
      idPrefix: 'probe',
      background: theme.background,
      ink: theme.ink,
    },
    label(fitText(title, width - 48, 15), 24, 24, { 'font-size': 15, 'font-weight': 'bold' }),
    operands.map((operand, row) =>
      label(fitText(operand, LEFT - 34, SIZE), LEFT - 8, TOP + row * ROW + 8.5, {
        'font-size': SIZE,
        'text-anchor': 'end',
      }),
    ),
    recipes.map((recipe, panel) =>
      label(fitText(recipe, PANEL, 11), LEFT + panel * (PANEL + GAP), TOP - 8, { 'font-size': 11 }),
    ),
    cells.map((cell) => {
      const x = LEFT + recipes.indexOf(cell.recipe) * (PANEL + GAP) + steps.indexOf(cell.step) * column;
      return element(
        'rect',
        {
          x,
          y: TOP + operands.indexOf(cell.operand) * ROW,
          width: column,
          height: ROW - 1,
          fill: valueColour(cell.underflow),
        },
        titled(
          `${cell.recipe}, ${cell.operand}, step ${cell.step}: ${percent(cell.underflow)} lost to underflow, ${percent(cell.overflow)} beyond the largest, signal to error ${cell.signalToError.toFixed(1)} dB`,
        ),
      );
    }),
    label(
      `Columns: steps ${steps[0] ?? 0} to ${steps.at(-1) ?? 0}. Colour: share of non-zero values lost to underflow, 0 %`,
      24,
      bottom + 24,
      { 'font-size': 10.5, fill: theme.quiet },
    ),
    Array.from({ length: 20 }, (_, i) =>
      element('rect', { x: 24 + 8 * i, y: bottom + 30, width: 8, height: 10, fill: valueColour(i / 19) }),
    ),
    label('100 %', 190, bottom + 39, { 'font-size': 10.5, fill: theme.quiet }),
  );
}

function worstOf(recipe: string, cells: readonly ProbeCell[]): string {
  const own = cells.filter((cell) => cell.recipe === recipe);
  const worst = own.reduce((a, b) => (b.underflow > a.underflow ? b : a));
  return `${recipe} loses most at ${worst.operand}, step ${worst.step}: ${percent(worst.underflow)} to underflow.`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
