// What the rows of a stored study are of. Pure.
import { BATCH_SIZE_ROWS, type RowSetting } from '../analysis/grid/rows.ts';
import { rowsSchema, rowSettingOf, type Rows } from '../spec/rows.ts';
import { trainerRowsSchema } from '../spec/trainer-rows.ts';
import { importedFacts, type StoredSpec } from './origin.ts';

/** Of a study whose spec this version does not understand: the setting as it is called there, of which nothing else is known. */
export function rowSettingIn(study: { readonly spec: StoredSpec }): RowSetting {
  const { rows } = study.spec;
  const column = importedFacts(study)?.rowColumn;
  // A column may be called as a setting is.
  if (column) return rowSettingOf({ rows: { setting: column, values: [] } });
  if (rows === undefined) return BATCH_SIZE_ROWS;
  const known = rowsIn(study.spec);
  if (known) return rowSettingOf({ rows: known });
  const setting: unknown =
    typeof rows === 'object' && rows !== null ? Reflect.get(rows, 'setting') : undefined;
  return { path: typeof setting === 'string' ? setting : 'rows', kind: 'unknown', scale: 'even' };
}

/** As this version understands them; null: not at all, or rows are batch sizes. */
export function rowsIn({ rows, trainer }: StoredSpec): Rows | null {
  const parsed = (trainer === undefined ? rowsSchema : trainerRowsSchema).safeParse(rows);
  return parsed.success ? parsed.data : null;
}
