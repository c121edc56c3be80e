// What an import would make of a file, as text for a terminal.
import { formatLearningRate, formatNumber } from '../report/language/numbers.ts';
import type { Words } from '../report/language/language.ts';
import { columnsOf, padEnd, plainText } from '../report/terminal-text.ts';
import type { Label } from '../analysis/labels/labels.ts';
import { IMPORT_FIELDS, type Mapping } from '../spec/import-mapping.ts';
import type { ImportPreview, RateCount } from '../study/import/preview.ts';
import { describeProblem } from '../study/import/table.ts';

/** Rows that are not runs and are listed; the study's events will have all. */
const LISTED = 20;

export function describeMapping({ columns, recipeColumns, ...mapping }: Mapping, { imports }: Words): string {
  const meanings = IMPORT_FIELDS.flatMap((field) =>
    columns[field] === null ? [] : [`${field} = ${columns[field]}`],
  );
  const recipe = recipeColumns.length === 0 ? [] : [`recipe = ${recipeColumns.join(' + ')}`];
  return plainText(
    imports.columns([...meanings, ...recipe], mapping.rateScale, mapping.batchScale, mapping.lossUnit),
  );
}

export function describePreview(preview: ImportPreview, words: Words): string[] {
  const { kind, mapping, notes, runs, failed, recipes, baseline, labels, problems, questions } = preview;
  const { imports } = words;
  const counted = Object.entries(labels).map(([label, count]) =>
    imports.count(count, words.labels[label as Label]),
  );
  const broken = failed > 0 ? [words.figures.failedRuns(failed)] : [];
  const which = baseline === null ? null : imports.recipes(recipes, baseline);
  const lines = [
    imports.ofKind(kind, describeMapping(mapping, words)),
    ...notes,
    '',
    imports.preview(runs, recipes.length, which, problems),
    ...(runs === 0 ? [] : [imports.labels([...counted, ...broken]), '', ...rateLines(preview.rates, words)]),
    ...problemLines(preview, words),
    ...(questions.length === 0 ? [] : ['', imports.questions]),
    ...questions.map(({ sentence }) => `  ${sentence}`),
  ];
  return lines.map(plainText);
}

const COLUMNS = ['stable', 'unstable', 'unjudged', 'failed', 'leftOut'] as const;

/** By recipe and learning rate; a kind that no run is of has no column. */
function rateLines(rates: readonly RateCount[], { imports: { heads } }: Words): string[] {
  const shown = COLUMNS.filter((kind) => rates.some((rate) => rate[kind] > 0));
  const table = [
    [heads.recipe, heads.learningRate, ...shown.map((kind) => heads[kind])],
    ...rates.map((rate) => [
      rate.recipe,
      formatLearningRate(rate.learningRate),
      ...shown.map((kind) => formatNumber(rate[kind], 7)),
    ]),
  ];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((cells) => columnsOf(cells[column]!))));
  return table.map((cells) =>
    cells
      .map((cell, column) => padEnd(cell, widths[column]!))
      .join('  ')
      .trimEnd(),
  );
}

function problemLines(
  { firstProblems, problems, leftOut, unit }: ImportPreview,
  { imports }: Words,
): string[] {
  if (problems === 0) return [];
  const rows = leftOut.reduce((sum, { rows: own }) => sum + own, 0);
  return [
    '',
    imports.rowsOut(rows),
    ...firstProblems.slice(0, LISTED).map((problem) => `  ${describeProblem(problem, unit)}`),
    ...(problems > LISTED ? [`  ${imports.more(problems - LISTED)}`] : []),
  ];
}
