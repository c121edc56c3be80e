// `precipice sweep`: plans a study, says how long it will take, trains it and prints its maps.
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { allPresetNames, presetNames, readPreset, readSizedPreset } from '../../sweep/preset-files.ts';
import { sizeHere } from '../../sweep/size-here.ts';
import { WorkFolder, workFolderOf } from '../../sweep/executors/slurm/work-folder.ts';
import { halfBudget } from '../../sweep/budget-pair.ts';
import type { RunnerSettings } from '../../sweep/lane-runner.ts';
import type { Spec } from '../../spec/spec.ts';
import { hasTrainer, parseAnySpec, type AnySpec } from '../../spec/trainer.ts';
import { parsePlaces } from '../../host/places.ts';
import { LARGEST_VOCABULARY } from '../../engine/corpus.ts';
import { MOBY_DICK } from '../../sweep/text-source.ts';
import { quotedPath, shownPath, userPath } from '../paths.ts';
import { withTrainingOptions, type TrainingOptions } from '../settings.ts';
import { onInterrupt } from '../interrupt.ts';
import { say } from '../output.ts';
import { beginStudy } from '../training.ts';
import { wordsOf } from '../../report/language/language.ts';
import { trainInto } from '../training-into.ts';
import { pairFiles } from './budget-pair.ts';
import { integerArgument, numberArgument, numbersArgument, UsageError } from '../usage.ts';
import { rowsArgument, rowsOf, type RowsGiven } from '../rows-option.ts';

interface Options extends TrainingOptions {
  readonly out?: string;
  readonly into?: string;
  readonly dryRun?: boolean;
  readonly refine?: number | true;
  readonly rows?: readonly RowsGiven[];
  readonly batchSizes?: readonly number[];
  readonly earlyStop?: boolean;
  readonly budgetPair?: boolean;
  readonly tokens?: readonly string[];
  readonly validationTokens?: readonly string[];
  readonly vocabularySize?: number;
}

/** Decades of learning rate to which `--refine` makes the edges known. */
const REFINED_WIDTH = 1 / 3;

export function registerSweep(cli: Command): void {
  const command = cli
    .command('sweep')
    .description('train a grid of runs and keep every outcome in a study file')
    .argument('<preset or spec.json>', `${allPresetNames().join(', ')}, or the path of a spec`)
    .option('--out <file>', 'the study file to make (default: NAME.precipice in this folder)')
    .option(
      '--into <study>',
      'a study, imported or trained, that has a part of the grid: train only what it lacks, into its file',
    )
    .option('--dry-run', 'with --into: train nothing, say what the study has of the grid and what it lacks');
  command.option(
    '--refine [decades]',
    'train only what every edge needs to be known so well (default: a third of a decade)',
    numberArgument('--refine', 0.001, 10),
  );
  command
    .option(
      '--rows <setting=values...>',
      'rows of another setting than the batch size, as model.width=48,96,192 model.heads=2,4,8: the first is what rows are of, the others move along',
      rowsArgument,
    )
    .option(
      '--batch-sizes <sizes>',
      'batch sizes in place of those of the spec, as 8,16; one where there are --rows',
      numbersArgument('--batch-sizes'),
    );
  command
    .option('--early-stop', 'stop runs that cannot end stable any more (the default with --refine)')
    .option('--no-early-stop', 'train every run to its end')
    .option(
      '--budget-pair',
      'train the baseline with half the steps, too, into NAME-half.precipice, to see how far its edges move',
    );
  command
    .option('--tokens <files...>', 'train on files of token ids (nanoGPT’s or llm.c’s) instead of a text')
    .option('--validation-tokens <files...>', 'files of token ids to validate on (default: the last tenth)')
    .option(
      '--vocabulary-size <n>',
      'tokens that there are (default: the largest id of the files, and 1)',
      integerArgument('--vocabulary-size', 2, LARGEST_VOCABULARY),
    );
  withTrainingOptions(command, 'train on this UTF-8 text instead of the one in the spec').action(sweep);
}

async function sweep(source: string, options: Options): Promise<void> {
  const { refine, earlyStop, device = 'auto', devices, threads = null } = options;
  mustFit(options);
  // Before minutes are spent on measuring.
  if (readSizedPreset(source) && options.into === undefined)
    checkOut(userPath(options.out ?? `${source}.precipice`));
  const instead = {
    ...(refine !== undefined && { refine: refine === true ? REFINED_WIDTH : refine }),
    ...(earlyStop !== undefined && { earlyStop }),
    ...(options.rows && { rows: rowsOf(options.rows) }),
    ...(options.batchSizes && { batchSizes: options.batchSizes }),
    ...tokensOf(options),
  };
  if (options.into !== undefined) {
    const spec = readSpec(source, options.text, instead);
    await trainInto(userPath(options.into), spec, options);
    return;
  }
  const places = devices === undefined ? 1 : parsePlaces('--devices', devices, device);
  const spec = await chooseSpec(source, options.text, instead, { device, threads, places });
  const out = userPath(options.out ?? `${spec.name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')}.precipice`);
  checkOut(out);
  const shorter = options.budgetPair === true ? shorterOf(spec, out, options) : null;
  await beginStudy(out, spec, options);
  if (shorter === null) return;
  const words = wordsOf(options.language);
  if (process.exitCode) {
    say(words.training.noHalf);
    return;
  }
  await beginStudy(shorter.file, shorter.spec, options);
  if (!process.exitCode) pairFiles(out, shorter.file, words);
}

/** @throws UsageError. */
function mustFit({ into, out, dryRun, budgetPair }: Options): void {
  if (into === undefined && dryRun)
    throw new UsageError(
      '--dry-run is given; it goes with --into ("precipice estimate" says how long a new study takes).',
    );
  if (into === undefined) return;
  if (out !== undefined) throw new UsageError('--out makes a study and --into adds to one; say one of them.');
  if (budgetPair) throw new UsageError('--budget-pair is given; it must be left out beside --into.');
}

