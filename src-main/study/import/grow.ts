// Runs added to a study that was imported, and inputs of it read again. All runs are put together anew, as if they had been imported at once;
// what that leaves as it was is not written again.
import type { PlannedRun, RunRow } from '../../records/types.ts';
import { inColumns } from '../../analysis/grid/rate-columns.ts';
import { checkGrid, leftOutInColumns } from '../analyze-study.ts';
import { relabel } from '../relabel.ts';
import { replaceStudy } from '../replaced.ts';
import type { Study } from '../study.ts';
import { readInput, type ReadInput } from './candidates.ts';
import { mustBeSaid, type MappedSource } from './create.ts';
import { describedInput, factsOf } from './facts.ts';
import { dropSkipped, fillRun, listSkipped, SOURCE_KIND } from './fill.ts';
import { fingerprintOf } from './fingerprint.ts';
import { describeFile } from './folder/identity.ts';
import { describeGrowth, type Growth } from '../../records/growth.ts';
import { judge, type Judged } from './judge.ts';
import { SILENT, type OnImportProgress } from './progress.ts';
import { severity, type Candidate } from './repeats.ts';
import { keysOf } from './run-details.ts';
import { assembled, type ImportedRun, type ImportedRuns } from './runs.ts';
import { storedInputs, type StoredInput, type StoredInputs } from './stored-inputs.ts';

interface Growing {
  readonly onProgress?: OnImportProgress;
  /** Inputs that are no longer where they were. */
  readonly vanished?: readonly StoredInput[];
}

export interface Grown {
  readonly growth: Growth;
  readonly imported: ImportedRuns;
}

/**
 * A source whose place is that of an input is that input, read again; any other is a further input.
 * @throws ImportError, StudyError, StorageError; the study is then as it was.
 */
export function growStudy(file: string, sources: readonly MappedSource[], growing: Growing = {}): Grown {
  return replaceStudy(file, (study) => grow(study, storedInputs(study), sources, growing));
}

/** The same without a study, for a look at what would become of it. */
export function grownRuns(
  stored: StoredInputs,
  sources: readonly MappedSource[],
  { onProgress = SILENT, vanished = [] }: Growing = {},
): Merged {
  const merged = stored.read.map((input, i): MergedInput => ({
    input,
    ...UNREAD,
    described: stored.inputs[i]!,
  }));
  const gone = new Set(
    vanished.flatMap(({ place }) => {
      const number = stored.inputs.findIndex((input) => input.place === place);
      return stored.read[number]!.candidates.map((run) => run.stored!.id);
    }),
  );
  const numberOfPlace = (place: string | undefined) =>
    place === undefined ? -1 : stored.inputs.findIndex((input) => input.place === place);
  const read = new Set(sources.map(({ source }) => numberOfPlace(source.place)));
  const isHeld = stored.inputs.some(({ repeats = 0 }, number) => repeats > 0 && !read.has(number));
  let held = 0;
  const numbers: number[] = [];
  for (const { source, mapping } of sources) {
    const { fileName: name, place, table } = source;
    const read = readInput(table, mapping, { name, onProgress });
    const described = describedInput(source, mapping, read);
    const number = numberOfPlace(place);
    const keys = keysOf(read);
    numbers.push(number === -1 ? merged.length : number);
    if (number === -1) {
      merged.push({ input: read, described, keys, filesOf: table.filesOf, isRead: true });
      continue;
    }
    const again = readAgain(stored.read[number]!, read, { keys, isHeld });
    held += again.held;
    again.gone.forEach((id) => gone.add(id));
    merged[number] = { input: again.input, described, keys, filesOf: table.filesOf, isRead: true };
  }
  const imported = assembled(
    merged.map(({ input }) => input),
    stored.trained,
  );
  return { inputs: merged, numbers, gone, held, imported };
}

interface MergedInput {
  readonly input: ReadInput;
  readonly described: ReturnType<typeof describedInput>;
  readonly keys: ReadonlyMap<number, string>;
  readonly filesOf: MappedSource['source']['table']['filesOf'];
  /** Just now, and not only when the study was made. */
  readonly isRead: boolean;
}

const UNREAD = { keys: new Map<number, string>(), filesOf: undefined, isRead: false } as const;

export interface Merged {
  readonly inputs: readonly MergedInput[];
  /** Of the sources that were given, among the inputs. */
  readonly numbers: readonly number[];
  /** Numbers of runs that are kept, though their input says nothing of them any more. */
  readonly gone: ReadonlySet<number>;
  /** Runs that ended better by now and are kept as they were, see readAgain. */
  readonly held: number;
  readonly imported: ImportedRuns;
}

/**
 * What was read again, where it says what it said; what is no longer there stays. `isHeld`: an input that is not read again had runs that others
 * repeat, and the worse of two is in the study: one that ended better by now may have to give way to one that nobody reads, and stays as it was.
 */
