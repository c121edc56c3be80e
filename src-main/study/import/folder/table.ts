// The runs of a folder as a table: a row a run, its settings as columns, its metrics as columns that hold their points. Pure.
import { AVERAGES, type AveragedRuns, type Averaging } from '../../../records/types.ts';
import type { SeriesRow, Table } from '../table.ts';
import { filled, MOST_COLUMNS } from '../table.ts';
import { ImportError } from '../import-error.ts';
import type { JoinedRun, Tool } from './part.ts';
import { withoutCopies } from './copies.ts';
import { RUN_COLUMN } from './run-column.ts';
import type { FolderRuns } from './read-folder.ts';
import type { Damage } from './reading.ts';
import { counted } from './words.ts';
import { lastOf, type Series } from './series.ts';
import { joinSettings, withoutEcho } from './settings.ts';
import { withoutNanFilter } from '../readers/trainer-state.ts';

const STATE_COLUMN = 'state';
const STUDY_COLUMN = 'study';
const LISTED = 3;

/** @throws ImportError where it has more columns than a table of runs may have. */
export function tableOfFolder({ name, runs: found, files, problems, notes }: FolderRuns): Table {
  const columns = new Set<string>([RUN_COLUMN]);
  const { runs, copies } = withoutCopies(found);
  const settings = withoutEcho(runs.map(({ layers }) => joinSettings(layers)));
  const studies = studiesOf(runs);
  const rows = runs.map((run, i) => {
    const row = new FolderRow(i + 1, run, settings[i]!.columns, studies !== undefined);
    for (const column of row.columns()) columns.add(column);
    return row;
  });
  if (columns.size > MOST_COLUMNS) {
    throw new ImportError(
      `The runs of ${name} have ${columns.size} settings and metrics; they may have at most ${MOST_COLUMNS}.`,
    );
  }
  const averaged = averagedOf(runs);
  if (studies) columns.add(STUDY_COLUMN);
  const byPath = new Map(files.map((file) => [file.path, file]));
  const of = (pick: (joined: (typeof settings)[number]) => readonly unknown[]) =>
    runs.filter((_, i) => pick(settings[i]!).length > 0).map(({ path }) => path);
  return {
    kind: 'Folder',
    columns: [...columns],
    rows,
    problems: problems.map((message) => ({ line: 0, message })),
    objectives: [],
    studies,
    lacks: null,
    notes: [
      described(found, files),
      ...sentence(
        copies,
        'says what another says, point by point, and is left out',
        'say what others say, point by point, and are left out',
      ),
      ...sentence(
        of(({ contradicted }) => contradicted),
        'says another setting in its name than in its files, which count',
        'say another setting in their names than in their files, which count',
      ),
      ...sentence(
        of(({ overridden }) => overridden),
        'says another setting in its name than a file above it: the name counts',
        'say another setting in their names than a file above them: the names count',
      ),
      ...sentence(
        runs.filter(({ takenUp }) => takenUp.length > 0).map(({ path }) => path),
        `was interrupted and taken up again: ${ROLLED_BACK}`,
        `were interrupted and taken up again: ${ROLLED_BACK}`,
      ),
      ...sentence(
        runs
          .filter(({ damage }) => damage !== null)
          .map(({ path, damage }) => `${path}: ${damage!.sentence.replace(/\.$/, '')}`),
        'has a part that is damaged, cut or of other settings',
        'have parts that are damaged, cut or of other settings',
      ),
      ...notesOnAverages(averaged),
      ...notes,
    ],
    averaged,
    nameOf: (line) => runs[line - 1]?.path ?? '',
    filesOf: (line) => (runs[line - 1]?.files ?? []).flatMap((path) => byPath.get(path) ?? []),
  };
}

/** Tools that keep every run in an experiment or a project. */
const KEEPERS = { MLflow: 'experiments of MLflow', 'W&B': 'projects of W&B' } as const;
/** What the experiment of a run is called that has none, where others have one. */
const IN_NONE = 'without one';

