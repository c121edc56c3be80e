// `precipice import`: makes a study of the runs of another tool, or shows what it would make of them.
import type { Command } from 'commander';
import { plural } from '../../report/language/en/plural.ts';
import type { Mapping } from '../../spec/import-mapping.ts';
import { importTables, type TableSource } from '../../study/import/create.ts';
import { readPlace } from '../../study/import/place.ts';
import { previewTable, type ImportPreview } from '../../study/import/preview.ts';
import { describeProblem } from '../../study/import/table.ts';
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
      'make a study of runs of another tool: a folder of runs, CSV, JSON, parquet, an Optuna database or journal',
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
    const source = readPlace(place, { onProgress: progress.show });
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
  const { runs, problems, notes, unit } = importTables(out, [{ source, mapping }], progress.show);
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
