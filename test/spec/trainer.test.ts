// Specs whose runs a command trains: what is refused in which words, and how the command is put together.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readLine } from '../../src-main/sweep/executors/command/protocol.ts';
import { expandCommand, type PlaceholderValues } from '../../src-main/spec/command.ts';
import { rowSettingOf, type Rows } from '../../src-main/spec/rows.ts';
import { rowPlaceValues } from '../../src-main/spec/trainer-rows.ts';
import { SpecError, stepsAt } from '../../src-main/spec/spec.ts';
import { parseAnySpec, trainerSpecOf, type TrainerSpec } from '../../src-main/spec/trainer.ts';
import { TINY } from '../sweep/tiny.ts';

const COMMAND =
  'python train.py --lr {learning_rate} --batch {batch_size} --seed {seed} --precision {recipe}';
const GIVEN = {
  name: 'external',
  trainer: { command: COMMAND },
  recipes: ['bf16', 'fp8-te'],
  learningRates: [0.001, 0.01],
  batchSizes: [8, 16],
  seeds: 2,
  steps: 100,
};

function complaint(changes: Record<string, unknown>): string {
  try {
    parseAnySpec({ ...GIVEN, ...changes });
  } catch (error) {
    expect(error).toBeInstanceOf(SpecError);
    return (error as Error).message;
  }
  return 'accepted';
}

const trainer = (command: string, more: object = {}) => ({ trainer: { command, ...more } });

describe('a wrong spec is refused in one sentence that names field, value and what is allowed', () => {
  test.each([
    [{ trainer: null }, 'trainer is null; it must be an object with command.'],
    [
      { trainer: {} },
      'trainer.command is missing; it must be a command of one line, with {recipe}, {learning_rate}, {batch_size} and {seed}.',
    ],
    [
      trainer('train {recipe} {lr}'),
      'trainer.command is "train {recipe} {lr}"; it must be a command with placeholders of {recipe}, {learning_rate}, {batch_size}, {seed}, {steps}, {run}, {slot}, {gpus} ({lr} is none).',
    ],
    [
      trainer(COMMAND, { env: { HF_TOKEN: 'x' } }),
      'trainer.env.HF_TOKEN is "x"; it must be left out, because its name is that of a secret and a study keeps its spec: set it where Precipice is started, whose variables the command has too.',
    ],
    [
      trainer(COMMAND, { env: { DEVICE: 'cuda:{gpu}' } }),
      'trainer.env.DEVICE is "cuda:{gpu}"; it must be a text with placeholders of {recipe}, {learning_rate}, {batch_size}, {seed}, {steps}, {run}, {slot}, {gpus} ({gpu} is none).',
    ],
    [
      trainer(COMMAND, { setup: 'module load cuda' }),
      'trainer.setup is "module load cuda"; it must be a list of at most 50 lines for the shell.',
    ],
    [
      trainer('train {recipe} {learning_rate} {batch_size}'),
      'trainer.command has no {seed}; the grid has 2 seeds, which would all be trained alike.',
    ],
    [
      { ...trainer(COMMAND), budget: 'tokens' },
      'trainer.command has no {steps}; the grid has 2 different numbers of steps, which would all be trained alike.',
    ],
    [
      trainer('train | tee log'),
      'trainer.command is "train | tee log"; it must be a program and its arguments (| needs quotation marks, or shell set to true).',
    ],
    [
      trainer('train $HOME'),
      'trainer.command is "train $HOME"; it must be a program and its arguments ($HOME needs quotation marks, or shell set to true).',
    ],
    [
      trainer('train *.py'),
      'trainer.command is "train *.py"; it must be a program and its arguments (*.py needs quotation marks, or shell set to true).',
    ],
    [
      trainer('train # {seed}'),
      'trainer.command is "train # {seed}"; it must be a program and its arguments (# {seed} needs quotation marks, or shell set to true).',
    ],
    [
      trainer('train "{seed}'),
      'trainer.command is "train \\"{seed}"; it must be a command whose quotation marks are closed.',
    ],
    [
      trainer('train\n{seed}'),
      'trainer.command is "train\\n{seed}"; it must be one line of text without control characters.',
    ],
    [
      trainer('train \u202e{seed}'),
      'trainer.command is "train \u202e{seed}"; it must be one line of text without control characters.',
    ],
    [
      trainer(COMMAND, { concurrency: 0 }),
      'trainer.concurrency is 0; it must be a whole number from 1 to 1000.',
    ],
    [
      trainer(COMMAND, { timeoutSeconds: 0 }),
      'trainer.timeoutSeconds is 0; it must be a number of seconds above 0, or null.',
    ],
    [
      trainer(COMMAND, { silenceSeconds: '60' }),
      'trainer.silenceSeconds is "60"; it must be a number of seconds above 0, or null.',
    ],
    [trainer(COMMAND, { shell: 'bash' }), 'trainer.shell is "bash"; it must be true or false.'],
    [
      trainer(COMMAND, { timeout: 5 }),
      'trainer.timeout is not a known field; it must be one of command, shell, folder, setup, env, concurrency, gpusPerSlot, timeoutSeconds, silenceSeconds, reports.',
    ],
    [
      { recipes: ['bf16', '--output=/etc/passwd'] },
      'recipes[1] is "--output=/etc/passwd"; it must be a name of 1 to 60 letters, digits and . _ + -, beginning with a letter or digit.',
    ],
    [
      { recipes: ['bf16', { name: 'a;b' }] },
      'recipes[1].name is "a;b"; it must be a name of 1 to 60 letters, digits and . _ + -, beginning with a letter or digit.',
    ],
    [
      { recipes: ['bf16', 'bf16'] },
      'recipes[1] is "bf16"; it must be a recipe whose name is not in the list yet ("bf16" is).',
    ],
    [{ baseline: 'fp32' }, 'baseline is "fp32"; it must be one of the recipes: bf16, fp8-te.'],
    [
      { model: TINY.model },
      'model is not a known field; it must be one of version, name, baseline, learningRates, batchSizes, seeds, steps, budget, thresholds, refine, rows, recipes, trainer.',
    ],
    [
      { seeds: 1000, steps: 10_000_000 },
      'The curves of 8000 runs of 10000000 steps take 640 GB; it must be at most 100 GB.',
    ],
  ])('%j', (changes, sentence) => {
    expect(complaint(changes)).toBe(sentence);
  });
});

