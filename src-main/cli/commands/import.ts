// `precipice import`: makes a study of the runs of another tool, adds to one, or shows what it would make of them.
import type { Command } from 'commander';
import { wordsOf, type Words } from '../../report/language/language.ts';
import { assembledSources, importTables, type MappedSource } from '../../study/import/create.ts';
import type { Growth } from '../../records/growth.ts';
import { growStudy, grownRuns, growthOf } from '../../study/import/grow.ts';
import { readPlace } from '../../study/import/place.ts';
import { previewRuns, type ImportPreview } from '../../study/import/preview.ts';
import { changedSources, type Refreshed } from '../../study/import/refresh.ts';
import { mapped, type EarlierInput } from '../../study/import/remembered.ts';
import type { ImportedRuns } from '../../study/import/runs.ts';
import { inputsOf, storedInputs, type StoredInput } from '../../study/import/stored-inputs.ts';
import { describeProblem } from '../../study/import/table.ts';
import type { StudyReader } from '../../study/study-reader.ts';
import { openStudy } from '../../study/study.ts';
import { addMappingOptions, mappingOf, optionsFor, type ImportOptions as Given } from '../import-options.ts';
import { importProgressLine, type ImportProgressLine } from '../import-progress.ts';
import { describeMapping, describePreview } from '../import-text.ts';
import { print, printJson, say } from '../output.ts';
import { quotedPath, shownPath, userPath } from '../paths.ts';
import { withJson, withLanguage, type LanguageOption } from '../settings.ts';
import { describeStudy, printMaps } from '../summary.ts';
import { UsageError } from '../usage.ts';

type ImportOptions = Given & LanguageOption;

/** Rows listed on the terminal; the study's events have all. */
const LISTED = 20;

export function registerImport(cli: Command): void {
  const command = cli
    .command('import')
    .description(
      'make a study of runs of another tool, or add them to one: folders of runs, CSV, JSON, parquet, an Optuna database or journal',
    )
    .argument(
      '[inputs...]',
      'folders of runs, or files with one run per row or one step of a run per row; several become one study',
    )
    .option('--out <file>', 'the study file to make')
    .option('--into <study>', 'the imported study to add the runs to; an input that it has is read again')
    .option('--refresh', 'with --into: read again those of its inputs that have changed')
    .option('--dry-run', 'make nothing: show what the columns are, the labels to come and what is left out');
  addMappingOptions(command);
  withJson(withLanguage(command)).action(run);
}

function run(given: readonly string[], options: ImportOptions): void {
  mustFit(given, options);
  const progress = importProgressLine(process.stderr, wordsOf(options.language));
  try {
    const places = given.map(userPath);
    if (options.into === undefined) importNew(places, options, progress);
    else importInto(userPath(options.into), places, options, progress);
  } finally {
    progress.end();
  }
}

/** @throws UsageError. */
function mustFit(given: readonly string[], { out, into, refresh, dryRun }: ImportOptions): void {
  if (out !== undefined && into !== undefined)
    throw new UsageError('--out makes a study and --into adds to one; say one of them.');
  if (refresh && into === undefined)
    throw new UsageError('--refresh needs --into, which must name the study whose inputs are read again.');
  if (given.length === 0 && !refresh)
    throw new UsageError('An input is missing: a folder of runs, or a file of them.');
  if (out === undefined && into === undefined && !dryRun)
    throw new UsageError(
      '--out is missing; it must name the study file to make (or say --into STUDY, or --dry-run).',
    );
}

function importNew(places: readonly string[], options: ImportOptions, progress: ImportProgressLine): void {
  const sources = readSources(places, [], options, progress);
  if (options.dryRun) {
    const preview = previewRuns(sources[0]!, () => assembledSources(sources, progress.show));
    progress.end();
    showPreview(preview, options);
    return;
  }
  const words = wordsOf(options.language);
  tellMappings(sources, progress, words);
  const out = userPath(options.out!);
  const imported = importTables(out, sources, progress.show);
  progress.end();
  tellRuns(imported, out, words.imports.imported(countOf(imported, words), shownPath(out)), words);
  showStudy(out, sources, imported, options);
}

