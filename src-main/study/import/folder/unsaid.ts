// Runs of a folder that would be taken for one run twice, by recipe, learning rate, batch size and seed, and were set to different
// things: what tells them apart may be a recipe that nobody has named. It is asked, since of two recipes one would vanish. Pure.
import { guess } from '../guess/guess.ts';
import { columnName } from '../guess/names.ts';
import type { Questions } from '../questions.ts';
import { placeKey, type Candidate } from '../repeats.ts';
import type { RateColumns } from '../rates.ts';
import { IMPORT_FIELDS, type Mapping } from '../../../spec/import-mapping.ts';
import type { Table } from '../table.ts';

/** Settings that differ between any two runs. */
const IDENTITY =
  /(^|_)(name|dir|directory|path|folder|id|uuid|time|date|timestamp|host|hostname|port|pid|resume|checkpoint|ckpt|output|tags?|notes?|number|index)(_|$)/;
/** Columns that the question lists. */
const LISTED = 4;

export function askOfRepeats(
  table: Table,
  mapping: Mapping,
  candidates: readonly Candidate[],
  {
    rates,
    nameOf,
    questions,
  }: {
    readonly rates: RateColumns;
    readonly nameOf: (recipe: string) => string;
    readonly questions: Questions;
  },
): void {
  const isSaid = guess(table).mapping.recipeColumns.join() !== mapping.recipeColumns.join();
  if (table.kind !== 'Folder' || isSaid) return;
  const columns = settingColumns(table, mapping);
  const seeded = candidates.filter(({ seed }) => seed !== null);
  const groups = Map.groupBy(seeded, (run) => `${placeKey(run, rates)} ${nameOf(run.recipe)}`);
  const differing = new Set<string>();
  const runs: Candidate[] = [];
  for (const group of groups.values()) {
    if (group.length < 2) continue;
    const rows = group.map(({ line }) => table.rows[line - 1]!);
    const own = columns.filter((column) => rows.some((row) => row.cell(column) !== rows[0]!.cell(column)));
    if (own.length === 0) continue;
    own.forEach((column) => differing.add(column));
    runs.push(...group);
  }
  const names = [...differing];
  const more = names.length > LISTED ? ` and ${names.length - LISTED} more` : '';
  for (const { line } of runs) {
    questions.raise(
      'recipe',
      'differing',
      line,
      (count, where) =>
        `${count} runs share recipe, learning rate, batch size and seed with another and differ in ${names.slice(0, LISTED).join(', ')}${more} (${where}); say by --recipe which columns make up the recipe (--recipe none: they are repeats).`,
    );
  }
}

function settingColumns(table: Table, { columns, recipeColumns, accumulation, devices }: Mapping): string[] {
  const used = new Set<unknown>([
    ...IMPORT_FIELDS.map((field) => columns[field]),
    ...recipeColumns,
    accumulation,
    devices,
  ]);
  return table.columns.filter(
    (column) => column.startsWith('config.') && !used.has(column) && !IDENTITY.test(columnName(column).leaf),
  );
}