test('what a spec leaves open is filled in, and a parsed spec parses to itself', () => {
  const spec = parseAnySpec(GIVEN);
  expect(trainerSpecOf(spec)).toEqual(spec);
  expect(spec).toMatchObject({
    baseline: 'bf16',
    budget: 'steps',
    refine: null,
    recipes: [{ name: 'bf16' }, { name: 'fp8-te' }],
    trainer: { shell: false, folder: '.', concurrency: 1, timeoutSeconds: null, silenceSeconds: 1800 },
  });
  expect(parseAnySpec(JSON.parse(JSON.stringify(spec)))).toEqual(spec);
});

test('a spec without a trainer is checked as before', () => {
  expect(() => parseAnySpec({ ...TINY, recipes: ['fp33'] })).toThrow(
    /^recipes\[0\] is "fp33"; it must be one of fp32/,
  );
  expect(trainerSpecOf(parseAnySpec(TINY))).toBeNull();
  expect(trainerSpecOf({ imported: {} })).toBeNull();
});

test('the spec in the documentation and the one of the example are right', () => {
  const root = path.resolve(import.meta.dirname, '../..');
  const text = readFileSync(path.join(root, 'docs/external-trainer.md'), 'utf8');
  const [, written] = /```json\n([\s\S]*?)```/.exec(text)!;
  expect(trainerSpecOf(JSON.parse(written!))!.trainer.concurrency).toBe(8);
  const [, lines] = /```\n(\{"kind": "start"[\s\S]*?)```/.exec(text)!;
  const kinds = lines!
    .trim()
    .split('\n')
    .map(readLine)
    .map((read) => read.kind === 'message' && read.message.kind);
  expect(kinds).toEqual(['start', 'step', 'event', 'end']);
  const example = readFileSync(path.join(root, 'resources/trainers/pytorch/spec.json'), 'utf8');
  expect(trainerSpecOf(JSON.parse(example))!.recipes).toEqual([{ name: 'bf16' }, { name: 'fp8' }]);
});

const ROWS_COMMAND = 'train {recipe} {learning_rate} {seed}';
const LAYERS = { setting: 'n_layer', values: [2, 4], with: { n_head: [4, 8], steps: [100, 200] } };
const withRows = (rows: object, rest = '{row} {n_head} {steps}', more: object = {}) => ({
  ...trainer(`${ROWS_COMMAND} ${rest}`),
  batchSizes: [16],
  rows,
  ...more,
});

