// The layout of a study file in SQLite. Version 3. What the values mean stands in types.ts.

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

/** Of the run: the largest rise of its loss, and what it was stopped early for. */
const RUN_COLUMNS_3 = ['loss_jump REAL', 'loss_jump_step INTEGER', 'foreseen TEXT'];

/** The columns that the checksum of a row is over, in this order. */
export const COVERED = {
  checkpoint: ['id', 'created_at', 'run_ids', 'made_by', 'parts'],
  checkpoint_part: ['checkpoint_id', 'number', 'bytes'],
} as const;

const tables = (runColumns: readonly string[]) => `
CREATE TABLE study (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  name TEXT NOT NULL,
  created_at TEXT NOT NULL,
  spec TEXT NOT NULL,
  text_facts TEXT NOT NULL,
  baseline TEXT NOT NULL,
  recipes TEXT NOT NULL,
  thresholds TEXT NOT NULL
) STRICT;

CREATE TABLE environment (
  id INTEGER PRIMARY KEY,
  created_at TEXT NOT NULL,
  facts TEXT NOT NULL
) STRICT;

CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  recipe TEXT NOT NULL,
  learning_rate REAL NOT NULL,
  batch_size INTEGER NOT NULL,
  seed INTEGER NOT NULL,
  planned_steps INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'planned'
    CHECK (state IN ('planned', 'running', 'finished', 'failed-infrastructure', 'cancelled')),
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

const EVENT = `CREATE TABLE event (
  id INTEGER PRIMARY KEY,
  run_id INTEGER REFERENCES run (id),
  created_at TEXT NOT NULL,
  step INTEGER,
  kind TEXT NOT NULL,
  message TEXT NOT NULL,
  -- JSON, where the kind has more to say than its message.
  details TEXT
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

/** What new studies get. */
export const SCHEMA = `${tables(RUN_COLUMNS_3)}
${EVENT}
${CHECKPOINT}`;

/** What each version made, by its number; layout.ts knows a study by it. */
export const SCHEMAS: readonly string[] = [
  '',
  `${tables([])}
${EVENT_1}`,
  `${tables([])}
${EVENT}
${CHECKPOINT_2}`,
  SCHEMA,
];

/** From each version to the next. What was half done under an earlier version is not gone on with. */
export const MIGRATIONS: readonly string[] = [
  '',
  `ALTER TABLE event ADD COLUMN details TEXT; CREATE INDEX event_of_run ON event (run_id); ${CHECKPOINT_2}`,
  `DROP TABLE checkpoint; ${CHECKPOINT}
${RUN_COLUMNS_3.map((column) => `ALTER TABLE run ADD COLUMN ${column};`).join(' ')}
UPDATE run SET foreseen = 'collapsed' WHERE label = 'stopped' AND reason LIKE 'Stopped early %, foreseen as collapsed:%';
UPDATE run SET foreseen = 'above-init' WHERE label = 'stopped' AND reason LIKE 'Stopped early %, foreseen as above-init:%';`,
];
