// The columns of a run in the file of its study, each declared once, in their order: its SQL, what it may hold, and the version
// of the file since which it is there. Schema, migrations, checksums, rows read and rows written derive from this. Pure.
import { z } from 'zod';
import { LABELS } from '../analysis/labels/labels.ts';
import { FORESEEN, RUN_STATES } from '../analysis/labels/run.ts';
import { measurementsSchema } from './measurements.ts';
import { floats, json } from './stored-values.ts';

/** What a column may hold, twice: as a schema that says what is wrong, and as a test a hundred times as fast. */
interface Kind<S extends z.ZodType> {
  readonly schema: S;
  readonly is: (value: unknown) => boolean;
}

const kind = <S extends z.ZodType>(schema: S, is: Kind<S>['is']): Kind<S> => ({ schema, is });
const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
const isText = (value: unknown) => typeof value === 'string';
const isBytes = (value: unknown) => value instanceof Uint8Array;

const whole = kind(z.int(), Number.isSafeInteger);
const count = kind(z.int().min(0), isCount);
const oneOrMore = kind(z.int().min(1), (value) => isCount(value) && value !== 0);
const finite = kind(z.number(), Number.isFinite);
const positive = kind(z.number().gt(0), (value) => Number.isFinite(value) && (value as number) > 0);
const text = kind(z.string(), isText);
const bytes = kind(z.instanceof(Uint8Array), isBytes);
const flag = kind(z.union([z.literal(0), z.literal(1)]), (value) => value === 0 || value === 1);
const oneOf = <const W extends readonly string[]>(words: W) =>
  kind(z.enum(words), (value) => words.includes(value as string));

interface Column<S extends z.ZodType> extends Kind<S> {
  /** Behind the name. */
  readonly sql: string;
  readonly since: number;
  /** Of a run of which nothing is measured. */
  readonly unmeasured: 0 | null;
}

const FIRST_VERSION = 1;

const always = <S extends z.ZodType>(type: string, own: Kind<S>): Column<S> => ({
  ...own,
  sql: `${type} NOT NULL`,
  since: FIRST_VERSION,
  unmeasured: null,
});

const counted = <S extends z.ZodType>(type: string, own: Kind<S>, since = FIRST_VERSION): Column<S> => ({
  ...own,
  sql: `${type} NOT NULL DEFAULT 0`,
  since,
  unmeasured: 0,
});

/** null where it is not known. */
const maybe = <S extends z.ZodType>(
  type: string,
  { schema, is }: Kind<S>,
  since = FIRST_VERSION,
): Column<z.ZodNullable<S>> => ({
  schema: schema.nullable(),
  is: (value) => value === null || is(value),
  sql: type,
  since,
  unmeasured: null,
});

const states = RUN_STATES.map((state) => `'${state}'`).join(', ');

/** New ones come at the end, are `maybe` unless checksum.ts says how rows without them keep theirs, and have the next version of the file. */
export const RUN_COLUMNS = {
  id: { ...always('', whole), sql: 'INTEGER PRIMARY KEY' },
  recipe: always('TEXT', text),
  learning_rate: always('REAL', positive),
  batch_size: always('INTEGER', oneOrMore),
  seed: always('INTEGER', whole),
  planned_steps: always('INTEGER', count),
  state: {
    ...always('', oneOf(RUN_STATES)),
    sql: `TEXT NOT NULL DEFAULT 'planned'\n    CHECK (state IN (${states}))`,
  },
  label: maybe('TEXT', oneOf(LABELS)),
  reason: maybe('TEXT', text),
  provisional: counted('INTEGER', flag),
  end_step: counted('INTEGER', count),
  start_loss: maybe('REAL', finite),
  tail_loss: maybe('REAL', finite),
  validation_loss: maybe('REAL', finite),
  nonfinite_step: maybe('INTEGER', count),
  nonfinite_tensor: maybe('TEXT', text),
  loss_spike_score: counted('REAL', finite),
  gradient_spike_score: counted('REAL', finite),
  longest_spike: counted('INTEGER', count),
  seconds: maybe('REAL', finite),
  device: maybe('TEXT', text),
  /** The largest rise of its loss. */
  loss_jump: maybe('REAL', finite, 3),
  loss_jump_step: maybe('INTEGER', count, 3),
  /** What it was stopped early for. */
  foreseen: maybe('TEXT', oneOf(FORESEEN), 3),
  /** Of what trained it last, and how often it was begun, so that neither has to be looked for among the attempts. */
  environment_id: maybe('INTEGER', whole, 3),
  attempts: counted('INTEGER', count, 3),
  /** Last float32 of the sharpness curve, and up to three of the curve of step numbers, for the same reason. */
  sharpness: maybe('BLOB', bytes, 3),
  last_steps: maybe('BLOB', kind(floats, isBytes), 3),
  /** Checksum of its curves, sites and events. */
  data_checksum: counted('INTEGER', whole, 3),
  /** JSON. */
  measurements: maybe('TEXT', kind(json(measurementsSchema), isText), 4),
  /** Its value of the setting that rows are of; the batch size where they are batch sizes, as they all were before. */
  row_value: { ...always('REAL', finite), since: 5 },
};

export type RunColumn = keyof typeof RUN_COLUMNS;
export const RUN_COLUMN_NAMES = Object.keys(RUN_COLUMNS) as readonly RunColumn[];

type Schemas = { readonly [C in RunColumn]: (typeof RUN_COLUMNS)[C]['schema'] };

/** A row of runs, every column in it. */
export const runRow = z.object(
  Object.fromEntries(Object.entries(RUN_COLUMNS).map(([name, { schema }]) => [name, schema])) as Schemas,
);
export type RunRecord = z.output<typeof runRow>;
