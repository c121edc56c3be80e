// What the rows of a stored study are of. Pure.
import { BATCH_SIZE_ROWS, type RowSetting } from '../analysis/grid/rows.ts';
import { ROW_PATHS, rowsSchema, rowSettingOf } from '../spec/rows.ts';
import { importedFacts, type StoredSpec } from './origin.ts';

/** Of a study whose spec this version does not understand: the setting as it is called there, of which nothing else is known. */
export function rowSettingIn(study: { readonly spec: StoredSpec }): RowSetting {
  const { rows } = study.spec;
  const column = importedFacts(study)?.rowColumn;
  if (column) return importedRows(column);
  if (rows === undefined) return BATCH_SIZE_ROWS;
  const parsed = rowsSchema.safeParse(rows);
  if (parsed.success) return rowSettingOf({ rows: parsed.data });
  const setting: unknown =
    typeof rows === 'object' && rows !== null ? Reflect.get(rows, 'setting') : undefined;
  return { path: typeof setting === 'string' ? setting : 'rows', kind: 'unknown', scale: 'even' };
}

/** Rows by a column of a file, which may be called as a setting is; of others nobody says whether a search would draw from it. */
function importedRows(column: string): RowSetting {
  const path = ROW_PATHS.find((known) => plain(known) === plain(column));
  return path
    ? rowSettingOf({ rows: { setting: path, values: [] } })
    : { path: column, kind: 'unknown', scale: 'octaves' };
}

/** weightDecay, weight_decay, config.weight-decay: the last part in lower case without what joins its words. */
function plain(name: string): string {
  return name
    .split(/[./]/)
    .at(-1)!
    .replaceAll(/[\s_-]/g, '')
    .toLowerCase();
}
