// What is drawn over the cells of a panel: the stability edge as a step line with its intervals, and the guides. Both are
// estimates or rules, not measurements, and look unlike cells.
import type { Cell, Edge, GridAnalysis, RecipeMap } from '../../analysis/grid/grid.ts';
import type { Interval } from '../../analysis/statistics/interval.ts';
import { columnBox, learningRateX, scaled, type PlotFrame } from './frame.ts';
import { rectangle, type Box } from './marks.ts';
import { formatEdge } from '../language/numbers.ts';
import { element, polyline, titled, type Svg } from './svg.ts';
import type { Theme } from './theme.ts';
import type { Words } from '../language/language.ts';
import { rowText } from '../language/row-text.ts';

/** Rows lower than this have their edge drawn and no room for its interval or an arrow. */
const LEAST_ROW = 8;
/** The edge's interval runs this far below the top of its row, above the words of the cells. */
const INTERVAL_LANE = 7;

function edgeX(frame: PlotFrame, edge: Edge): number | null {
  if (!frame.grid.x.toScale || edge.side === 'unknown') return null;
  if (edge.side === 'above') return frame.x + frame.width;
  if (edge.side === 'below') return frame.x;
  return learningRateX(frame, edge.learningRate);
}

export function describeEdge(edge: Edge, words: Words): string {
  const { figures } = words;
  if (edge.side === 'above') return figures.edgeAbove;
  if (edge.side === 'below') return figures.edgeBelow;
  if (edge.side === 'unknown' || edge.learningRate === null) return figures.edgeUnknown;
  return figures.edge(formatEdge(edge.learningRate), edge.interval && describeRates(edge.interval, words));
}

/** "5e-2 to 1.7e-1"; an end beyond the tested cells says so. */
export function describeRates({ low, high }: Interval, { figures, numbers }: Words): string {
  return numbers.range(
    low === 0 ? figures.belowTested : formatEdge(low),
    high === Infinity ? figures.aboveTested : formatEdge(high),
  );
}

function cased(path: string, width: number, theme: Theme, attributes: Record<string, string>): Svg[] {
  const common = { d: path, fill: 'none', 'stroke-linejoin': 'round', 'stroke-linecap': 'butt' };
  return [
    element('path', { ...common, stroke: theme.edgeCasing, 'stroke-width': width + 2.4 }),
    element('path', { ...common, stroke: theme.edge, 'stroke-width': width, ...attributes }),
  ];
}

/** A triangle at a side of the frame: the edge lies beyond it. */
function beyond(x: number, y: number, direction: 1 | -1, theme: Theme): Svg {
  const d = `${polyline([
    [x + direction * 1, y - 4.5],
    [x + direction * 7, y],
    [x + direction * 1, y + 4.5],
  ])}Z`;
  return element('path', { d, fill: theme.edge });
}

/**
 * Where the tested part of a row ends, for an edge beyond it: places from which all rows were left out have not been tested, and
 * must not look as if they lay on this side of it. null: the edge is no such, or nothing of the row was left out there.
 */
function beyondTested(frame: PlotFrame, map: RecipeMap, { side }: Edge, row: number): number | null {
  const cells = map.cells[row] ?? [];
  const isTested = ({ planned, leftOut }: Cell) => planned > 0 || leftOut === 0;
  const [first, last] = [cells.findIndex(isTested), cells.findLastIndex(isTested)];
  if (side === 'above' && last >= 0 && last < cells.length - 1) {
    const { x, width } = columnBox(frame, row, last);
    return x + width;
  }
  return side === 'below' && first > 0 ? columnBox(frame, row, first).x : null;
}

/** The baseline's edge under that of a recipe: the same steps, dashed, without intervals. */
export function drawBaselineEdge(
  frame: PlotFrame,
  rowValues: readonly number[],
  { edges }: RecipeMap,
  theme: Theme,
): Svg {
  const steps = edges.flatMap((edge): string[] => {
    const x = edge.side === 'inside' ? edgeX(frame, edge) : null;
    if (x === null) return [];
    const { y, height } = columnBox(frame, rowValues.indexOf(edge.rowValue), 0);
    return [
      polyline([
        [x, y + height],
        [x, y],
      ]),
    ];
  });
  const attributes = { fill: 'none', 'stroke-width': 2.2 };
  return element(
    'g',
    { class: 'baseline-edge', 'pointer-events': 'none' },
    element('path', { d: steps.join(''), stroke: theme.background, ...attributes }),
    element('path', { d: steps.join(''), stroke: theme.ink, ...attributes, 'stroke-dasharray': '4 3' }),
  );
}

