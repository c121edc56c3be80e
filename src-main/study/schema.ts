// The layout of a study file in SQLite. Version 3. What the values mean stands in types.ts.
import { RUN_STATES } from '../analysis/run.ts';

/** "Prcp" in ASCII: tells a study from any other SQLite file. */
export const APPLICATION_ID = 0x50726370;
export const SCHEMA_VERSION = 3;

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

/**
 * Of the run: the largest rise of its loss, and what it was stopped early for; what trained it last, how often it was begun, and
 * the ends of two of its curves, so that none of these has to be looked for in other tables; the checksum of its curves, sites
 * and events.
 */
const RUN_COLUMNS_3 = [
  'loss_jump REAL',
  'loss_jump_step INTEGER',
  'foreseen TEXT',
  'environment_id INTEGER',
  'attempts INTEGER NOT NULL DEFAULT 0',
  'sharpness BLOB',
  'last_steps BLOB',
  'data_checksum INTEGER NOT NULL DEFAULT 0',
  CHECKSUM,
];

/**
 * How many rows were written: one that is lost would else be missed by nobody. And the mark of the last commit, as the last column
 * (log-mark.ts), in no checksum: it is only compared with those of a log.
 */
const TALLY = `CREATE TABLE tally (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  runs INTEGER NOT NULL,
  environments INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  events INTEGER NOT NULL,
  ${CHECKSUM},
  mark TEXT NOT NULL DEFAULT ''
) STRICT;`;

/** The columns that the checksum of a row is over, in this order. */
export const COVERED = {
  study: ['id', 'name', 'created_at', 'spec', 'text_facts', 'baseline', 'recipes', 'thresholds'],
  environment: ['id', 'created_at', 'facts'],
  run: [
    ...['id', 'recipe', 'learning_rate', 'batch_size', 'seed', 'planned_steps', 'state', 'label', 'reason'],
    ...['provisional', 'end_step', 'start_loss', 'tail_loss', 'validation_loss', 'nonfinite_step'],
    ...['nonfinite_tensor', 'loss_spike_score', 'gradient_spike_score', 'longest_spike', 'seconds', 'device'],
    ...['loss_jump', 'loss_jump_step', 'foreseen', 'environment_id', 'attempts', 'sharpness', 'last_steps'],
    'data_checksum',
  ],
  event: ['id', 'run_id', 'created_at', 'step', 'kind', 'message', 'details'],
  tally: ['id', 'runs', 'environments', 'attempts', 'events'],
  checkpoint: ['id', 'created_at', 'run_ids', 'made_by', 'parts'],
  checkpoint_part: ['checkpoint_id', 'number', 'bytes'],
} as const;

/** `more` of the tables that have a checksum, `runColumns` of the run. */
const tables = (more: string, runColumns: readonly string[]) => `
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

CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  recipe TEXT NOT NULL,
  learning_rate REAL NOT NULL,
  batch_size INTEGER NOT NULL,
  seed INTEGER NOT NULL,
  planned_steps INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'planned'
    CHECK (state IN (${RUN_STATES.map((state) => `'${state}'`).join(', ')})),
  label TEXT,
  reason TEXT,
  provisional INTEGER NOT NULL DEFAULT 0,
  end_step INTEGER NOT NULL DEFAULT 0,
  start_loss REAL,
  tail_loss REAL,
  validation_loss REAL,
  nonfinite_step INTEGER,
  nonfinite_tensor TEXT,
  loss_spike_score REAL NOT NULL DEFAULT 0,
  gradient_spike_score REAL NOT NULL DEFAULT 0,
  longest_spike INTEGER NOT NULL DEFAULT 0,
  seconds REAL,
  device TEXT,${runColumns.map((column) => `\n  ${column},`).join('')}
  UNIQUE (recipe, learning_rate, batch_size, seed)
) STRICT;

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

-- One value a step, float32 little-endian.
CREATE TABLE curve (
  run_id INTEGER NOT NULL REFERENCES run (id),
  name TEXT NOT NULL,
  points BLOB NOT NULL,
  PRIMARY KEY (run_id, name)
) STRICT, WITHOUT ROWID;

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

/** What new studies get. */
export const SCHEMA = `${TALLY}
${tables(WITH_CHECKSUM, RUN_COLUMNS_3)}
${EVENT(WITH_CHECKSUM)}
${CHECKPOINT}`;

/** What each version made, by its number; layout.ts knows a study by it. */
export const SCHEMAS: readonly string[] = [
  '',
  `${tables('', [])}
${EVENT_1}`,
  `${tables('', [])}
${EVENT('')}
${CHECKPOINT_2}`,
  SCHEMA,
];

/** What version 3 keeps in a run and versions before it have elsewhere, as columns of a `run` of those. */
const FROM_OLDER = {
  foreseen: `CASE WHEN label = 'stopped' AND reason LIKE 'Stopped early %, foreseen as collapsed:%' THEN 'collapsed'
    WHEN label = 'stopped' AND reason LIKE 'Stopped early %, foreseen as above-init:%' THEN 'above-init' END`,
  environment_id:
    '(SELECT environment_id FROM attempt WHERE run_id = run.id ORDER BY attempt.id DESC LIMIT 1)',
  attempts: '(SELECT count(*) FROM attempt WHERE run_id = run.id)',
  sharpness: `(SELECT substr(points, -4) FROM curve WHERE run_id = run.id AND name = 'sharpness')`,
  last_steps: `(SELECT substr(points, -12) FROM curve WHERE run_id = run.id AND name = 'step')`,
} as const;
const columnsFromOlder = Object.entries(FROM_OLDER);

/** From each version to the next; checksums are written afterwards. What was half done before is not gone on with. */
export const MIGRATIONS: readonly string[] = [
  '',
  `ALTER TABLE event ADD COLUMN details TEXT; CREATE INDEX event_of_run ON event (run_id); ${CHECKPOINT_2}`,
  `DROP TABLE checkpoint; ${CHECKPOINT} ${TALLY}
${['study', 'environment', 'event'].map((table) => `ALTER TABLE ${table} ADD COLUMN ${CHECKSUM};`).join(' ')}
${RUN_COLUMNS_3.map((column) => `ALTER TABLE run ADD COLUMN ${column};`).join(' ')}
UPDATE run SET ${columnsFromOlder.map(([name, value]) => `${name} = ${value}`).join(', ')};`,
];

const NO_CHECKPOINTS = `CREATE TEMP VIEW checkpoint AS
  SELECT 0 AS id, '' AS created_at, '' AS run_ids, '' AS made_by, 0 AS parts, 0 AS checksum WHERE FALSE;`;
const RUN_OF_OLDER = `CREATE TEMP VIEW run AS
  SELECT *, NULL AS loss_jump, NULL AS loss_jump_step, ${columnsFromOlder.map(([name, value]) => `${value} AS ${name}`).join(', ')}
  FROM main.run AS run;`;

/** Views of one connection that make an older study read as one of this version, without a change or a copy of it. */
export const VIEWS_OF_OLDER: readonly string[] = [
  '',
  `${NO_CHECKPOINTS} ${RUN_OF_OLDER} CREATE TEMP VIEW event AS SELECT *, NULL AS details FROM main.event;`,
  `${NO_CHECKPOINTS} ${RUN_OF_OLDER}`,
];
