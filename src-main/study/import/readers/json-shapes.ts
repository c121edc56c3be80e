// What a single JSON document holds: the shapes in which pandas, the trainer of Transformers and people's own scripts write many
// runs, or many steps of one, as one value. Pure.

interface Entries {
  readonly entries: readonly unknown[];
  /** See Table. */
  readonly lacks: string | null;
}

/** Under such a name a document keeps its runs. */
const LISTS = ['runs', 'trials', 'results', 'data', 'rows', 'records', 'experiments'] as const;

type Fields = Readonly<Record<string, unknown>>;

/** The rows of a document; it is one row itself where it is of no known shape. */
export function entriesOf(document: unknown): Entries {
  if (Array.isArray(document)) return { entries: document, lacks: null };
  if (!isFields(document)) return { entries: [document], lacks: null };
  if (Array.isArray(document.log_history)) return stepsOfTrainer(document, document.log_history);
  const entries = split(document) ?? listed(document) ?? columnar(document) ?? [document];
  return { entries, lacks: null };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** trainer_state.json of Transformers: what was logged, step by step, and few of the settings. */
function stepsOfTrainer(document: Fields, history: readonly unknown[]): Entries {
  const settings = Object.fromEntries(
    Object.entries(document).filter(([, value]) => typeof value !== 'object'),
  );
  const entries = history.map((entry) => (isFields(entry) ? { ...settings, ...entry } : entry));
  const lacks =
    'It is the state of one run of the Transformers trainer: its curve, with the learning rate of each step, and not the ' +
    'setting, nor the precision and the seed; export a table with learning_rate, per_device_train_batch_size, seed and loss, or ' +
    'JSON lines in which each run has those and its log_history.';
  return { entries, lacks };
}

/** pandas, orient="split". */
function split({ columns, data }: Fields): readonly unknown[] | null {
  if (!Array.isArray(columns) || !Array.isArray(data) || !data.every(Array.isArray)) return null;
  return data.map((cells: readonly unknown[]) =>
    Object.fromEntries(columns.map((name, i) => [String(name), cells[i] ?? null])),
  );
}

function listed(document: Fields): readonly unknown[] | null {
  const name = LISTS.find((known) => {
    const list = document[known];
    return Array.isArray(list) && list.length > 0 && list.every(isFields);
  });
  return name === undefined ? null : (document[name] as readonly unknown[]);
}

/** pandas, orient="columns", and a dictionary of lists: one list or one object of cells a column, all of the same rows. */
function columnar(document: Fields): readonly unknown[] | null {
  const columns = Object.entries(document);
  if (columns.length < 2) return null;
  const keys = columns.map(([, cells]) => (typeof cells === 'object' && cells ? Object.keys(cells) : []));
  const [first] = keys;
  const isTable =
    first!.length > 0 &&
    keys.every((own) => own.length === first!.length && own.every((key, i) => key === first![i])) &&
    first!.every((key) => /^\d+$/.test(key));
  if (!isTable) return null;
  return first!.map((key) =>
    Object.fromEntries(columns.map(([name, cells]) => [name, (cells as Fields)[key]])),
  );
}