/** The study of half the steps, and where it goes. */
function shorterOf(spec: AnySpec, out: string, { executor }: Options): { spec: Spec; file: string } {
  if (hasTrainer(spec) || executor !== 'local')
    throw new UsageError('--budget-pair is given; it must be left out where a command or Slurm trains.');
  const file = `${out.replace(/\.precipice$/, '')}-half.precipice`;
  checkOut(file);
  return { spec: halfBudget(spec), file };
}

/** What the options say of token files, in place of what a spec says of its text. */
function tokensOf({ text, tokens, validationTokens = [], vocabularySize }: Options): object {
  if (tokens === undefined) {
    const alone = validationTokens.length > 0 ? '--validation-tokens' : '--vocabulary-size';
    if (validationTokens.length > 0 || vocabularySize !== undefined) {
      throw new UsageError(`${alone} is given; it must come with --tokens.`);
    }
    return {};
  }
  if (text !== undefined) throw new UsageError(`--text is "${text}"; it must be left out beside --tokens.`);
  const files = tokens.map(userPath);
  const given = { files, validation: validationTokens.map(userPath), vocabularySize: vocabularySize ?? null };
  return { tokens: given, text: null, vocabulary: null };
}

/** As `readSpec`; a preset whose size is chosen is measured here, for some seconds a size, and what it becomes is said. */
export async function chooseSpec(
  source: string,
  text: string | undefined,
  instead: object = {},
  settings: Omit<RunnerSettings, 'signal'> = { device: 'auto', threads: null },
): Promise<AnySpec> {
  const preset = readSizedPreset(source);
  if (preset === null) return readSpec(source, text, instead);
  say(`Measuring sizes of ${preset.name} on this machine, some seconds each ...`);
  const ofText = text === undefined ? {} : { text: text === MOBY_DICK ? text : userPath(text) };
  const common = { ...preset.common, ...ofText, ...instead };
  const interrupt = onInterrupt(() => say('Stopping; press Ctrl-C again to exit at once.'));
  try {
    const { spec, sentence } = await sizeHere(
      { ...preset, common },
      { ...settings, signal: interrupt.signal },
    );
    say(sentence);
    return spec;
  } catch (error) {
    throw interrupt.signal.aborted ? new Error('Stopped before anything was trained.') : error;
  } finally {
    interrupt.dispose();
  }
}

/**
 * A preset by name or a spec by path, with what the options say instead, and the paths in it made absolute so that the study
 * can find them again.
 */
export function readSpec(source: string, text: string | undefined, instead: object = {}): AnySpec {
  const preset = readPreset(source);
  const file = userPath(source);
  if (preset === null && !existsSync(file)) {
    const isSized = readSizedPreset(source) !== null;
    throw new UsageError(
      isSized
        ? `The size of ${source} is chosen when it is trained; name a preset of which it is known: ${presetNames().join(', ')}.`
        : `There is no preset and no file "${source}"; presets are ${allPresetNames().join(', ')}.`,
    );
  }
  const written = preset ?? readJson(file);
  const isObject = typeof written === 'object' && written !== null && !Array.isArray(written);
  const spec = parseAnySpec(isObject ? { ...written, ...instead } : written);
  const absolute = (relative: string) => path.resolve(path.dirname(file), relative);
  if (hasTrainer(spec)) {
    if (text !== undefined) {
      throw new UsageError(
        `--text is "${text}"; the runs of ${shownPath(file)} are trained by a command, which reads its own.`,
      );
    }
    return { ...spec, trainer: { ...spec.trainer, folder: absolute(spec.trainer.folder) } };
  }
  if (text !== undefined) {
    const vocabulary = spec.vocabulary ?? 'character';
    return { ...spec, tokens: undefined, vocabulary, text: text === MOBY_DICK ? text : userPath(text) };
  }
  if (spec.tokens) {
    const { files, validation } = spec.tokens;
    const tokens = { ...spec.tokens, files: files.map(absolute), validation: validation.map(absolute) };
    return { ...spec, tokens };
  }
  return spec.text === null || spec.text === MOBY_DICK ? spec : { ...spec, text: absolute(spec.text) };
}

/** A spec of the largest grid, spelled out, has a tenth of that. */
const LARGEST_SPEC = 10e6;

function readJson(file: string): unknown {
  const status = statSync(file);
  if (status.isDirectory()) throw new UsageError(`${shownPath(file)} is a folder, not a spec.`);
  if (!status.isFile()) throw new UsageError(`${shownPath(file)} is no ordinary file; a spec must be one.`);
  if (status.size > LARGEST_SPEC) {
    throw new UsageError(
      `${shownPath(file)} has ${status.size} bytes; a spec must have at most ${LARGEST_SPEC}.`,
    );
  }
  try {
    return JSON.parse(new TextDecoder().decode(readFileSync(file))) as unknown;
  } catch (error) {
    throw new UsageError(`${shownPath(file)} is not JSON: ${(error as Error).message}.`);
  }
}

function checkOut(out: string): void {
  if (existsSync(out)) {
    const file = quotedPath(out);
    throw new UsageError(
      `${shownPath(out)} exists already; continue it with "precipice resume ${file}", or choose another file with --out.`,
    );
  }
  const work = new WorkFolder(workFolderOf(out));
  if (work.exists) {
    throw new UsageError(
      `${shownPath(work.folder)} exists already, with tasks of another study of this name; choose another file with --out.`,
    );
  }
  const folder = path.dirname(out);
  if (!existsSync(folder)) throw new UsageError(`The folder ${folder} of --out does not exist.`);
}