/** undefined: no two runs are of different ones. */
function studiesOf(runs: readonly JoinedRun[]): Table['studies'] {
  const isOf = (tool: Tool, some = runs) => some.some(({ tools }) => tools.includes(tool));
  const names = [...new Set(runs.flatMap(({ study }) => study ?? []))].sort();
  const others = runs.filter(({ study }) => study === undefined);
  const keepers = (Object.keys(KEEPERS) as (keyof typeof KEEPERS)[]).filter((tool) => isOf(tool));
  // Runs of other tools beside those of one experiment have nothing that could tell them apart.
  const areApart = names.length > 1 || (names.length === 1 && keepers.some((tool) => isOf(tool, others)));
  if (!areApart) return undefined;
  const words = keepers.map((tool) => KEEPERS[tool]).join(' or ');
  return { words, names: others.length > 0 ? [...names, IN_NONE] : names, mayBeOne: true };
}

function averagedOf(runs: readonly JoinedRun[]): AveragedRuns {
  const counts: Partial<Record<Averaging, number>> = {};
  for (const { averaging } of runs) if (averaging) counts[averaging] = (counts[averaging] ?? 0) + 1;
  return counts;
}

const AVERAGE_WORDS: Readonly<Record<Averaging, string>> = {
  interval: 'means over the steps between two points',
  epoch: 'means over an epoch',
  smoothed: 'moving averages',
};

/** Such losses hide what is short. */
function notesOnAverages(averaged: AveragedRuns): string[] {
  return AVERAGES.flatMap((kind) =>
    averaged[kind] === undefined
      ? []
      : [
          `The losses of ${counted(averaged[kind], 'run', 'runs')} are ${AVERAGE_WORDS[kind]}: spikes shorter than those are not seen.`,
        ],
  );
}

function described(runs: readonly JoinedRun[], files: readonly unknown[]): string {
  const counts = new Map<Tool, number>();
  for (const { tools } of runs) for (const tool of tools) counts.set(tool, (counts.get(tool) ?? 0) + 1);
  const by = [...counts].map(([tool, count]) => `${count} of ${tool}`).join(', ');
  return `${counted(runs.length, 'run', 'runs')} found${by === '' ? '' : ` (${by})`} in ${counted(files.length, 'file', 'files')} read.`;
}

const ROLLED_BACK =
  'what had been logged beyond that step was rolled back, but for values that were not finite';

function sentence(paths: readonly string[], one: string, several: string): string[] {
  if (paths.length === 0) return [];
  const more = paths.length > LISTED ? ', …' : '';
  const listed = `(${paths.slice(0, LISTED).join(', ')}${more})`;
  return [`${counted(paths.length, `run ${one}`, `runs ${several}`)} ${listed}.`];
}

class FolderRow implements SeriesRow {
  readonly line: number;
  readonly damage: Damage | null;
  readonly #run: JoinedRun;
  readonly #settings: ReadonlyMap<string, unknown>;
  readonly #series = new Map<string, Series>();
  /** Whether runs of the table are kept apart by their studies. */
  readonly #inStudies: boolean;

  constructor(line: number, run: JoinedRun, settings: ReadonlyMap<string, unknown>, inStudies: boolean) {
    this.line = line;
    this.#inStudies = inStudies;
    this.damage = run.damage;
    this.#run = run;
    this.#settings = settings;
    for (const [name, series] of withoutNanFilter(run.series)) {
      this.#series.set(run.bare.has(name) ? name : `metrics.${name}`, series);
    }
  }

  columns(): string[] {
    return [
      ...this.#run.cells.keys(),
      ...this.#settings.keys(),
      ...(this.#run.state === undefined ? [] : [STATE_COLUMN]),
      ...this.#series.keys(),
    ];
  }

  cell(column: string): unknown {
    if (column === RUN_COLUMN) return this.#run.path || '.';
    if (column === STUDY_COLUMN && this.#inStudies) return this.#run.study ?? IN_NONE;
    if (column === STATE_COLUMN && this.#run.state !== undefined) return this.#run.state;
    if (this.#settings.has(column)) return filled(this.#settings.get(column));
    const series = this.#series.get(column);
    return series ? lastOf(series) : filled(this.#run.cells.get(column));
  }

  series(column: string): Series | undefined {
    return this.#series.get(column);
  }

  allSeries(): Iterable<Series> {
    return this.#series.values();
  }
}
