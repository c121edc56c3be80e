// What one run was set to, put together from what lies beside it and above it. What is nearer counts: a folder lr1e-2 below a
// config.yaml that says 1e-3 was made from that file and ran at 1e-2. At one place a file counts more than a name. Pure.
import { FIELD_NAMES, GLOBAL_BATCH, PLAIN_BATCH, RECIPE_WORDS } from '../guess/patterns.ts';
import { columnName } from '../guess/names.ts';
import { usualSpelling } from '../../../recipes/precision-names.ts';
import { settingsOfName, type PathField } from './path-names.ts';

/** What one folder, or one file of a run, says. */
export interface SettingsLayer {
  /** The folder or file whose name it is. */
  readonly name: string;
  /** From files, by dotted names; of two files the first counts. */
  readonly files: ReadonlyMap<string, unknown>;
}

export interface JoinedSettings {
  /** By column: `config.` before what a file says, `path.` before what a name says. */
  readonly columns: ReadonlyMap<string, unknown>;
  /** Fields of which name and file say different things, where the file counts. */
  readonly contradicted: readonly PathField[];
  /** Fields that a name says, where a file farther away says something else. */
  readonly overridden: readonly PathField[];
}

/** As trainers write "not set". */
const NOT_SET = /^(max|num|total)_(train_|training_)?(steps|iters)$/;

/** `layers`: nearest first. */
export function joinSettings(layers: readonly SettingsLayer[]): JoinedSettings {
  const columns = new Map<string, unknown>();
  /** By field, what counts so far. */
  const said = new Map<PathField, { readonly value: unknown; readonly isName: boolean }>();
  const contradicted = new Set<PathField>();
  const overridden = new Set<PathField>();
  for (const layer of layers) {
    const { files } = layer;
    const here = new Map<PathField, unknown>();
    for (const [key, value] of files) {
      const column = `config.${key}`;
      if (isNotSet(column, value)) continue;
      const field = fieldOf(column);
      const nearer = field === null ? undefined : said.get(field);
      if (field !== null && nearer) {
        if (nearer.isName && !same(nearer.value, value)) overridden.add(field);
        continue;
      }
      if (field !== null && !here.has(field)) here.set(field, value);
      if (!columns.has(column)) columns.set(column, value);
    }
    for (const [field, value] of here) said.set(field, { value, isName: false });
    for (const [field, value] of settingsOfLayer(layer)) {
      const known = said.get(field);
      if (!known) said.set(field, { value, isName: true });
      else if (!known.isName && field !== 'precision' && !same(known.value, value)) contradicted.add(field);
    }
  }
  for (const [field, { value, isName }] of said) {
    if (isName && !(field === 'precision' && isKnownPrecision(columns, String(value))))
      columns.set(`path.${field}`, value);
  }
  // Those of the devices of one process, which the trainer of Transformers says beside that of one device.
  if (columns.has('config.per_device_train_batch_size')) {
    columns.delete('config.train_batch_size');
    columns.delete('config.per_process_train_batch_size');
  }
  return { columns, contradicted: [...contradicted], overridden: [...overridden] };
}

/** A folder above all runs is a layer of each. */
const OF_LAYERS = new WeakMap<SettingsLayer, ReturnType<typeof settingsOfName>>();

function settingsOfLayer(layer: SettingsLayer): ReturnType<typeof settingsOfName> {
  const known = OF_LAYERS.get(layer);
  if (known) return known;
  const own = settingsOfName(layer.name);
  OF_LAYERS.set(layer, own);
  return own;
}

/** Whether a file says the same: then the name would make a recipe of it twice. */
function isKnownPrecision(columns: ReadonlyMap<string, unknown>, word: string): boolean {
  return [...columns.values()].some((value) => usualSpelling(String(value)) === usualSpelling(word));
}

/**
 * Of all runs, without the precision that their names say where their files say one that goes with it: then it would only make the
 * names of the recipes longer.
 */
export function withoutEcho(runs: readonly JoinedSettings[]): readonly JoinedSettings[] {
  const pairs = runs.map(
    ({ columns }) => [String(columns.get(PATH_PRECISION)), precisionOf(columns)] as const,
  );
  const isEcho =
    pairs.every(([, file]) => file !== '') &&
    isFunction(pairs) &&
    isFunction(pairs.map(([name, file]) => [file, name] as const));
  if (!isEcho) return runs;
  return runs.map((run) => ({
    ...run,
    columns: new Map([...run.columns].filter(([column]) => column !== PATH_PRECISION)),
  }));
}

const PATH_PRECISION = 'path.precision';

/** What files say of a precision, in words. */
function precisionOf(columns: ReadonlyMap<string, unknown>): string {
  return [...columns]
    .filter(([column]) => column.startsWith('config.') && RECIPE_WORDS.test(columnName(column).leaf))
    .map(([, value]) => String(value))
    .join(' ');
}

function isFunction(pairs: readonly (readonly [string, string])[]): boolean {
  const known = new Map<string, string>();
  return pairs.every(([from, to]) => {
    const other = known.get(from);
    known.set(from, to);
    return other === undefined || other === to;
  });
}

function isNotSet(column: string, value: unknown): boolean {
  return NOT_SET.test(columnName(column).leaf) && Number(value) <= 0;
}

function same(a: unknown, b: unknown): boolean {
  return a === b || Number(a) === Number(b);
}

function fieldOf(column: string): Exclude<PathField, 'precision'> | null {
  const { plain, leaf } = columnName(column);
  const fits = (patterns: readonly RegExp[]) => patterns.some((p) => p.test(plain) || p.test(leaf));
  if (fits(FIELD_NAMES.learningRate)) return 'lr';
  if (fits([GLOBAL_BATCH, PLAIN_BATCH])) return 'batch_size';
  return fits(FIELD_NAMES.seed) ? 'seed' : null;
}