function readAgain(
  before: ReadInput,
  now: ReadInput,
  { keys, isHeld }: { readonly keys: ReadonlyMap<number, string>; readonly isHeld: boolean },
): { readonly input: ReadInput; readonly gone: readonly number[]; readonly held: number } {
  let held = 0;
  const earlier = new Map(before.candidates.map((run) => [run.stored!.key, run]));
  const candidates = now.candidates.map((run): Candidate => {
    const key = keys.get(run.line)!;
    const known = earlier.get(key);
    earlier.delete(key);
    if (!known) return run;
    if (fingerprintOf(run) === known.stored!.fingerprint) return known;
    if (!isHeld || severity(run) >= severity(known)) return { ...run, replaces: known.stored!.id };
    held++;
    return known;
  });
  const gone = [...earlier.values()];
  return {
    // They came before what is there now.
    input: { ...now, candidates: [...gone, ...candidates] },
    gone: gone.map(({ stored }) => stored!.id),
    held,
  };
}

function grow(study: Study, stored: StoredInputs, sources: readonly MappedSource[], growing: Growing): Grown {
  const { onProgress = SILENT } = growing;
  const { inputs, gone, held, imported } = grownRuns(stored, sources, growing);
  mustBeSaid(imported, sources.at(-1)?.source.fileName ?? study.info().name);
  const { runs, rests, unit } = imported;
  const judged = judge(imported);
  const { baseline, recipes } = withTrained(study, judged, stored.trained);
  const facts = factsOf(
    imported,
    inputs.map(({ described }) => described),
    inputs.map(({ isRead }, i) => (isRead ? { skipped: 0 } : stored.inputs[i]!)),
  );
  const planned = runs.map((run) => run.planned);
  checkGrid(recipes.length, [
    ...inColumns([...planned, ...stored.trained], facts.ratesPerDecade ?? null),
    ...leftOutInColumns(facts),
  ]);
  const before = stored.read.flatMap(({ candidates }) => candidates.map((run) => run.stored!.id));
  const kept = new Set(runs.filter(isAsStored).map(({ candidate }) => candidate.stored!.id));
  const unwritten = runs.filter((run) => !isAsStored(run));
  const isNew = (run: ImportedRun) => numberOf(run) === null;
  // Those that keep their numbers first: a new one would take the next, which may be one of them.
  const written = [...unwritten.filter((run) => !isNew(run)), ...unwritten.filter(isNew)].map((run) =>
    withOrigin(study, run, inputs),
  );
  study.transaction(() => {
    study.removeRuns(before.filter((id) => !kept.has(id)));
    const { spec } = study.info();
    study.changeContents({
      spec: { ...spec, imported: facts },
      baseline,
      recipes,
    });
    for (const [index, { run, key, files }] of written.entries()) {
      onProgress('study', index / written.length);
      const { candidate, planned } = run;
      const id = study.addRun(planned, numberOf(run));
      fillRun(study, id, run, { key, input: inputs[candidate.input]!.input, files });
    }
    inputs.forEach(({ isRead }, number) => {
      if (isRead) dropSkipped(study, number);
    });
    rests.forEach((rest, number) => listSkipped(study, number, rest, unit));
    const growth = growthOf({ imported, gone, held });
    study.addEvent({ runId: null, step: null, kind: 'import-grown', message: describeGrowth(growth) });
  });
  relabel(study);
  return { growth: growthOf({ imported, gone, held }), imported };
}

/** Runs that were trained here are judged by the baseline that the study had then. */
function withTrained(
  study: Study,
  judged: Pick<Judged, 'baseline' | 'recipes'>,
  trained: readonly RunRow[],
): Pick<Judged, 'baseline' | 'recipes'> {
  if (trained.length === 0) return judged;
  const { baseline } = study.info();
  const recipes = [...judged.recipes, ...trained.map(({ recipe }) => recipe), baseline];
  return { baseline, recipes: [...new Set(recipes)] };
}

/** Of the run that it was in the study; null: it is new. */
function numberOf({ candidate: { stored, replaces } }: ImportedRun): number | null {
  return stored?.id ?? replaces ?? null;
}

/** With all that is to be written of it: what of it is in the study goes before that. */
function withOrigin(study: Study, run: ImportedRun, inputs: readonly MergedInput[]) {
  const { candidate } = run;
  const { stored, input: number, outcome } = candidate;
  const { keys, filesOf } = inputs[number]!;
  if (!stored) {
    return { run, key: keys.get(run.line)!, files: (filesOf?.(run.line) ?? []).map(describeFile) };
  }
  const { curve } = run;
  const read = curve && { losses: curve.losses, steps: curve.steps };
  const files = study.events(stored.id).filter(({ kind }) => kind === SOURCE_KIND);
  return {
    run: { ...run, curve: read, candidate: { ...candidate, outcome: { ...outcome, curve: read } } },
    key: stored.key,
    files: files.map(({ message }) => message),
  };
}

export function growthOf({ imported: { runs }, gone, held }: Omit<Merged, 'inputs' | 'numbers'>): Growth {
  const of = (isSo: (run: Candidate) => boolean) => runs.filter(({ candidate }) => isSo(candidate)).length;
  return {
    added: of(({ stored, replaces }) => !stored && replaces === undefined),
    changed: of(({ replaces }) => replaces !== undefined),
    same: of(({ stored }) => stored !== undefined && !gone.has(stored.id)) - held,
    gone: of(({ stored }) => stored !== undefined && gone.has(stored.id)),
    held,
  };
}

function isAsStored({ candidate: { stored }, planned, unjudged }: ImportedRun): boolean {
  if (!stored) return false;
  const same = Object.keys(planned) as (keyof PlannedRun)[];
  return unjudged === stored.unjudged && same.every((name) => planned[name] === stored.planned[name]);
}
