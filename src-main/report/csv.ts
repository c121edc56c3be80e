// The runs of a study as CSV: one line a run, quoted by RFC 4180, lines ended by LF. Numbers have the fewest digits that
// read back to the same value; NaN, Inf and -Inf are written so; empty means not known. Measurements stand behind the columns that
// every study has, in the order of their names.
import { columnOf } from '../analysis/grid/rate-columns.ts';
import { pairUp, placeKey, twinsByCell, type Pair } from '../analysis/headline/pairs.ts';
import { penaltyOfTrained } from '../analysis/headline/penalty.ts';
import { RUN_CSV, type CsvValue } from '../records/run-fields.ts';
import { importedFacts, ratesPerDecadeIn, rowsLeftOut } from '../records/origin.ts';
import type { LeftOutRows, RunRow, StudyContents } from '../records/types.ts';
import { rowSettingIn } from '../records/row-setting.ts';

interface Column {
  readonly place: number;
  readonly header: string;
  readonly show: (run: RunRow, pair: Pair | null) => CsvValue;
}

const OF_TWINS: readonly Column[] = [
  { place: 24, header: 'twin_label', show: (_, pair) => pair?.twin.label ?? null },
  { place: 25, header: 'penalty', show: (_, pair) => pair && penaltyOfTrained(pair) },
];
const COLUMNS: readonly Column[] = [...RUN_CSV, ...OF_TWINS].sort((a, b) => a.place - b.place);

/** Of rows that are not batch sizes: by their setting, in words joined by underscores as all columns are; none of those that are. */
function rowColumns(study: Pick<StudyContents, 'spec'>): Pick<Column, 'header' | 'show'>[] {
  const { path, kind } = rowSettingIn(study);
  if (kind === 'batch-size') return [];
  const name = path
    .split('.')
    .at(-1)!
    .replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const isTaken = COLUMNS.some(({ header }) => header === name);
  return [{ header: isTaken ? `row_${name}` : name, show: ({ rowValue }) => rowValue }];
}

/** Of freely drawn learning rates, the column of the map. */
function rateColumn(study: Pick<StudyContents, 'spec'>): Pick<Column, 'header' | 'show'>[] {
  const perDecade = ratesPerDecadeIn(study);
  if (perDecade === null) return [];
  return [{ header: 'learning_rate_column', show: ({ learningRate }) => columnOf(learningRate, perDecade) }];
}

function measurementColumn(name: string): Pick<Column, 'header' | 'show'> {
  return { header: name, show: ({ measurements }) => measurements?.[name] ?? null };
}

/** NaN, Inf, -Inf, -0, or the shortest decimal that reads back exactly. */
export function csvNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Infinity) return 'Inf';
  if (value === -Infinity) return '-Inf';
  return Object.is(value, -0) ? '-0' : String(value);
}

/**
 * Where a spreadsheet would find a formula and run it: at the beginning of a cell, and, since some locales part cells at other
 * signs and know quotes only there, behind any such sign. Full-width signs count as the others in East Asian locales.
 */
const FORMULA = /(^|[;\t|\r\n][\s"]*)(?=[=+\-@\t\r\uff1d\uff0b\uff0d\uff20])/g;

function csvField(value: CsvValue): string {
  if (value === null) return '';
  if (typeof value === 'number') return csvNumber(value);
  const text = String(value).replaceAll(FORMULA, "$1'");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** `study`: whose baseline the twins are of; without it nothing is known of twins. */
export function runsCsv(
  runs: readonly RunRow[],
  study: Pick<StudyContents, 'baseline' | 'thresholds' | 'spec'> | null = null,
): string {
  const pairs = study ? pairsByRun(runs, study) : null;
  const names = [...new Set(runs.flatMap((run) => Object.keys(run.measurements ?? {})))].sort();
  const rows = study ? rowColumns(study) : [];
  const rates = study ? rateColumn(study) : [];
  const columns = [...COLUMNS, ...rows, ...rates, ...names.map(measurementColumn)];
  const lines = runs.map((run) => {
    const pair = pairs?.get(runKey(run)) ?? null;
    return columns.map(({ show }) => csvField(show(run, pair))).join(',');
  });
  // What an import left out is no run, and a table without it would look safer.
  const leftOut = rowsLeftOut(study && importedFacts(study)).flatMap((place) =>
    Array<string>(place.rows).fill(leftOutLine(columns, rows, place)),
  );
  const header = columns.map((column) => csvField(column.header)).join(',');
  return `${[header, ...lines, ...leftOut].join('\n')}\n`;
}

/** A row that an import left out: its place, as far as it is known, and why. */
function leftOutLine(
  columns: readonly Pick<Column, 'header'>[],
  rows: readonly Pick<Column, 'header'>[],
  place: LeftOutRows,
): string {
  const known: Readonly<Record<string, CsvValue>> = {
    recipe: place.recipe,
    learning_rate: place.learningRate,
    batch_size: place.batchSize,
    ...Object.fromEntries(rows.map(({ header }) => [header, place.rowValue ?? null])),
    state: 'left-out',
    reason: `left out at the import: ${place.reason}`,
  };
  return columns.map(({ header }) => csvField(known[header] ?? null)).join(',');
}

function pairsByRun(
  runs: readonly RunRow[],
  { baseline, thresholds }: Pick<StudyContents, 'baseline' | 'thresholds'>,
): ReadonlyMap<string, Pair> {
  const twins = twinsByCell(runs.filter(({ recipe }) => recipe === baseline));
  const others = runs.filter(({ recipe }) => recipe !== baseline);
  return new Map(pairUp(others, twins, thresholds).pairs.map((pair) => [runKey(pair.own), pair]));
}

function runKey(run: Pair['own']): string {
  return `${placeKey(run)} ${run.recipe}`;
}
