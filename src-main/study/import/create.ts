// A study made from the runs of another tool.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { DEFAULT_THRESHOLDS } from '../../analysis/labels/thresholds.ts';
import { inColumns } from '../../analysis/grid/rate-columns.ts';
import { checkGrid, leftOutInColumns } from '../analyze-study.ts';
import { partialFile, putInPlace, removeStudyFile } from '../companions.ts';
import { relabel } from '../relabel.ts';
import { StudyError } from '../study-error.ts';
import { createStudy, type Study } from '../study.ts';
import { readInput, type ReadInput } from './candidates.ts';
import { describedInput, factsOf } from './facts.ts';
import { fillRun, listSkipped } from './fill.ts';
import { describeFile } from './folder/identity.ts';
import { ImportError } from './import-error.ts';
import { judge } from './judge.ts';
import type { Mapping } from '../../spec/import-mapping.ts';
import { noRun } from './preview.ts';
import { SILENT, type OnImportProgress } from './progress.ts';
import { readTable, type ImportSource } from './read.ts';
import { keysOf } from './run-details.ts';
import type { Table } from './table.ts';
import { assembled, type ImportedRuns } from './runs.ts';

interface Reading {
  /** Of the source, where it has been read already. */
  readonly table?: Table;
  readonly onProgress?: OnImportProgress;
}

/** A file or a folder that has been read. */
export interface TableSource {
  readonly fileName: string;
  /** Where it lies; absent: it was given without its place, and cannot be read again. */
  readonly place?: string;
  /** Of the place when it was read, see stateOfPlace. */
  readonly state?: string;
  /** Of the file, or of all that was read of the folder. */
  readonly sha256: string;
  readonly table: Table;
}

/** What is to become a part of a study, and how it is read. */
export interface MappedSource {
  readonly source: TableSource;
  readonly mapping: Mapping;
}

/**
 * Makes a study of the rows that are runs; the others are among its events. Nothing is left behind if that fails.
 * @throws ImportError where the file cannot be read or does not say what only the user can; StudyError. One sentence each.
 */
export function importStudy(
  file: string,
  source: ImportSource,
  mapping: Mapping,
  { onProgress = SILENT, table = readTable(source, onProgress) }: Reading = {},
): ImportedRuns {
  const sha256 = createHash('sha256').update(source.bytes).digest('hex');
  const read = { fileName: source.fileName, sha256, table };
  return importTables(file, [{ source: read, mapping }], onProgress);
}

/** The same of what has been read, folders among it, and of one or several. */
export function importTables(
  file: string,
  sources: readonly MappedSource[],
  onProgress: OnImportProgress = SILENT,
): ImportedRuns {
  const inputs = readInputs(sources, onProgress);
  const imported = assembled(inputs);
  mustBeSaid(imported, sources[0]!.source.fileName);
  const { runs } = imported;
  const { baseline, recipes } = judge(imported);
  const facts = factsOf(
    imported,
    sources.map(({ source, mapping }, i) => describedInput(source, mapping, inputs[i]!)),
  );
  const planned = runs.map((run) => run.planned);
  checkGrid(recipes.length, [...inColumns(planned, imported.ratesPerDecade), ...leftOutInColumns(facts)]);
  if (existsSync(file)) throw new StudyError(`${file} exists already; choose another file.`);
  // It appears under its name when it is whole.
  const partial = partialFile(file);
  removeStudyFile(partial);
  const contents = {
    name: sources[0]!.source.fileName.replace(/\.[^.]+$/, '').slice(0, 100) || 'imported',
    spec: { imported: facts },
    text: null,
    baseline,
    recipes,
    thresholds: DEFAULT_THRESHOLDS,
    runs: planned,
  };
  const study = createStudy(partial, contents, file);
  try {
    study.transaction(() => fill(study, imported, sources, inputs, onProgress));
    relabel(study);
    study.close();
    putInPlace(partial, file);
  } catch (error) {
    discard(study, partial);
    throw error;
  }
  return imported;
}

/** The runs that a study of these would have. @throws ImportError. */
export function assembledSources(
  sources: readonly MappedSource[],
  onProgress: OnImportProgress = SILENT,
): ImportedRuns {
  return assembled(readInputs(sources, onProgress));
}

function readInputs(sources: readonly MappedSource[], onProgress: OnImportProgress): ReadInput[] {
  return sources.map(({ source, mapping }) =>
    readInput(source.table, mapping, { name: source.fileName, onProgress }),
  );
}

/** @throws ImportError where there is no run, or something is to be said first. */
export function mustBeSaid(imported: ImportedRuns, name: string): void {
  if (imported.runs.length === 0) throw new ImportError(`${name}: ${noRun(imported)}`);
  const [question, ...more] = imported.questions;
  if (!question) return;
  const others = more.length === 0 ? '.' : ` (and ${more.length} more to say: --dry-run shows all).`;
  throw new ImportError(question.sentence.replace(/\.$/, others));
}

function discard(study: Study, partial: string): void {
  try {
    study.close();
  } finally {
    removeStudyFile(partial);
  }
}

function fill(
  study: Study,
  { runs, rests, unit }: ImportedRuns,
  sources: readonly MappedSource[],
  inputs: readonly ReadInput[],
  onProgress: OnImportProgress,
): void {
  const keys = inputs.map(keysOf);
  // Rows were inserted in this order into an empty table: ids count from 1.
  for (const [index, run] of runs.entries()) {
    onProgress('study', index / runs.length);
    const { input: number } = run.candidate;
    const key = keys[number]!.get(run.line)!;
    const files = (sources[number]!.source.table.filesOf?.(run.line) ?? []).map(describeFile);
    fillRun(study, index + 1, run, { key, input: inputs[number]!, files });
  }
  rests.forEach((rest, number) => listSkipped(study, number, rest, unit));
}
