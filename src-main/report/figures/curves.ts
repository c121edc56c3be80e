// Loss, gradient norm and, where there is a dynamic one, loss scale over steps as one SVG picture: a column of panels per recipe, a colour per
// learning rate, a line per seed, or for many runs medians and a band. All panels of a row share their axis. Pure.
import { ticks } from 'd3-array';
import { drawBands } from './curve-bands.ts';
import { drawCurveLegend } from './curve-legend.ts';
import { drawRun, type CurveRun, type PanelContext } from './curve-line.ts';
import { xIn, type StepRange } from './curve-span.ts';
import {
  curvesLayout,
  MARGIN,
  SIZE,
  TITLE_LINE,
  TITLE_SIZE,
  type CurvesLayout,
  type CurvesOptions,
} from './curves-layout.ts';
import { footerLines } from './facts.ts';
import type { Box } from './marks.ts';
import { formatNumber } from '../language/numbers.ts';
import { element, label, polyline, svgDocument, titled, type Svg } from './svg.ts';
import { fitText } from './text.ts';
import { THEMES } from './theme.ts';

function drawGrid(box: Box, context: PanelContext, numbered: boolean): Svg {
  const { theme, scale, range } = context;
  const lines = scale.ticks.map(({ value, text }) => {
    const y = box.y + box.height - scale.at(value) * box.height;
    return [
      element('path', {
        d: polyline([
          [box.x, y],
          [box.x + box.width, y],
        ]),
        stroke: theme.rule,
        'stroke-width': 0.6,
      }),
      numbered && label(text, box.x - 7, y + 3.8, { 'text-anchor': 'end', 'font-size': SIZE }),
    ];
  });
  const marks = stepTicks(box, range).map((step) => {
    const x = xIn(box, range, step - 1);
    return element('path', {
      d: polyline([
        [x, box.y + box.height],
        [x, box.y + box.height + 4],
      ]),
      stroke: theme.quiet,
    });
  });
  const frame = element('rect', { ...box, fill: 'none', stroke: theme.rule });
  return element('g', { class: 'axes' }, lines, marks, frame);
}

/** Whole steps, counted from 1. */
function stepTicks({ width }: Box, { from, to }: StepRange): number[] {
  return ticks(from, to, Math.max(2, Math.floor(width / 80))).filter(Number.isInteger);
}

function stepNumbers(box: Box, { range, theme, words }: PanelContext): Svg {
  const bottom = box.y + box.height;
  return element(
    'g',
    { 'font-size': SIZE, 'text-anchor': 'middle' },
    stepTicks(box, range).map((step) =>
      label(formatNumber(step, 6), xIn(box, range, step - 1), bottom + 15.5),
    ),
    label(words.figures.curves.step, box.x + box.width / 2, bottom + 31, { fill: theme.quiet }),
  );
}

/** An SVG document. Without runs, a picture that says so. `layout`: of the same runs and options. */
export function curvesFigure(
  runs: readonly CurveRun[],
  options: CurvesOptions,
  layout: CurvesLayout = curvesLayout(runs, options),
): string {
  const theme = THEMES[options.theme];
  const { words } = options;
  const { figures } = words;
  const idPrefix = options.idPrefix ?? 'curves';
  const {
    width,
    inner,
    top,
    bottom,
    colouring,
    colouredBy,
    banded,
    leaves,
    heading,
    subtitle,
    counted,
    selection,
    groups,
  } = layout;
  const drawn = groups.map(({ name, runs: own, x, y, width: wide, isFirst, panels }, index): Svg => {
    const parts = panels.map(({ name: kind, context, box }, row): Svg => {
      const middle = box.y + box.height / 2;
      const clip = `${idPrefix}-clip-${index}-${row}`;
      const isCut = (options.range ?? null) !== null;
      const axisName = context.scale.logarithmic ? figures.logScale(kind) : kind;
      return element(
        'g',
        { class: 'panel' },
        element('rect', { ...box, fill: theme.panel }),
        drawGrid(box, context, isFirst),
        isCut && element('clipPath', { id: clip }, element('rect', { ...box })),
        element(
          'g',
          isCut ? { 'clip-path': `url(#${clip})` } : {},
          banded ? drawBands(own, box, context) : own.map((run) => drawRun(run, box, context)),
        ),
        isFirst &&
          label(axisName, MARGIN + 10, middle, {
            'font-size': SIZE,
            'text-anchor': 'middle',
            fill: theme.quiet,
            transform: `rotate(-90 ${MARGIN + 10} ${middle.toFixed(2)})`,
          }),
        row === panels.length - 1 && stepNumbers(box, context),
      );
    });
    return element(
      'g',
      { class: 'group' },
      titled(name),
      label(fitText(name, wide, 13, true), x, y + 14, { 'font-size': 13, 'font-weight': 'bold' }),
      counted[index]!.map((line, place) =>
        label(line, x, y + 28 + 13 * place, { 'font-size': SIZE, fill: theme.quiet }),
      ),
      parts,
    );
  });

  const legendTop = bottom + 12;
  const legend =
    runs.length > 0
      ? drawCurveLegend(MARGIN, legendTop, inner, colouring, runs, theme, words, {
          name: colouredBy,
          leaves,
          banded,
        })
      : null;
  const footer = footerLines(options.facts, inner, SIZE, words);
  const footerTop = legend ? legendTop + legend.height + 22 : top + 60;
  const nonfinite = runs.filter((run) => run.nonfinite).length;
  return svgDocument(
    {
      width,
      height: Math.ceil(footerTop + 15 * footer.length + MARGIN - 8),
      title: options.title,
      description: figures.curves.description(runs.length, selection, nonfinite),
      idPrefix,
      background: theme.background,
      ink: theme.ink,
    },
    heading.map((line, index) =>
      label(line, MARGIN, MARGIN + 14 + TITLE_LINE * index, {
        'font-size': TITLE_SIZE,
        'font-weight': 'bold',
      }),
    ),
    subtitle.map((line, index) =>
      label(line, MARGIN, MARGIN + 12 + TITLE_LINE * heading.length + 15 * index, {
        'font-size': SIZE + 1,
        fill: theme.quiet,
      }),
    ),
    runs.length === 0 && label(figures.curves.none, MARGIN, top + 22, { 'font-size': 13 }),
    drawn,
    legend?.drawn,
    footer.map((line, index) =>
      label(line, MARGIN, footerTop + 15 * index, { 'font-size': SIZE, fill: theme.quiet }),
    ),
  );
}