function importInto(
  file: string,
  places: readonly string[],
  options: ImportOptions,
  progress: ImportProgressLine,
): void {
  const words = wordsOf(options.language);
  const stored = inStudy(file, inputsOf);
  const again = options.refresh ? changedSources(stored, progress.show) : NOTHING_AGAIN;
  const added = readSources(places, stored, options, progress);
  const sources = [...again.sources, ...added];
  progress.end();
  if (options.refresh) tellRefreshed(again, stored.length, words);
  const growing = { onProgress: progress.show, vanished: again.gone };
  const [shown] = sources;
  if (options.dryRun && shown) {
    const preview = inStudy(file, (study) => {
      const earlier = storedInputs(study);
      return previewRuns(shown, () => grownRuns(earlier, sources, growing).imported);
    });
    progress.end();
    showPreview(preview, options);
    return;
  }
  tellMappings(added, progress, words);
  // Nothing is written where nothing changed.
  const { growth, imported } = shown
    ? growStudy(file, sources, growing)
    : inStudy(file, (study) => ({
        growth: growthOf(grownRuns(storedInputs(study), [], growing)),
        imported: null,
      }));
  progress.end();
  if (imported)
    tellRuns(imported, file, words.imports.holds(countOf(imported, words), shownPath(file)), words);
  say(words.imports.growth(growth));
  showStudy(file, sources, imported, options, growth);
}

const NOTHING_AGAIN = { sources: [], gone: [], placeless: [] } as const;

function inStudy<Result>(file: string, read: (study: StudyReader) => Result): Result {
  const study = openStudy(file, 'read');
  try {
    return read(study);
  } finally {
    study.close();
  }
}

/** Each by what was said of those before it, and by the options. */
function readSources(
  places: readonly string[],
  earlier: readonly StoredInput[],
  options: ImportOptions,
  progress: ImportProgressLine,
): MappedSource[] {
  const known: (EarlierInput & { readonly place?: string | null })[] = [...earlier];
  const all = places.map((place) => readPlace(place, { onProgress: progress.show }));
  // One that is named twice is one.
  const read = [...new Map(all.map((source) => [source.place ?? source, source])).values()];
  return read.map((source) => {
    const { table, fileName: name } = source;
    const own = optionsFor(table, read, options);
    const input = mapped(source, known, (base) => mappingOf(table, own, base));
    known.push({ name, mapping: input.mapping });
    return input;
  });
}

function tellMappings(sources: readonly MappedSource[], progress: ImportProgressLine, words: Words): void {
  progress.end();
  for (const { source, mapping } of sources) {
    const columns = describeMapping(mapping, words);
    say(sources.length === 1 ? columns : words.imports.ofFile(source.fileName, columns));
  }
}

function tellRefreshed({ sources, gone, placeless }: Refreshed, inputs: number, { imports }: Words): void {
  const names = (list: readonly StoredInput[]) => list.slice(0, LISTED).map(({ name }) => name);
  say(imports.refreshed(sources.length, inputs));
  if (gone.length > 0) say(imports.gone(names(gone)));
  if (placeless.length > 0) say(imports.placeless(names(placeless)));
}

function countOf({ runs }: ImportedRuns, { imports }: Words): string {
  return imports.runs(runs.length, runs.filter(({ failure }) => failure !== null).length);
}

function showPreview(preview: ImportPreview, options: ImportOptions): void {
  if (options.json) printJson(preview);
  else print(describePreview(preview, wordsOf(options.language)).join('\n'));
  if (preview.complaint !== null) throw new UsageError(preview.complaint);
  const [question] = preview.questions;
  if (question) throw new UsageError(question.sentence);
}

function tellRuns(
  { problems, notes, unit }: ImportedRuns,
  file: string,
  what: string,
  { imports }: Words,
): void {
  for (const note of notes) say(note);
  say(imports.outcome(what, problems.length));
  for (const problem of problems.slice(0, LISTED)) say(`  ${describeProblem(problem, unit)}`);
  if (problems.length > LISTED) {
    const command = `precipice info ${quotedPath(file)} --json`;
    say(`  ${imports.moreIn(problems.length - LISTED, command)}`);
  }
}

function showStudy(
  file: string,
  sources: readonly MappedSource[],
  imported: ImportedRuns | null,
  options: ImportOptions,
  growth?: Growth,
): void {
  const study = openStudy(file, 'read');
  try {
    if (!options.json) {
      printMaps(study, wordsOf(options.language));
      return;
    }
    const mappings = sources.map(({ mapping }) => mapping);
    const { problems = [], notes = [] } = imported ?? {};
    printJson({ file, mapping: mappings[0], mappings, growth, problems, notes, ...describeStudy(study) });
  } finally {
    study.close();
  }
}