describe('rows of any name', () => {
  test('are given to the command by {row}, or by their name, with what moves along', () => {
    for (const place of ['{row}', '{n_layer}']) {
      const given = withRows(LAYERS, `${place} {n_head} {steps}`);
      const spec = parseAnySpec({ ...GIVEN, ...given }) as TrainerSpec;
      expect(spec.rows).toEqual(LAYERS);
      expect(rowPlaceValues(spec.rows!, 1)).toEqual({ row: 4, n_layer: 4, n_head: 8, steps: 200 });
      expect(stepsAt(spec, 4)).toBe(200);
      expect(parseAnySpec(JSON.parse(JSON.stringify(spec)))).toEqual(spec);
    }
  });

  test('are of the kind of the setting that is called so, and of none that is known where none is', () => {
    const settingOf = (rows: Rows) => rowSettingOf({ rows });
    expect(settingOf({ setting: 'weight_decay', values: [0.1] })).toMatchObject({
      path: 'optimizer.weightDecay',
      kind: 'hyperparameter',
    });
    expect(settingOf({ setting: 'width', values: [64] })).toMatchObject({
      path: 'model.width',
      kind: 'size',
    });
    expect(settingOf({ setting: 'dropout', values: [0.1] })).toMatchObject({
      path: 'dropout',
      kind: 'unknown',
    });
    // What a search costs is not known where something unknown moves along.
    expect(settingOf({ setting: 'weight_decay', values: [0.1], with: { dropout: [0.1] } }).kind).toBe(
      'unknown',
    );
  });

  test.each([
    [
      withRows(LAYERS, '{n_head} {steps}'),
      'trainer.command has no {row} and no {n_layer}; the rows have 2 values of n_layer, of which it would not be told.',
    ],
    [
      withRows(LAYERS, '{row} {steps}'),
      'trainer.command has no {n_head}; the rows have 2 values of n_head, of which it would not be told.',
    ],
    [
      withRows(LAYERS, '{row} {n_head}'),
      'trainer.command has no {steps}; the grid has 2 different numbers of steps, which would all be trained alike.',
    ],
    [
      withRows(LAYERS, '{row} {n_head} {steps} {n_embd}'),
      /^trainer\.command is .* it must be a command with placeholders of .*, \{gpus\}, \{row\}, \{n_layer\}, \{n_head\} \(\{n_embd\} is none\)\.$/,
    ],
    [
      trainer(`${COMMAND} {row}`),
      /^trainer\.command is .* it must be a command with placeholders of .*, \{gpus\} \(\{row\} is none\)\.$/,
    ],
    [
      withRows(LAYERS, undefined, { batchSizes: [16, 32] }),
      /batchSizes has 2 values; it must have one where rows are of n_layer\./,
    ],
    [
      withRows(LAYERS, undefined, { budget: 'tokens' }),
      'budget is "tokens"; it must be "steps" where rows are of n_layer.',
    ],
    [
      withRows({ ...LAYERS, setting: 'batch_size' }),
      'rows.setting is "batch_size"; it must be a name of 1 to 60 letters, digits and _, beginning with a letter or _, and none of row, recipe, learning_rate, batch_size, seed, run, slot, gpus.',
    ],
    [
      withRows({ setting: 'n_layer', values: [4, 2] }),
      'rows.values[1] is 2; it must be above the one before it, 4.',
    ],
    [
      withRows({ setting: 'n_layer', values: [2, 4], with: { n_head: [4] } }),
      'rows.with.n_head is [4]; it must be a list of 2 numbers, one for each row (it has 1).',
    ],
    [
      withRows({ setting: 'n_layer', values: [2, 4], with: { steps: [100, 0.5] } }, '{row} {steps}'),
      'rows.with.steps[1] is 0.5; it must be a whole number from 1 to 10000000.',
    ],
  ])('%j is refused', (changes, sentence) => {
    expect(complaint(changes)).toEqual(
      typeof sentence === 'string' ? sentence : (expect.stringMatching(sentence) as string),
    );
  });
});

test('an axis of one value needs no place in the command', () => {
  expect(complaint({ ...trainer('train {recipe} {learning_rate} {batch_size}'), seeds: [7] })).toBe(
    'accepted',
  );
});

describe('a command is put together', () => {
  const values: PlaceholderValues = {
    recipe: 'fp8',
    learning_rate: 1e-7,
    batch_size: 16,
    seed: 0,
    steps: 100,
    run: 3,
    slot: 1,
    gpus: '2,3',
  };
  test.each([
    ['train --lr={learning_rate} {batch_size}', ['train', '--lr=1e-7', '16']],
    [`train '{"lr": {learning_rate}}' "a b"c ""`, ['train', '{"lr": 1e-7}', 'a bc', '']],
    ['train "x | y" \'$HOME\' cuda:{slot}', ['train', 'x | y', '$HOME', 'cuda:1']],
    ['a\\ program {recipe}-{seed}', ['a program', 'fp8-0']],
  ])('%s', (command, words) => {
    expect(expandCommand({ command, shell: false }, values)).toEqual(words);
  });

  test('for a shell as one line', () => {
    const command = 'cd x && train {recipe} "{seed}" | tee log-{run}';
    expect(expandCommand({ command, shell: true }, values)).toEqual(['cd x && train fp8 "0" | tee log-3']);
  });
});
