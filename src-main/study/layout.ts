// Whether an opened SQLite file is laid out as a study, and as nothing else. A foreign file could hold views in place of
// tables, triggers, generated columns or indices over expressions; each of them would compute while it is read or written.
import Database from 'better-sqlite3';
import { MIGRATIONS, SCHEMA_VERSION, SCHEMAS } from './schema.ts';
import { StudyError } from './study-error.ts';

interface SchemaObject {
  readonly type: string;
  readonly name: string;
  readonly tbl_name: string;
  readonly sql: string | null;
}

function objectsOf(database: Database.Database): SchemaObject[] {
  return database.prepare('SELECT type, name, tbl_name, sql FROM sqlite_master').all() as SchemaObject[];
}

function textOf({ type, name, tbl_name: table, sql }: SchemaObject): string {
  return JSON.stringify([type, name, table, sql]);
}

interface Layout {
  /** Every object that a study of this version may have, word for word. */
  readonly texts: ReadonlySet<string>;
  /** Names that it must have. */
  readonly names: readonly string[];
}

/** A study of a version was made so, or made by an older version and migrated. */
function layoutOf(version: number): Layout {
  const origins = Array.from({ length: version }, (_, i) => i + 1);
  const objects = origins.map((origin) => {
    const database = new Database(':memory:');
    database.exec(SCHEMAS[origin]!);
    for (let step = origin; step < version; step++) database.exec(MIGRATIONS[step]!);
    const found = objectsOf(database);
    database.close();
    return found;
  });
  return { texts: new Set(objects.flat().map(textOf)), names: objects.at(-1)!.map(({ name }) => name) };
}

const layouts = new Map<number, Layout>();

/** @throws StudyError naming the object that is there and must not be, or the other way round. */
export function checkLayout(database: Database.Database, version: number, file: string): void {
  const layout = layouts.get(version) ?? layoutOf(version);
  layouts.set(version, layout);
  const objects = objectsOf(database);
  const foreign = objects.find((object) => !layout.texts.has(textOf(object)));
  if (foreign) {
    const name = JSON.stringify(foreign.name).slice(0, 60);
    throw new StudyError(
      `${file} is not a study that Precipice made: its ${foreign.type} ${name} is not one of version ${version} of ${SCHEMA_VERSION}.`,
    );
  }
  const present = new Set(objects.map(({ name }) => name));
  const missing = layout.names.find((name) => !present.has(name));
  if (missing !== undefined) throw new StudyError(`${file} is damaged: it has no ${missing}.`);
}
