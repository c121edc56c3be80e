// What an import would make of a file, as text for a terminal.
import { formatLearningRate, formatNumber } from '../report/language/numbers.ts';
import { plural } from '../report/language/en/plural.ts';
import { plainText } from '../report/terminal-text.ts';
import { IMPORT_FIELDS, type Mapping } from '../spec/import-mapping.ts';
import type { ImportPreview, RateCount } from '../study/import/preview.ts';
import { describeProblem } from '../study/import/table.ts';

/** Rows that are not runs and are listed; the study's events will have all. */
const LISTED = 20;

export function describeMapping({ columns, recipeColumns, ...mapping }: Mapping): string {
  const meanings = IMPORT_FIELDS.flatMap((field) =>
    columns[field] === null ? [] : [`${field} = ${columns[field]}`],
  );
  const recipe = recipeColumns.length === 0 ? [] : [`recipe = ${recipeColumns.join(' + ')}`];
  return plainText(
    `Columns: ${[...meanings, ...recipe].join(', ')}; learning rates are ${mapping.rateScale}, batch sizes ${mapping.batchScale}, losses in ${mapping.lossUnit}.`,
  );
}

export function describePreview(preview: ImportPreview): string[] {
  const { kind, mapping, notes, runs, failed, recipes, baseline, labels, problems, questions } = preview;
  const counted = Object.entries(labels).map(([label, count]) => `${count} ${label}`);
  const broken = failed > 0 ? [`${failed} failed for infrastructure reasons`] : [];
  const lines = [
    `${kind}. ${describeMapping(mapping)}`,
    ...notes,
    '',
    `${plural(runs, 'run')} of ${plural(recipes.length, 'recipe')}${baseline === null ? '' : ` (${recipes.join(', ')}; baseline ${baseline})`}; ${problems} ${problems === 1 ? 'row is not a run' : 'rows are not runs'}.`,
    ...(runs === 0
      ? []
      : [`Labels to come: ${[...counted, ...broken].join(', ')}.`, '', ...rateLines(preview.rates)]),
    ...problemLines(preview),
    ...(questions.length === 0 ? [] : ['', 'To be said before it can be imported:']),
    ...questions.map(({ sentence }) => `  ${sentence}`),
  ];
  return lines.map(plainText);
}

const COLUMNS = ['stable', 'unstable', 'unjudged', 'failed', 'leftOut'] as const;
const HEADS: Readonly<Record<(typeof COLUMNS)[number], string>> = {
  stable: 'stable',
  unstable: 'unstable',
  unjudged: 'unjudged',
  failed: 'failed',
  leftOut: 'left out',
};

/** By recipe and learning rate; a kind that no run is of has no column. */
function rateLines(rates: readonly RateCount[]): string[] {
  const shown = COLUMNS.filter((kind) => rates.some((rate) => rate[kind] > 0));
  const table = [
    ['recipe', 'learning rate', ...shown.map((kind) => HEADS[kind])],
    ...rates.map((rate) => [
      rate.recipe,
      formatLearningRate(rate.learningRate),
      ...shown.map((kind) => formatNumber(rate[kind], 7)),
    ]),
  ];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((cells) => cells[column]!.length)));
  return table.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
}

function problemLines({ firstProblems, problems, leftOut, unit }: ImportPreview): string[] {
  if (problems === 0) return [];
  const rows = leftOut.reduce((sum, { rows: own }) => sum + own, 0);
  return [
    '',
    `Rows that are not runs (${rows} of them left out of what might have been runs):`,
    ...firstProblems.slice(0, LISTED).map((problem) => `  ${describeProblem(problem, unit)}`),
    ...(problems > LISTED ? [`  and ${problems - LISTED} more`] : []),
  ];
}
