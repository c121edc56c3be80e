// Runs by filter and order, one page at a time, and counts by cell: what a screen needs of a study of many runs without
// reading all of it. SQL only.
export interface RunFilter {
  readonly recipe?: string | undefined;
  readonly learningRate?: number | undefined;
  readonly batchSize?: number | undefined;
  readonly state?: string | undefined;
  readonly label?: string | undefined;
}

/** Columns by which runs can be sorted, as rows name them, and as the table does. */
const COLUMNS = {
  id: 'id',
  recipe: 'recipe',
  learningRate: 'learning_rate',
  batchSize: 'batch_size',
  seed: 'seed',
  state: 'state',
  label: 'label',
  endStep: 'end_step',
  tailLoss: 'tail_loss',
  validationLoss: 'validation_loss',
  seconds: 'seconds',
} as const;
export type RunColumn = keyof typeof COLUMNS;

export interface RunOrder {
  readonly sort: RunColumn;
  readonly descending: boolean;
  readonly offset: number;
  readonly limit: number;
}

/** The part of a statement after FROM run, and its parameters. Unknown values come last in either direction. */
export function pageClause(
  filter: RunFilter,
  order: RunOrder,
): { where: string; page: string; values: unknown[] } {
  const conditions = (['recipe', 'learningRate', 'batchSize', 'state', 'label'] as const).filter(
    (name) => filter[name] !== undefined,
  );
  const where =
    conditions.length === 0 ? '' : `WHERE ${conditions.map((name) => `${COLUMNS[name]} = ?`).join(' AND ')}`;
  const column = COLUMNS[order.sort];
  const page = `${where} ORDER BY ${column} IS NULL, ${column} ${order.descending ? 'DESC' : 'ASC'}, id LIMIT ? OFFSET ?`;
  return { where, page, values: conditions.map((name) => filter[name]) };
}

export interface CellCount {
  readonly recipe: string;
  readonly learningRate: number;
  readonly batchSize: number;
  readonly finished: number;
  readonly unstable: number;
}

/**
 * Finished and unstable runs of every cell, in the order of recipe, batch size, learning rate; `labels` of them count as
 * unstable and are the parameters.
 */
export function cellCountStatement(labels: number): string {
  const marks = Array.from({ length: labels }, () => '?').join(', ');
  return `SELECT recipe, learning_rate AS learningRate, batch_size AS batchSize,
      sum(state = 'finished' AND label IS NOT NULL AND label <> 'unjudged') AS finished,
      sum(state = 'finished' AND label IS NOT NULL AND label IN (${marks})) AS unstable
    FROM run NOT INDEXED GROUP BY recipe, batch_size, learning_rate ORDER BY recipe, batch_size, learning_rate`;
}