/** The stability edge: one vertical piece per row, joined by steps, with the interval of each piece. */
export function drawEdge(
  frame: PlotFrame,
  { rowSetting, rowValues }: Pick<GridAnalysis, 'rowSetting' | 'rowValues'>,
  map: RecipeMap,
  theme: Theme,
  words: Words,
): Svg | null {
  const edges = new Map(map.edges.map((edge) => [edge.rowValue, edge]));
  const steps: Svg[] = [];
  const intervals: Svg[] = [];
  let points: [number, number][] = [];
  const flush = () => {
    if (points.length > 0) steps.push(...cased(polyline(points), 2.2, theme, {}));
    points = [];
  };
  const arrows: Svg[] = [];
  rowValues.forEach((rowValue, row) => {
    const edge = edges.get(rowValue);
    const atEnd = edge ? edgeX(frame, edge) : null;
    const x = atEnd === null ? null : (beyondTested(frame, map, edge!, row) ?? atEnd);
    if (edge === undefined || x === null) {
      flush();
      return;
    }
    const { y, height } = columnBox(frame, row, 0);
    points.push([x, y + height], [x, y]);
    if (height < LEAST_ROW) return;
    if (edge.side === 'above') arrows.push(beyond(x, y + height / 2, 1, theme));
    if (edge.side === 'below') arrows.push(beyond(x, y + height / 2, -1, theme));
    const low = learningRateX(frame, edge.interval?.low ?? null);
    const high = learningRateX(frame, edge.interval?.high ?? null);
    if (low === null || high === null || edge.side !== 'inside') return;
    const lane = y + Math.min(INTERVAL_LANE, height / 2);
    const caps = [low, high]
      .filter((at) => at > frame.x && at < frame.x + frame.width)
      .map((at) =>
        polyline([
          [at, lane - 3],
          [at, lane + 3],
        ]),
      )
      .join('');
    intervals.push(
      ...cased(
        polyline([
          [low, lane],
          [high, lane],
        ]) + caps,
        1.6,
        theme,
        {},
      ),
    );
  });
  flush();
  if (steps.length === 0) return null;
  const { figures } = words;
  const rows = map.edges.map((edge) =>
    figures.edgeOfRow(rowText(rowSetting, edge.rowValue, words), describeEdge(edge, words)),
  );
  return element(
    'g',
    { class: 'edge', 'pointer-events': 'none' },
    titled(figures.edgeTitle(rows)),
    steps,
    intervals,
    arrows,
  );
}

export interface Setting {
  readonly learningRate: number;
  readonly rowValue: number;
}

export type GuideAnchor = Setting;

/** The baseline's edge at the smallest batch size that has one: where the guides begin. Of other rows there is no rule to draw. */
export function guideAnchor(analysis: GridAnalysis): GuideAnchor | null {
  if (analysis.rowSetting.kind !== 'batch-size') return null;
  const ordered = [...analysis.recipes].sort(
    (a, b) => Number(b.recipe === analysis.baseline) - Number(a.recipe === analysis.baseline),
  );
  for (const map of ordered) {
    for (const edge of [...map.edges].sort((a, b) => a.rowValue - b.rowValue)) {
      if (edge.side === 'inside' && edge.learningRate !== null && edge.learningRate > 0)
        return { learningRate: edge.learningRate, rowValue: edge.rowValue };
    }
  }
  return null;
}

const GUIDE_DASHES = { linear: '7 4', root: '2 3' } as const;

/** LR ~ batch and LR ~ sqrt(batch) through the anchor, clipped to the frame. */
export function drawGuides(
  frame: PlotFrame,
  anchor: GuideAnchor,
  theme: Theme,
  { figures }: Words,
): Svg | null {
  const { x, y } = frame.grid;
  if (!x.toScale || !y.toScale) return null;
  const lines = (['linear', 'root'] as const).map((kind) => {
    const power = kind === 'linear' ? 1 : 0.5;
    const points: [number, number][] = [];
    const [bottom, top] = [y.bounds[0]!, y.bounds[y.bounds.length - 1]!];
    const [left, right] = [x.bounds[0]!, x.bounds[x.bounds.length - 1]!];
    const slope = power * Math.log10(2);
    const atOctave = (octave: number) =>
      Math.log10(anchor.learningRate) + slope * (octave - Math.log2(anchor.rowValue));
    const octaveAt = (decade: number) =>
      (decade - Math.log10(anchor.learningRate)) / slope + Math.log2(anchor.rowValue);
    const from = Math.max(bottom, octaveAt(left));
    const to = Math.min(top, octaveAt(right));
    if (!(from < to)) return null;
    for (const octave of [from, to])
      points.push([
        frame.x + scaled(x, atOctave(octave), frame.width),
        frame.y + frame.height - scaled(y, octave, frame.height),
      ]);
    const d = polyline(points);
    return element(
      'g',
      { class: `guide ${kind}`, fill: 'none', 'pointer-events': 'none' },
      titled(figures.guideTitle(kind)),
      element('path', { d, stroke: theme.edgeCasing, 'stroke-width': 3.4 }),
      element('path', { d, stroke: theme.ink, 'stroke-width': 1.4, 'stroke-dasharray': GUIDE_DASHES[kind] }),
    );
  });
  return element('g', {}, lines);
}

/** The cell that something is said about, outlined in every panel that has it. */
export function drawChosen(
  frame: PlotFrame,
  analysis: GridAnalysis,
  chosen: Setting,
  theme: Theme,
): Svg | null {
  const row = analysis.rowValues.indexOf(chosen.rowValue);
  const column = analysis.learningRates.indexOf(chosen.learningRate);
  if (row < 0 || column < 0) return null;
  return element(
    'g',
    { class: 'chosen', 'pointer-events': 'none' },
    chosenOutline(columnBox(frame, row, column), theme),
  );
}

export function chosenOutline(box: Box, theme: Theme): Svg[] {
  const outline = { fill: 'none', rx: 3 };
  return [
    rectangle(box, 0, { ...outline, stroke: theme.edgeCasing, 'stroke-width': 6 }),
    rectangle(box, 0, { ...outline, stroke: theme.edge, 'stroke-width': 3 }),
  ];
}

export function guideSample(x: number, y: number, kind: 'linear' | 'root', theme: Theme): Svg {
  return element('path', {
    d: polyline([
      [x, y],
      [x + 26, y],
    ]),
    stroke: theme.ink,
    'stroke-width': 1.4,
    'stroke-dasharray': GUIDE_DASHES[kind],
    fill: 'none',
  });
}
