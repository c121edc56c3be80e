// SQLite's own connection as what reads and changes rows, for those who work on a file before it is a study to anyone.
import type Database from 'better-sqlite3';
import type { Statements } from './sums.ts';

export function statementsOf(database: Database.Database): Statements {
  const known = new Map<string, Database.Statement>();
  const prepared = (sql: string) => {
    let statement = known.get(sql);
    if (!statement) known.set(sql, (statement = database.prepare(sql)));
    return statement;
  };
  return {
    lists: (sql, ...values) =>
      prepared(sql)
        .raw()
        .all(...values) as unknown[][],
    each(sql, take, ...values) {
      for (const row of prepared(sql)
        .raw()
        .iterate(...values))
        take(row as unknown[]);
    },
    change: (sql, ...values) => Number(prepared(sql).run(...values).lastInsertRowid),
  };
}
