// The layout of a study file in SQLite. What the values mean stands in records/.
import { RUN_COLUMN_NAMES, RUN_COLUMNS, type RunColumn } from '../records/run-columns.ts';

/** "Prcp" in ASCII: tells a study from any other SQLite file. */
export const APPLICATION_ID = 0x50726370;
export const SCHEMA_VERSION = 5;
/** Studies of versions before these have no checksums but the seal, and nothing that tells their log from another's. */
export const FIRST_WITH_CHECKSUMS = 3;
export const FIRST_WITH_MARKS = 4;
const FIRST_WITH_ROWS_OF_CURVES = 4;
export const FIRST_WITH_ROW_VALUES = 5;

/** A batch of runs half done; what made it has to go on with it. Only one that says how many parts it has is whole. */
const CHECKPOINT = `CREATE TABLE checkpoint (
  id INTEGER PRIMARY KEY,
  created_at TEXT NOT NULL,
  run_ids TEXT NOT NULL,
  made_by TEXT NOT NULL,
  parts INTEGER,
  checksum INTEGER
) STRICT;

CREATE TABLE checkpoint_part (
  checkpoint_id INTEGER NOT NULL REFERENCES checkpoint (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  checksum INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (checkpoint_id, number)
) STRICT, WITHOUT ROWID;`;

const CHECKPOINT_2 = `CREATE TABLE checkpoint (
  id INTEGER PRIMARY KEY,
  created_at TEXT NOT NULL,
  run_ids TEXT NOT NULL,
  made_by TEXT NOT NULL,
  state BLOB NOT NULL
) STRICT;`;

const CHECKSUM = 'checksum INTEGER NOT NULL DEFAULT 0';

/** Columns of a run that are there from one version to another, as SQL. */
function runColumns(from: number, to: number): string[] {
  return RUN_COLUMN_NAMES.filter(
    (name) => RUN_COLUMNS[name].since >= from && RUN_COLUMNS[name].since <= to,
  ).map((name) => `${name} ${RUN_COLUMNS[name].sql}`);
}

const MARK = `mark TEXT NOT NULL DEFAULT ''`;

/**
 * How many rows were written: one that is lost would else be missed by nobody. `more`: the mark of the last commit, as the last
 * column (log-mark.ts), in no checksum: it is only compared with those of a log.
 */
const TALLY = (more: string) => `CREATE TABLE tally (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  runs INTEGER NOT NULL,
  environments INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  events INTEGER NOT NULL,
  ${CHECKSUM}${more}
) STRICT;`;

/** The columns that the checksum of a row is over, in this order; of a run, checksum.ts leaves some out. */
export const COVERED = {
  study: ['id', 'name', 'created_at', 'spec', 'text_facts', 'baseline', 'recipes', 'thresholds'],
  environment: ['id', 'created_at', 'facts'],
  run: RUN_COLUMN_NAMES,
  event: ['id', 'run_id', 'created_at', 'step', 'kind', 'message', 'details'],
  tally: ['id', 'runs', 'environments', 'attempts', 'events'],
  checkpoint: ['id', 'created_at', 'run_ids', 'made_by', 'parts'],
  checkpoint_part: ['checkpoint_id', 'number', 'bytes'],
} as const;

/**
 * One value a step, float32 little-endian. Until version 3 curves lay in the index itself, where SQLite gives all that is longer than a
 * quarter of a page one of its own: 400 steps took three times their bytes.
 */
const curveOf = (version: number) => `CREATE TABLE curve (
  run_id INTEGER NOT NULL REFERENCES run (id),
  name TEXT NOT NULL,
  points BLOB NOT NULL,
  PRIMARY KEY (run_id, name)
) STRICT${version < FIRST_WITH_ROWS_OF_CURVES ? ', WITHOUT ROWID' : ''};`;

const runTable = (name: string, version: number, more: string) => `CREATE TABLE ${name} (
  ${runColumns(1, version).join(',\n  ')}${more},
  UNIQUE (recipe, learning_rate, ${version < FIRST_WITH_ROW_VALUES ? 'batch_size' : 'row_value'}, seed)
) STRICT;`;

/** `more`: of the tables that have a checksum. */
const tables = (version: number, more: string) => `
CREATE TABLE study (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  name TEXT NOT NULL,
  created_at TEXT NOT NULL,
  spec TEXT NOT NULL,
  text_facts TEXT NOT NULL,
  baseline TEXT NOT NULL,
  recipes TEXT NOT NULL,
  thresholds TEXT NOT NULL${more}
) STRICT;

CREATE TABLE environment (
  id INTEGER PRIMARY KEY,
  created_at TEXT NOT NULL,
  facts TEXT NOT NULL${more}
) STRICT;

${runTable('run', version, more)}

CREATE TABLE attempt (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES run (id),
  environment_id INTEGER NOT NULL REFERENCES environment (id),
  started_at TEXT NOT NULL,
  ended_at TEXT,
  outcome TEXT,
  message TEXT
) STRICT;
CREATE INDEX attempt_of_run ON attempt (run_id);

${curveOf(version)}

-- Rounding by site: points are [steps, sites, 3] float32 little-endian (underflow share, overflow share, scale).
CREATE TABLE site_statistics (
  run_id INTEGER PRIMARY KEY REFERENCES run (id),
  sites TEXT NOT NULL,
  steps TEXT NOT NULL,
  points BLOB NOT NULL
) STRICT;`;

