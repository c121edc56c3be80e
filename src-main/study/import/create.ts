// A study made from the runs of another tool.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { DEFAULT_THRESHOLDS } from '../../analysis/labels/thresholds.ts';
import { rowsLeftOut } from '../../records/origin.ts';
import { checkGrid, placedInRow } from '../analyze-study.ts';
import { partialFile, putInPlace, removeStudyFile } from '../companions.ts';
import { relabel } from '../relabel.ts';
import { StudyError } from '../study-error.ts';
import { createStudy, type Study } from '../study.ts';
import type { ImportedFacts } from '../../records/types.ts';
import { ImportError } from './import-error.ts';
import { judge } from './judge.ts';
import type { Mapping } from '../../spec/import-mapping.ts';
import { noRun } from './preview.ts';
import { SILENT, type OnImportProgress } from './progress.ts';
import { readTable, type ImportSource } from './read.ts';
import { describeFile } from './folder/identity.ts';
import { describeProblem, type Table } from './table.ts';
import { stepsOf } from './measure.ts';
import { importRuns, type ImportedRun, type ImportedRuns } from './runs.ts';

interface Reading {
  /** Of the source, where it has been read already. */
  readonly table?: Table;
  readonly onProgress?: OnImportProgress;
}

/** A file or a folder that has been read. */
export interface TableSource {
  readonly fileName: string;
  /** Of the file, or of all that was read of the folder. */
  readonly sha256: string;
  readonly table: Table;
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
  return importTable(file, { fileName: source.fileName, sha256, table }, mapping, onProgress);
}

/** The same of what has been read, a folder among it. */
export function importTable(
  file: string,
  { fileName, sha256, table }: TableSource,
  mapping: Mapping,
  onProgress: OnImportProgress = SILENT,
): ImportedRuns {
  const imported = importRuns(table, mapping, onProgress);
  const { runs, problems } = imported;
  if (runs.length === 0) throw new ImportError(`${fileName}: ${noRun(imported)}`);
  const [question, ...more] = imported.questions;
  if (question) {
    const others = more.length === 0 ? '.' : ` (and ${more.length} more to say: --dry-run shows all).`;
    throw new ImportError(question.sentence.replace(/\.$/, others));
  }
  const { baseline, recipes } = judge(imported);
  const { columns, recipeColumns } = imported.mapping;
  const facts: ImportedFacts = {
    fileName,
    kind: table.kind,
    sha256,
    columns: { ...columns, recipe: recipeColumns.length === 0 ? null : recipeColumns.join(', ') },
    rateScale: mapping.rateScale,
    batchScale: mapping.batchScale,
    lossUnit: mapping.lossUnit,
    unigramEntropy: mapping.unigramEntropy,
    initialLoss: imported.mapping.initialLoss,
    vocabulary: mapping.vocabulary,
    failedAbove: imported.mapping.failedAbove,
    rowColumn: columns.row,
    labelled: columns.label !== null,
    runs: runs.length,
    skipped: problems.length,
    leftOut: imported.leftOut,
    ratesPerDecade: imported.ratesPerDecade,
    numberedRuns: imported.numberedRuns,
    notes: imported.notes,
  };
  checkGrid(recipes.length, [...runs.map(({ planned }) => planned), ...rowsLeftOut(facts).map(placedInRow)]);
  if (existsSync(file)) throw new StudyError(`${file} exists already; choose another file.`);
  // It appears under its name when it is whole.
  const partial = partialFile(file);
  removeStudyFile(partial);
  const contents = {
    name: fileName.replace(/\.[^.]+$/, '').slice(0, 100) || 'imported',
    spec: { imported: facts },
    text: null,
    baseline,
    recipes,
    thresholds: DEFAULT_THRESHOLDS,
    runs: runs.map(({ planned }) => planned),
  };
  const study = createStudy(partial, contents, file);
  try {
    study.transaction(() => fill(study, imported, table, onProgress));
    relabel(study);
    study.close();
    putInPlace(partial, file);
  } catch (error) {
    discard(study, partial);
    throw error;
  }
  return imported;
}

function discard(study: Study, partial: string): void {
  try {
    study.close();
  } finally {
    removeStudyFile(partial);
  }
}

/** Of a run that broke: its curve stays, and no number of it is taken for its outcome. */
const UNKNOWN_LOSSES = { startLoss: null, tailLoss: null, validationLoss: null };

function fill(
  study: Study,
  { runs, problems, unit }: ImportedRuns,
  { filesOf }: Table,
  onProgress: OnImportProgress,
): void {
  // Rows were inserted in this order into an empty table: ids count from 1.
  for (const [index, run] of runs.entries()) {
    onProgress('study', index / runs.length);
    const id = index + 1;
    const { measured, label, labelText, failure, unjudged, remarks } = run;
    study.finishRun(id, {
      measured: failure === null ? measured : { ...measured, ...UNKNOWN_LOSSES },
      curves: curvesOf(run),
      sites: [],
      siteSteps: [],
      siteStatistics: new Float32Array(),
      seconds: 0,
      device: 'imported',
      stopped: null,
      events: [
        ...remarks.map((message) => ({ step: null, kind: 'import-note', message })),
        ...(filesOf?.(run.line) ?? []).map((own) => ({
          step: null,
          kind: 'import-source',
          message: describeFile(own),
        })),
      ],
    });
    if (label !== null) {
      const reason = `Labelled "${labelText}" by the imported column.`;
      study.setLabels([{ id, label, reason, provisional: false }]);
    }
    if (unjudged !== null) {
      study.setLabels([{ id, label: 'unjudged', reason: unjudged, provisional: false }]);
    }
    // What it has logged stays with it: it shows how far it came.
    if (failure !== null) study.failRuns([id], failure);
  }
  for (const problem of problems) {
    const said = describeProblem(problem, unit);
    study.addEvent({
      runId: null,
      step: null,
      kind: 'import-skipped',
      message: unit === 'run' ? said : `${said[0]!.toUpperCase()}${said.slice(1)}`,
    });
  }
}

/** The steps by which the curve was measured go with it, unless there is a point for every step. */
function curvesOf({ curve, planned }: ImportedRun): Record<string, Float32Array> {
  if (curve === null) return {};
  const steps = stepsOf(curve, planned.plannedSteps);
  return steps === null || steps.every((step, i) => step === i)
    ? { loss: curve.losses }
    : { loss: curve.losses, step: Float32Array.from(steps) };
}
