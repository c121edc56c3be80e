// Rows that are steps, grouped to the runs that they are of: by the column that names the run, or by settings that repeat. Pure.
import type { ImportField, Mapping } from '../../spec/import-mapping.ts';
import type { Row, RowProblem } from './table.ts';

/** Those that must not differ between the rows of a run. */
export const FIXED: readonly ImportField[] = ['learningRate', 'batchSize', 'row', 'seed'];

export function settingColumns(mapping: Mapping, fields: readonly ImportField[]): string[] {
  const { columns, recipeColumns, accumulation, devices } = mapping;
  return [
    ...fields.flatMap((field) => columns[field] ?? []),
    ...recipeColumns,
    ...[accumulation, devices].filter((factor) => typeof factor === 'string'),
  ];
}

interface Group {
  readonly name: string | null;
  readonly members: readonly Row[];
}

export function groupsByRun(rows: readonly Row[], run: string, problems: RowProblem[]): Group[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const name = row.cell(run);
    if (name === undefined)
      problems.push({ line: row.line, message: `${run} is empty: it belongs to no run.` });
    else push(groups, String(name), row);
  }
  return [...groups].map(([name, members]) => ({ name, members }));
}

/** Rows of the same settings, anew wherever the steps begin again. */
export function groupsBySettings(rows: readonly Row[], mapping: Mapping): Group[] {
  const columns = settingColumns(mapping, FIXED);
  const { step } = mapping.columns;
  const groups: Row[][] = [];
  const open = new Map<string, { readonly members: Row[]; last: number }>();
  for (const row of rows) {
    const key = JSON.stringify(columns.map((column) => String(row.cell(column))));
    const at = Number(row.cell(step!));
    const group = open.get(key);
    if (group && !(at < group.last)) {
      group.members.push(row);
      group.last = at;
      continue;
    }
    const members = [row];
    groups.push(members);
    open.set(key, { members, last: at });
  }
  return groups.map((members) => ({ name: null, members }));
}

function push(groups: Map<string, Row[]>, key: string, row: Row): void {
  const group = groups.get(key);
  if (group) group.push(row);
  else groups.set(key, [row]);
}
