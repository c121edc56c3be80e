// A study made from the runs of another tool.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { DEFAULT_THRESHOLDS } from '../../analysis/thresholds.ts';
import { checkGrid } from '../analyze-study.ts';
import { putInPlace, removeStudyFile } from '../companions.ts';
import { relabel } from '../relabel.ts';
import { StudyError } from '../study-error.ts';
import { createStudy, type Study } from '../study.ts';
import type { ImportedFacts } from '../types.ts';
import { guessBaseline, type Mapping } from './mapping.ts';
import { importRuns, type ImportedRuns } from './runs.ts';
import { ImportError } from './import-error.ts';
import { readTable } from './table.ts';

export interface ImportSource {
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

/**
 * Makes a study of the rows that are runs; the others are among its events. Nothing is left behind if that fails.
 * @throws ImportError, StudyError with one sentence.
 */
export function importStudy(file: string, source: ImportSource, mapping: Mapping): ImportedRuns {
  const table = readTable(source.fileName, source.bytes);
  const imported = importRuns(table, mapping);
  const { runs, problems } = imported;
  if (runs.length === 0) {
    const [first] = problems;
    const why = first ? ` (line ${first.line}: ${first.message})` : '';
    throw new ImportError(`${source.fileName} has no row that is a run${why}.`);
  }
  const recipes = [...new Set(runs.map(({ planned }) => planned.recipe))];
  const baseline = mapping.baseline ?? guessBaseline(recipes);
  if (!recipes.includes(baseline)) {
    throw new ImportError(`baseline is "${baseline}"; it must be one of the recipes: ${recipes.join(', ')}.`);
  }
  const facts: ImportedFacts = {
    fileName: source.fileName,
    kind: table.kind,
    sha256: createHash('sha256').update(source.bytes).digest('hex'),
    columns: mapping.columns,
    rateScale: mapping.rateScale,
    batchScale: mapping.batchScale,
    lossUnit: mapping.lossUnit,
    unigramEntropy: mapping.unigramEntropy,
    labelled: mapping.columns.label !== null,
    runs: runs.length,
    skipped: problems.length,
  };
  checkGrid(
    recipes.length,
    runs.map(({ planned }) => planned),
  );
  if (existsSync(file)) throw new StudyError(`${file} exists already; choose another file.`);
  // It appears under its name when it is whole.
  const partial = `${file}.part`;
  removeStudyFile(partial);
  const contents = {
    name: source.fileName.replace(/\.[^.]+$/, '').slice(0, 100) || 'imported',
    spec: { imported: facts },
    text: null,
    baseline,
    recipes,
    thresholds: DEFAULT_THRESHOLDS,
    runs: runs.map(({ planned }) => planned),
  };
  const study = createStudy(partial, contents, file);
  try {
    study.transaction(() => fill(study, imported));
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

function fill(study: Study, { runs, problems }: ImportedRuns): void {
  // Rows were inserted in this order into an empty table: ids count from 1.
  for (const [index, { measured, loss, label, labelText, failure }] of runs.entries()) {
    if (failure !== null) {
      study.failRuns([index + 1], failure);
      continue;
    }
    study.finishRun(index + 1, {
      measured,
      curves: loss ? { loss } : {},
      sites: [],
      siteSteps: [],
      siteStatistics: new Float32Array(),
      seconds: 0,
      device: 'imported',
      stopped: null,
      events: [],
    });
    if (label !== null) {
      const reason = `Labelled "${labelText}" by the imported column.`;
      study.setLabels([{ id: index + 1, label, reason, provisional: false }]);
    }
  }
  for (const { line, message } of problems) {
    study.addEvent({ runId: null, step: null, kind: 'import-skipped', message: `Line ${line}: ${message}` });
  }
}