const EVENT = (more: string) => `CREATE TABLE event (
  id INTEGER PRIMARY KEY,
  run_id INTEGER REFERENCES run (id),
  created_at TEXT NOT NULL,
  step INTEGER,
  kind TEXT NOT NULL,
  message TEXT NOT NULL,
  -- JSON, where the kind has more to say than its message.
  details TEXT${more}
) STRICT;
CREATE INDEX event_of_run ON event (run_id);`;

const EVENT_1 = `CREATE TABLE event (
  id INTEGER PRIMARY KEY,
  run_id INTEGER REFERENCES run (id),
  created_at TEXT NOT NULL,
  step INTEGER,
  kind TEXT NOT NULL,
  message TEXT NOT NULL
) STRICT;`;

const WITH_CHECKSUM = `,\n  ${CHECKSUM}`;

const withChecksums = (version: number, tally: string) => `${tally}
${tables(version, WITH_CHECKSUM)}
${EVENT(WITH_CHECKSUM)}
${CHECKPOINT}`;

/** What new studies get. */
export const SCHEMA = withChecksums(SCHEMA_VERSION, TALLY(`,\n  ${MARK}`));

/** What each version made, by its number; layout.ts knows a study by it. */
export const SCHEMAS: readonly string[] = [
  '',
  `${tables(1, '')}
${EVENT_1}`,
  `${tables(2, '')}
${EVENT('')}
${CHECKPOINT_2}`,
  withChecksums(3, TALLY('')),
  withChecksums(4, TALLY(`,\n  ${MARK}`)),
  SCHEMA,
];

/** What a run has in a version and has elsewhere in those before it, as columns of a `run` of those. */
const FROM_OLDER: Readonly<Partial<Record<RunColumn, string>>> = {
  foreseen: `CASE WHEN label = 'stopped' AND reason LIKE 'Stopped early %, foreseen as collapsed:%' THEN 'collapsed'
    WHEN label = 'stopped' AND reason LIKE 'Stopped early %, foreseen as above-init:%' THEN 'above-init' END`,
  environment_id:
    '(SELECT environment_id FROM attempt WHERE run_id = run.id ORDER BY attempt.id DESC LIMIT 1)',
  attempts: '(SELECT count(*) FROM attempt WHERE run_id = run.id)',
  sharpness: `(SELECT substr(points, -4) FROM curve WHERE run_id = run.id AND name = 'sharpness')`,
  last_steps: `(SELECT substr(points, -12) FROM curve WHERE run_id = run.id AND name = 'step')`,
  data_checksum: '0',
  row_value: 'batch_size',
};

/**
 * From each version to the next; the mark, and checksums where there were none, are written afterwards. What was half done at a
 * version without them is not gone on with.
 */
export const MIGRATIONS: readonly string[] = [
  '',
  `ALTER TABLE event ADD COLUMN details TEXT; CREATE INDEX event_of_run ON event (run_id); ${CHECKPOINT_2}`,
  `DROP TABLE checkpoint; ${CHECKPOINT} ${TALLY('')}
${['study', 'environment', 'event'].map((table) => `ALTER TABLE ${table} ADD COLUMN ${CHECKSUM};`).join(' ')}
${[...runColumns(3, 3), CHECKSUM].map((column) => `ALTER TABLE run ADD COLUMN ${column};`).join(' ')}
UPDATE run SET ${Object.entries(FROM_OLDER)
    .filter(([name]) => RUN_COLUMNS[name as RunColumn].since === 3)
    .map(([name, value]) => `${name} = ${value}`)
    .join(', ')};`,
  `ALTER TABLE tally ADD COLUMN ${MARK};
${runColumns(4, 4)
  .map((column) => `ALTER TABLE run ADD COLUMN ${column};`)
  .join(' ')}
ALTER TABLE curve RENAME TO curve_3;
${curveOf(4)}
INSERT INTO curve (run_id, name, points) SELECT run_id, name, points FROM curve_3 ORDER BY run_id, name;
DROP TABLE curve_3;`,
  // By a table of its own: what is unique cannot be changed in place. No row but this one names it, so that what refers to runs goes on
  // referring to them, as long as foreign keys are not enforced meanwhile.
  `${runTable('run_5', 5, WITH_CHECKSUM)}
INSERT INTO run_5 (${runColumnNames(4)}, row_value, checksum)
  SELECT ${runColumnNames(4)}, ${FROM_OLDER.row_value!}, checksum FROM run ORDER BY id;
DROP TABLE run;
ALTER TABLE run_5 RENAME TO run;`,
];

function runColumnNames(to: number): string {
  return RUN_COLUMN_NAMES.filter((name) => RUN_COLUMNS[name].since <= to).join(', ');
}

const NO_CHECKPOINTS = `CREATE TEMP VIEW checkpoint AS
  SELECT 0 AS id, '' AS created_at, '' AS run_ids, '' AS made_by, 0 AS parts, 0 AS checksum WHERE FALSE;`;

function runOfOlder(version: number): string {
  const later = RUN_COLUMN_NAMES.filter((name) => RUN_COLUMNS[name].since > version);
  return `CREATE TEMP VIEW run AS
  SELECT *, ${later.map((name) => `${FROM_OLDER[name] ?? 'NULL'} AS ${name}`).join(', ')} FROM main.run AS run;`;
}

/** Views of one connection that make an older study read as one of this version, without a change or a copy of it. */
export const VIEWS_OF_OLDER: readonly string[] = [
  '',
  `${NO_CHECKPOINTS} ${runOfOlder(1)} CREATE TEMP VIEW event AS SELECT *, NULL AS details FROM main.event;`,
  `${NO_CHECKPOINTS} ${runOfOlder(2)}`,
  runOfOlder(3),
  runOfOlder(4),
];
