// The measures of the report as tables: regions, edges and their shifts, cells that flipped, sensitivity, labels, spikes.
import type { RecipeMap, Shift } from '../../analysis/grid/grid.ts';
import { LABELS } from '../../analysis/labels/labels.ts';
import {
  finiteInterval,
  formatEdge,
  formatLearningRate,
  formatLoss,
  formatNumber,
  formatPercent,
  formatPercentInterval,
  UNKNOWN,
} from '../language/numbers.ts';
import { describeEdge } from '../figures/overlay.ts';
import { flipsTable } from './flips-table.ts';
import { recipeName } from '../language/recipe-name.ts';
import { table, tag, type Html } from './markup.ts';
import { spreadOut, type ReportSource } from './source.ts';
import type { Words } from '../language/language.ts';
import { spikesTable } from './spikes-table.ts';
import { areaUnit, formatRow, rowCount, rowName } from '../language/row-text.ts';

/** Rows that the tables have a row for at most. */
const MOST_ROWS = 24;

/** Those that the findings rest on, and those of the appendix. */
export function tablesSection(source: ReportSource): { readonly main: Html[]; readonly appendix: Html[] } {
  const { analysis, words } = source;
  const { report } = words;
  const rowValues = spreadOut(analysis.rowValues, MOST_ROWS);
  const some =
    rowValues.length < analysis.rowValues.length
      ? [
          tag(
            'p',
            { class: 'quiet' },
            report.someOf(rowValues.length, rowCount(analysis.rowSetting, analysis.rowValues.length, words)),
          ),
        ]
      : [];
  return {
    main: [
      tag('h2', {}, report.edges),
      ...some,
      edgeTable(source, rowValues),
      ...shiftTables(source, rowValues),
    ],
    appendix: [
      tag('h2', {}, report.regions),
      regionTable(source),
      ...flipsTable(source),
      tag('h2', {}, report.sensitivity),
      ...some,
      sensitivityTable(source, rowValues),
      tag('p', { class: 'quiet' }, report.sensitivityNote(String(analysis.thresholds.lossTolerance))),
      tag('h2', {}, report.labels),
      labelTable(source),
      ...spikesTable(source),
    ],
  };
}

function regionTable({ analysis, words }: ReportSource): Html {
  const { numbers, report } = words;
  const area = (map: RecipeMap) => {
    const interval = finiteInterval(map.areaInterval);
    return (
      formatNumber(map.area) +
      (interval
        ? numbers.inBrackets(numbers.range(formatNumber(interval.low), formatNumber(interval.high)))
        : '')
    );
  };
  const ratio = ({ recipe, areaRatio, areaRatioInterval, isCut }: RecipeMap) => {
    if (recipe === analysis.baseline) return report.baseline;
    if (areaRatio === null) return report.notComparable;
    const interval = finiteInterval(areaRatioInterval);
    const share = numbers.percent(formatPercent(areaRatio));
    const range = interval ? numbers.inBrackets(formatPercentInterval(interval, words)) : '';
    return share + range + (isCut ? report.isCut : '');
  };
  return table(
    report.regionColumns(areaUnit(analysis.rowSetting, words)),
    analysis.recipes.map((map) => [recipeName(map.recipe, analysis, words), area(map), ratio(map)]),
  );
}

function edgeTable({ analysis, words }: ReportSource, rowValues: readonly number[]): Html {
  return table(
    [
      rowName(analysis.rowSetting, words),
      ...analysis.recipes.map(({ recipe }) => recipeName(recipe, analysis, words)),
    ],
    rowValues.map((rowValue) => [
      formatRow(rowValue),
      ...analysis.recipes.map(({ edges }) =>
        describeEdge(
          edges.find((edge) => edge.rowValue === rowValue)!,
          words,
        ),
      ),
    ]),
  );
}

function shiftTables({ analysis, words }: ReportSource, rowValues: readonly number[]): Html[] {
  const { report } = words;
  const shifts = analysis.recipes.flatMap(({ recipe, shift }) => (shift ? [{ recipe, ...shift }] : []));
  if (shifts.length === 0) return [];
  const shown = (shift: Shift | null) => describeShift(shift, words);
  return [
    tag('h3', {}, report.shifts),
    table(
      [
        rowName(analysis.rowSetting, words),
        ...shifts.map(({ recipe }) => recipeName(recipe, analysis, words)),
      ],
      [
        ...rowValues.map((rowValue) => [
          formatRow(rowValue),
          ...shifts.map(({ rows }) => shown(rows.find((row) => row.rowValue === rowValue)?.shift ?? null)),
        ]),
        [report.mean, ...shifts.map(({ mean }) => shown(mean))],
      ],
    ),
  ];
}

/** "-0.92 (-1.21 to -0.51)", "-0.70 or lower (up to -0.51)". */
function describeShift(shift: Shift | null, { numbers, report }: Words): string {
  if (shift === null || shift.decades === null) return report.noShift;
  const { bound, interval } = shift;
  const decades = (value: number) => value.toFixed(2).replace(/^-(0\.0*)$/, '$1');
  const about = decades(shift.decades);
  const middle = bound === 'most' ? report.atMost(about) : bound === 'least' ? report.atLeast(about) : about;
  const { low, high } = interval;
  const range = () => {
    if (low === -Infinity) return high === Infinity ? report.open : report.upTo(decades(high));
    return high === Infinity ? report.from(decades(low)) : numbers.range(decades(low), decades(high));
  };
  return middle + numbers.inBrackets(range());
}

function sensitivityTable({ analysis, words }: ReportSource, rowValues: readonly number[]): Html {
  const { sentences } = words;
  return table(
    words.report.sensitivityColumns(rowName(analysis.rowSetting, words)),
    analysis.recipes.flatMap(({ recipe, sensitivity }) =>
      sensitivity
        .filter(({ best, rowValue }) => best !== null && rowValues.includes(rowValue))
        .map(({ rowValue, value, from, to, best, nearBest }) => [
          recipeName(recipe, analysis, words),
          formatRow(rowValue),
          formatNumber(value),
          formatLearningRate(from),
          formatEdge(to),
          formatLoss(best),
          nearBest === null
            ? UNKNOWN
            : nearBest.isCut
              ? sentences.orMore(nearBest.decades.toFixed(2))
              : nearBest.decades.toFixed(2),
        ]),
    ),
  );
}

function labelTable({ analysis, words }: ReportSource): Html {
  const totals = analysis.recipes.map(({ recipe, cells }) => ({
    recipe,
    counts: LABELS.map((label) => cells.flat().reduce((sum, cell) => sum + (cell.labels[label] ?? 0), 0)),
  }));
  const used = LABELS.map((_, i) => i).filter((i) => totals.some(({ counts }) => counts[i]! > 0));
  return table(
    words.report.labelsColumns(used.map((i) => words.labels[LABELS[i]!])),
    totals.map(({ recipe, counts }) => [
      recipeName(recipe, analysis, words),
      ...used.map((i) => String(counts[i]!)),
    ]),
  );
}
