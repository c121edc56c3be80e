// `precipice import`: makes a study of the runs of another tool, or shows what it would make of them.
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { plural } from '../../report/language/en/plural.ts';
import type { Mapping } from '../../spec/import-mapping.ts';
import { createHash } from 'node:crypto';
import { importTable, type TableSource } from '../../study/import/create.ts';
import { isLogName, readLogFile } from '../../study/import/folder/logs.ts';
import { readFolder, readRunFile, type FolderRuns } from '../../study/import/folder/read-folder.ts';
import { tableOfFolder } from '../../study/import/folder/table.ts';
import { previewTable, type ImportPreview } from '../../study/import/preview.ts';
import { readTable, type ImportSource } from '../../study/import/read.ts';
import { checkSize, describeProblem } from '../../study/import/table.ts';
import { isFolder } from '../../study/import/folder/walk.ts';
import type { OnImportProgress } from '../../study/import/progress.ts';
import { openStudy } from '../../study/study.ts';
import { addMappingOptions, mappingOf, type ImportOptions } from '../import-options.ts';
import { importProgressLine, type ImportProgressLine } from '../import-progress.ts';
import { describeMapping, describePreview } from '../import-text.ts';
import { print, printJson, say } from '../output.ts';
import { quotedPath, shownPath, userPath } from '../paths.ts';
import { withJson } from '../settings.ts';
import { describeStudy, printMaps } from '../summary.ts';
import { UsageError } from '../usage.ts';

/** Rows listed on the terminal; the study's events have all. */
const LISTED = 20;
export function registerImport(cli: Command): void {
  const command = cli
    .command('import')
    .description(
      'make a study of runs of another tool: a folder of runs, CSV, JSON, an Optuna database or journal',
    )
    .argument('<file>', 'the folder of runs, or the file with one run per row or one step of a run per row')
    .option('--out <file>', 'the study file to make')
    .option('--dry-run', 'make nothing: show what the columns are, the labels to come and what is left out');
  addMappingOptions(command);
  withJson(command).action(run);
}

function run(given: string, options: ImportOptions): void {
  const place = userPath(given);
  const { out, dryRun } = options;
  if (out === undefined && !dryRun) {
    throw new UsageError('--out is missing; it must name the study file to make (or say --dry-run).');
  }
  const progress = importProgressLine(process.stderr);
  try {
    const source = readPlace(place, progress.show);
    const { table } = source;
    const mapping = mappingOf(table, options);
    if (dryRun) {
      const preview = previewTable(table, mapping, progress.show);
      progress.end();
      showPreview(preview, options);
      return;
    }
    progress.end();
    say(describeMapping(mapping));
    make(userPath(out!), { source, mapping, progress }, options);
  } finally {
    progress.end();
  }
}

/** The runs of a folder, or of a file. */
function readPlace(place: string, onProgress: OnImportProgress): TableSource {
  const runs = runsAt(place, onProgress);
  if (runs) return { fileName: runs.name, sha256: runs.sha256, table: tableOfFolder(runs) };
  const source = readSource(place);
  const sha256 = createHash('sha256').update(source.bytes).digest('hex');
  return { fileName: source.fileName, sha256, table: readTable(source, onProgress) };
}

/** Runs with their curves: of a folder, of a file of them, of a trainer's log; null: it is a table. */
function runsAt(place: string, onProgress: OnImportProgress): FolderRuns | null {
  if (isFolder(place)) return readFolder(place, onProgress);
  if (isLogName(place) && existsSync(place)) return readLogFile(place);
  return readRunFile(place, onProgress);
}

/** The file, with what SQLite keeps beside a database that is written. */
function readSource(file: string): ImportSource {
  const status = statSync(file, { throwIfNoEntry: false });
  if (!status?.isFile()) throw new UsageError(`${shownPath(file)} is neither a file nor a folder.`);
  const beside = (ending: string) => {
    const companion = `${file}${ending}`;
    if (!existsSync(companion)) return new Uint8Array();
    checkSize(shownPath(companion), statSync(companion).size);
    return readFileSync(companion);
  };
  checkSize(shownPath(file), status.size);
  return {
    fileName: path.basename(file),
    bytes: readFileSync(file),
    wal: beside('-wal'),
    journal: beside('-journal'),
  };
}

function showPreview(preview: ImportPreview, options: ImportOptions): void {
  if (options.json) printJson(preview);
  else print(describePreview(preview).join('\n'));
  if (preview.complaint !== null) throw new UsageError(preview.complaint);
  const [question] = preview.questions;
  if (question) throw new UsageError(question.sentence);
}

interface Making {
  readonly source: TableSource;
  readonly mapping: Mapping;
  readonly progress: ImportProgressLine;
}

function make(out: string, { source, mapping, progress }: Making, options: ImportOptions): void {
  const { runs, problems, notes, unit } = importTable(out, source, mapping, progress.show);
  progress.end();
  for (const note of notes) say(note);
  const failed = runs.filter(({ failure }) => failure !== null).length;
  const broken = failed > 0 ? `, ${failed} of which failed for infrastructure reasons` : '';
  say(
    `Imported ${plural(runs.length, 'run')}${broken} into ${shownPath(out)}; ${problems.length} ${problems.length === 1 ? 'row is not a run' : 'rows are not runs'}.`,
  );
  for (const problem of problems.slice(0, LISTED)) say(`  ${describeProblem(problem, unit)}`);
  if (problems.length > LISTED) {
    say(`  and ${problems.length - LISTED} more; "precipice info ${quotedPath(out)} --json" lists them all.`);
  }
  const study = openStudy(out, 'read');
  try {
    if (options.json) printJson({ file: out, mapping, problems, notes, ...describeStudy(study) });
    else printMaps(study);
  } finally {
    study.close();
  }
}
