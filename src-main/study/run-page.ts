// Runs by filter and order, one page at a time, and counts by cell: what a screen needs of a study of many runs without
// reading all of it. SQL only.
import { columnEnds, inColumns } from '../analysis/grid/rate-columns.ts';
import { RUN_FIELDS, type SortField } from '../records/run-fields.ts';

export interface RunFilter {
  readonly recipe?: string | undefined;
  /** That of a column, where the map has columns of several. */
  readonly learningRate?: number | undefined;
  readonly rowValue?: number | undefined;
  readonly state?: string | undefined;
  readonly label?: string | undefined;
  /** Of these numbers. */
  readonly ids?: readonly number[] | undefined;
}

/** Every column of a run; a WHERE or ORDER BY may follow. No index is asked, because none has a checksum. */
export const SELECT_RUNS = 'SELECT * FROM run NOT INDEXED';

export interface RunOrder {
  readonly sort: SortField;
  readonly descending: boolean;
  readonly offset: number;
  readonly limit: number;
}

/** The condition of a statement, empty for all runs, and its parameters. `perDecade`: columns of freely drawn learning rates; null: each is a column. */
export function whereClause(
  filter: RunFilter,
  perDecade: number | null,
): { where: string; values: unknown[] } {
  const conditions = (['recipe', 'learningRate', 'rowValue', 'state', 'label'] as const).flatMap((name) => {
    const value = filter[name];
    if (value === undefined) return [];
    const { column } = RUN_FIELDS[name];
    if (name !== 'learningRate' || perDecade === null) return [{ sql: `${column} = ?`, values: [value] }];
    const { low, high } = columnEnds(Number(value), perDecade);
    return [{ sql: `${column} >= ? AND ${column} < ?`, values: [low, high] }];
  });
  if (filter.ids) {
    const sql = 'id IN (SELECT value FROM json_each(?))';
    conditions.push({ sql, values: [JSON.stringify(filter.ids)] });
  }
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`;
  return { where, values: conditions.flatMap(({ values }) => values) };
}

/** The part of a statement after FROM run, and its parameters. Unknown values come last in either direction. */
export function pageClause(
  filter: RunFilter,
  order: RunOrder,
  perDecade: number | null,
): { where: string; page: string; values: unknown[] } {
  const { where, values } = whereClause(filter, perDecade);
  const { column } = RUN_FIELDS[order.sort];
  const page = `${where} ORDER BY ${column} IS NULL, ${column} ${order.descending ? 'DESC' : 'ASC'}, id LIMIT ? OFFSET ?`;
  return { where, page, values };
}

export interface CellCount {
  readonly recipe: string;
  readonly learningRate: number;
  readonly rowValue: number;
  readonly finished: number;
  readonly unstable: number;
}

/**
 * Finished and unstable runs of every cell, in the order of recipe, batch size, learning rate; `labels` of them count as
 * unstable and are the parameters.
 */
export function cellCountStatement(labels: number): string {
  const marks = Array.from({ length: labels }, () => '?').join(', ');
  return `SELECT recipe, learning_rate AS learningRate, row_value AS rowValue,
      sum(state = 'finished' AND label IS NOT NULL AND label <> 'unjudged') AS finished,
      sum(state = 'finished' AND label IS NOT NULL AND label IN (${marks})) AS unstable
    FROM run NOT INDEXED GROUP BY recipe, row_value, learning_rate ORDER BY recipe, row_value, learning_rate`;
}

/** The same of columns of learning rates. */
export function countsInColumns(counts: CellCount[], perDecade: number | null): CellCount[] {
  if (perDecade === null) return counts;
  const columns = Map.groupBy(inColumns(counts, perDecade), ({ recipe, learningRate, rowValue }) =>
    JSON.stringify([recipe, rowValue, learningRate]),
  );
  return [...columns.values()].map((cells) => ({
    recipe: cells[0]!.recipe,
    learningRate: cells[0]!.learningRate,
    rowValue: cells[0]!.rowValue,
    finished: cells.reduce((sum, { finished }) => sum + finished, 0),
    unstable: cells.reduce((sum, { unstable }) => sum + unstable, 0),
  }));
}
