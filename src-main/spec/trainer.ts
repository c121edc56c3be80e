// The spec of a study whose runs are trained by a command: the axes of the grid, names of recipes that the command knows,
// and the command. Pure.
import { z } from 'zod';
import { guessBaseline } from '../recipes/precision-names.ts';
import {
  placesOf,
  shownPlaceholders,
  unknownPlace,
  wrongTemplate,
  type CommandTemplate,
  type Placeholder,
} from './command.ts';
import { isSecretName } from './secret-name.ts';
import { chosen, must, parseOrExplain, problemAt, refuse, strictly, type SpecProblem } from './errors.ts';
import { baselineProblems, gridFields, sizeProblems, SPEC_VERSION, stepsAt, type GridSpec } from './grid.ts';
import { reportsSchema, type Reports } from './reports.ts';
import { rowValuesOf } from './rows.ts';
import { rowPlaceholders, rowProblems, trainerRowsSchema } from './trainer-rows.ts';
import { isPlain } from './one-line.ts';
import { parseSpec, type Spec } from './spec.ts';

export interface TrainerSettings extends CommandTemplate {
  /** Folder in which the command runs: an absolute path, or one relative to the spec's file. */
  readonly folder: string;
  /** Lines that a shell (bash) carries out before the command, in the same shell: modules, a virtual environment. */
  readonly setup: readonly string[];
  /** Variables of its environment, with placeholders. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs that are trained at once. */
  readonly concurrency: number;
  /** GPUs that each of those has to itself. */
  readonly gpusPerSlot: number;
  /** Seconds that one run may take; null: as long as it wants. */
  readonly timeoutSeconds: number | null;
  /** Seconds that a run may say nothing; null: as long as it wants. */
  readonly silenceSeconds: number | null;
  /** How it tells its runs. */
  readonly reports: Reports;
}

/** A study whose runs a command trains. */
export interface TrainerSpec extends GridSpec {
  readonly trainer: TrainerSettings;
}

export type AnySpec = Spec | TrainerSpec;

export function hasTrainer(spec: GridSpec): spec is TrainerSpec {
  return 'trainer' in spec;
}

/** Loss and gradient norm as float32. */
const CURVE_BYTES_PER_STEP = 8;
const MOST_AT_ONCE = 1000;
/** A library that compiles a large model may be silent for minutes. */
const SILENCE_SECONDS = 1800;

const command = must('a command of one line, with {recipe}, {learning_rate}, {batch_size} and {seed}');
const folder = must('the path of the folder in which the command runs');
const atOnce = must(`a whole number from 1 to ${MOST_AT_ONCE}`);
const seconds = must('a number of seconds above 0, or null');
const limit = z.number(seconds).gt(0, seconds).lt(Infinity, seconds).nullable();

const MOST_GPUS = 64;
const gpus = must(`a whole number from 1 to ${MOST_GPUS}`);
const MOST_SETUP = 50;
const LONGEST_LINE = 2000;
const setupText = must(`a list of at most ${MOST_SETUP} lines for the shell`);
const setupLine = z
  .string(setupText)
  .max(LONGEST_LINE, must(`at most ${LONGEST_LINE} characters`))
  .refine(isPlain, must('one line of text without control characters'));
const MOST_VARIABLES = 100;
const variables = must(`an object of at most ${MOST_VARIABLES} variables and their texts`);
const variable = z.string().regex(/^[A-Za-z_]\w*$/, must('the name of a variable'));
const valueText = must(`a text of at most ${LONGEST_LINE} characters without control characters`);
const value = z.string(valueText).max(LONGEST_LINE, valueText).refine(isPlain, valueText);

const trainer = strictly(
  {
    command: z.string(command).trim().min(1, command).max(10_000, must('at most 10000 characters')),
    shell: z.boolean(must('true or false')).default(false),
    folder: z
      .string(folder)
      .min(1, folder)
      .max(4096, folder)
      .regex(/^\P{C}*$/u, folder)
      .default('.'),
    setup: z.array(setupLine, setupText).max(MOST_SETUP, setupText).default([]),
    env: z
      .record(variable, value, variables)
      .refine((given) => Object.keys(given).length <= MOST_VARIABLES, variables)
      .default({}),
    concurrency: z.int(atOnce).min(1, atOnce).max(MOST_AT_ONCE, atOnce).default(1),
    gpusPerSlot: z.int(gpus).min(1, gpus).max(MOST_GPUS, gpus).default(1),
    timeoutSeconds: limit.default(null),
    silenceSeconds: limit.default(SILENCE_SECONDS),
    reports: reportsSchema.default('protocol'),
  },
  'an object with command',
);

/** `own`: placeholders that the rows give. */
function trainerWith(own: readonly string[]): z.ZodType<TrainerSettings> {
  return trainer.superRefine((given, context) => {
    const message = wrongTemplate(given, own);
    if (message !== null) context.addIssue({ code: 'custom', path: ['command'], message });
    for (const [name, text] of Object.entries(given.env)) {
      const wrong = wrongVariable(name, text, own);
      if (wrong !== null) context.addIssue({ code: 'custom', path: ['env', name], message: wrong });
    }
  });
}

/** What a variable must be where this one is wrong; null where it is right. */
function wrongVariable(name: string, text: string, own: readonly string[]): string | null {
  const unknown = unknownPlace(text, own);
  if (unknown !== null) return `a text with placeholders of ${shownPlaceholders(own)} ({${unknown}} is none)`;
  return isSecretName(name)
    ? 'left out, because its name is that of a secret and a study keeps its spec: set it where Precipice is started, whose variables the command has too'
    : null;
}

/** It becomes an argument of a command, so it must not look like an option, nor mean anything to a shell. */
const recipeText = must('a name of 1 to 60 letters, digits and . _ + -, beginning with a letter or digit');
const recipeName = z.string(recipeText).regex(/^[A-Za-z0-9][A-Za-z0-9._+-]{0,59}$/, recipeText);
const named = recipeName.transform((name) => ({ name }));
const recipe = strictly({ name: recipeName }, 'a recipe');
const recipes = z
  .array(
    chosen<{ name: string }>([named, recipe], (value) =>
      typeof value === 'object' && value !== null ? recipe : named,
    ),
    must('a list of recipes'),
  )
  .min(1, must('a list of 1 to 100 recipes'))
  .max(100, must('a list of 1 to 100 recipes'))
  .superRefine((list, context) => {
    const repeated = list.findIndex(
      ({ name }, index) => list.findIndex((other) => other.name === name) < index,
    );
    if (repeated < 0) return;
    const message = `a recipe whose name is not in the list yet ("${list[repeated]!.name}" is)`;
    context.addIssue({ code: 'custom', path: [repeated], message });
  });

function specWith(own: readonly string[]) {
  return strictly(
    { ...gridFields, rows: trainerRowsSchema.optional(), recipes, trainer: trainerWith(own) },
    'an object with name, trainer, recipes, learningRates, batchSizes, seeds and steps',
  );
}

/** SPEC.json of a study whose runs a command trains. */
export const trainerSpecSchema = specWith([]);

/**
 * Checks a spec as JSON value, whoever is to train its runs, and fills in what it leaves open.
 * @throws SpecError with a sentence for each problem.
 */
export function parseAnySpec(json: unknown): AnySpec {
  if (typeof json !== 'object' || json === null || !('trainer' in json)) return parseSpec(json);
  const { rows } = parseOrExplain(z.looseObject({ rows: trainerRowsSchema.optional() }), json);
  const given = parseOrExplain(specWith(rowPlaceholders(rows)), json);
  const spec: TrainerSpec = {
    ...given,
    version: SPEC_VERSION,
    baseline: given.baseline ?? guessBaseline(given.recipes.map(({ name }) => name)),
    thresholds: given.thresholds ?? {},
  };
  refuse([
    ...baselineProblems(spec),
    ...sizeProblems(spec, CURVE_BYTES_PER_STEP),
    ...rowProblems(spec, spec.trainer.command),
    ...placeProblems(spec),
  ]);
  return spec;
}

/** The same where the spec of a study has a command; null where it has none, as in studies that were imported. */
export function trainerSpecOf(spec: unknown): TrainerSpec | null {
  if (typeof spec !== 'object' || spec === null || !('trainer' in spec)) return null;
  const parsed = parseAnySpec(spec);
  return hasTrainer(parsed) ? parsed : null;
}

/** Without its place in the command, all values of an axis would train alike. */
function* placeProblems(spec: TrainerSpec): Generator<SpecProblem> {
  const places = placesOf(spec.trainer.command);
  const steps = new Set(rowValuesOf(spec).map((rowValue) => stepsAt(spec, rowValue)));
  const values: readonly (readonly [Placeholder, number, string])[] = [
    ['recipe', spec.recipes.length, 'recipes'],
    ['learning_rate', spec.learningRates.length, 'learning rates'],
    ['batch_size', spec.batchSizes.length, 'batch sizes'],
    ['seed', spec.seeds.length, 'seeds'],
    ['steps', steps.size, 'different numbers of steps'],
  ];
  for (const [place, count, what] of values) {
    if (count === 1 || places.includes(place)) continue;
    yield problemAt(
      ['trainer', 'command'],
      `has no {${place}}; the grid has ${count} ${what}, which would all be trained alike.`,
    );
  }
}
