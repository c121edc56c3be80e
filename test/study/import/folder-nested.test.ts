// Which folders are one run and which are several, and what each was set to.
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { PointBudget } from '../../../src-main/study/import/folder/budget.ts';
import { joinPart } from '../../../src-main/study/import/folder/part.ts';
import { settingsOfName } from '../../../src-main/study/import/folder/path-names.ts';
import { continued } from '../../../src-main/study/import/folder/series.ts';
import { joinSettings } from '../../../src-main/study/import/folder/settings.ts';
import { copyOf, emptyFolder, importFolder } from './folder-support.ts';
import { labelsOf } from './cases-support.ts';

/** Writes files by their paths; a folder of the test's own. */
function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = emptyFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

const log = (losses: readonly number[], first = 1) =>
  losses.map((loss, i) => JSON.stringify({ step: first + i, loss })).join('\n');
const FALLING = [4, 3.5, 3, 2.5, 2.4, 2.3];

describe('a name', () => {
  test.each([
    ['lr1e-3_bs64_s2', { lr: '1e-3', batch_size: '64', seed: '2' }],
    ['lr=0.003,batch_size=8,seed=1', { lr: '0.003', batch_size: '8', seed: '1' }],
    ['fp8_tensorwise-lr3e-4-seed7', { lr: '3e-4', seed: '7', precision: 'fp8-tensorwise' }],
    ['mxfp8_lr0p01', { lr: '0.01', precision: 'mxfp8' }],
    [
      'fp8.rowwise.lr0.003.bs64.seed2',
      { lr: '0.003', batch_size: '64', seed: '2', precision: 'fp8-rowwise' },
    ],
    ['bf16.v1.2_lr1e-3.seed2', { lr: '1e-3', seed: '2', precision: 'bf16-v1.2' }],
    // Too many dots for one number.
    ['lr1e-3.5_lr0.1.2', {}],
    // A number of a rate, of a layer, of a step, of a class: none of them is said.
    ['lr3', {}],
    ['layers2_steps100_class5', {}],
    ['warmup_lr1e-5_lr1e-3', {}],
    ['run-7', {}],
  ])('%s says %o', (name, settings) => {
    expect(Object.fromEntries(settingsOfName(name))).toEqual(settings);
  });
});

describe('of settings', () => {
  const layer = (name: string, files: Readonly<Record<string, unknown>> = {}) => ({
    name,
    files: new Map(Object.entries(files)),
  });

  test('the nearer count: a name below a file says what ran', () => {
    const { columns, overridden } = joinSettings([
      layer('lr1e-2_s1'),
      layer('sweep', { 'optim.lr': 1e-3, depth: 4 }),
    ]);
    expect(Object.fromEntries(columns)).toEqual({ 'config.depth': 4, 'path.lr': '1e-2', 'path.seed': '1' });
    expect(overridden).toEqual(['lr']);
  });

  test('at one place a file counts more than a name, and a name that says another is told', () => {
    const { columns, contradicted } = joinSettings([layer('lr1e-2', { lr: 1e-3 })]);
    expect(Object.fromEntries(columns)).toEqual({ 'config.lr': 1e-3 });
    expect(contradicted).toEqual(['lr']);
  });

  test('a number of steps of -1 is one that was not set', () => {
    expect(joinSettings([layer('', { max_steps: -1 })]).columns.size).toBe(0);
  });
});

test('points that an attempt logged beyond where the next takes it up are rolled back, but for what was not finite', () => {
  const earlier = new Map([['loss', { steps: [1, 2, 3, 4], values: [4, 3, NaN, 1] }]]);
  const later = new Map([['loss', { steps: [3, 4], values: [2.5, 2.4] }]]);
  expect(continued(earlier, later).get('loss')).toEqual({
    steps: [1, 2, 3, 3, 4],
    values: [4, 3, NaN, 2.5, 2.4],
  });
});

test('an attempt whose loss had risen above its start has failed, though a later one rolled it back', () => {
  const earlier = { steps: [0, 1, 2, 3, 4, 5], values: [4, 3, 2.5, 8, 8, 8] };
  const later = new Map([['loss', { steps: [2, 3, 4, 5, 6], values: [2.4, 2.3, 2.2, 2.1, 2] }]]);
  const joined = continued(new Map([['loss', earlier]]), later);
  expect(joined.get('loss')!.rolledBack).toEqual([{ step: 5, value: 8 }]);
  // What two records of one run say is no other attempt.
  const records = continued(new Map([['loss', earlier]]), later, { areAttempts: false });
  expect(records.get('loss')!.rolledBack).toBeUndefined();
  const rows = (values: readonly number[]) =>
    [...values, 2.4, 2.3, 2.2, 2.1].map(
      (loss, i) => `${i < values.length ? i : i - values.length + 2},${loss}`,
    );
  const { runs, notes } = importFolder(
    folderOf({
      'lr1e-3_bs8_s0/metrics.csv': ['step,loss', ...rows([4, 3, 2.5, 8, 8, 8])].join('\n'),
      'lr1e-3_bs8_s1/metrics.csv': ['step,loss', ...rows([4, 3, 2.5, 3, 3, 3])].join('\n'),
    }),
  );
  expect(runs.map(({ measured }) => measured.nonfinite)).toEqual([{ step: 5, tensor: 'loss' }, null]);
  expect(notes.join()).toContain('1 run: Its loss had risen above that of its start when it was rolled back');
});

test('checkpoints, runs/ and trainer_state.json of one folder of the trainer are one run', () => {
  const folder = copyOf('transformers');
  const run = path.join(folder, 'bf16_lr0.01_s0');
  cpSync(path.join(run, 'checkpoint-200'), path.join(run, 'checkpoint-100'), { recursive: true });
  const { runs, read } = importFolder(folder);
  expect(runs).toHaveLength(12);
  expect(read.runs.find(({ path: own }) => own === 'bf16_lr0.01_s0')!.files).toHaveLength(4);
});

test('trainer_state.json says the batch of one process: a name that says the whole one counts', () => {
  const state = JSON.stringify({
    train_batch_size: 8,
    max_steps: 6,
    log_history: FALLING.map((loss, i) => ({ step: i + 1, loss })),
  });
  const { runs, notes } = importFolder(
    folderOf({ 'lr1e-3_bs64_s0/trainer_state.json': state, 'lr1e-2_bs64_s0/trainer_state.json': state }),
  );
  expect(runs.map(({ planned }) => planned.batchSize)).toEqual([64, 64]);
  expect(notes.join()).not.toContain('another setting');
  const alone = importFolder(folderOf({ 'lr1e-3_s0/trainer_state.json': state }));
  expect(alone.runs[0]!.planned.batchSize).toBe(8);
  expect(alone.notes).toContain(
    'Batch size = config.per_process_train_batch_size; the number of devices is not known and taken as 1 (--devices).',
  );
});

describe('of two attempts with different settings in one folder of the trainer', () => {
  const eventsIn = (folder: string, run: string) => {
    const [dated] = readdirSync(path.join(folder, run, 'runs'));
    const [events] = readdirSync(path.join(folder, run, 'runs', dated!));
    return path.join(folder, run, 'runs', dated!, events!);
  };
  const STABLE = 'bf16_lr0.01_s0';

  test('one that begins again is what the last was set to, and the earlier is counted as left out', () => {
    const folder = copyOf('transformers');
    const later = path.join(folder, STABLE, 'runs/Nov30_23-00-00_host');
    mkdirSync(later);
    cpSync(eventsIn(folder, 'bf16_lr0.1_s0'), path.join(later, 'events.out.tfevents.9.host.1.0'));
    const { read, problems } = importFolder(folder);
    const run = read.runs.find(({ path: own }) => own === STABLE)!;
    expect(joinSettings(run.layers).columns.get('config.learning_rate')).toBe(0.1);
    expect(problems[0]!.message).toContain(`${STABLE} was begun again from its start`);
  });

  test('one that takes the run up with another learning rate makes it a run of neither', () => {
    const folder = folderOf({});
    const points = (steps: readonly number[]) =>
      new Map([['loss', { steps, values: steps.map((step) => 4 - step / 10) }]]);
    const source = (began: number, rate: number, steps: readonly number[]) => ({
      tool: 'TensorBoard' as const,
      path: `${folder}/${began}`,
      isRecord: false,
      reading: { settings: new Map([['lr', rate]]), series: points(steps), began, damage: null },
    });
    const part = { path: 'a', name: 'a', layers: [] };
    const sources = [source(1, 1e-3, [1, 2, 3, 4]), source(2, 1e-4, [4, 5, 6])];
    expect(joinPart({ ...part, sources }).damage?.sentence).toBe(
      'it was taken up again with another lr, 0.0001 after 0.001.',
    );
    expect(joinPart({ ...part, sources: [sources[0]!, source(2, 1e-3, [4, 5, 6])] }).damage).toBeNull();
  });
});

test('a NaN that the trainer of Transformers writes as 0 is a NaN', () => {
  const imported = importFolder(copyOf('trainer-state'));
  expect(labelsOf(imported).filter((label) => label === 'nonfinite')).toHaveLength(2);
  expect(imported.questions).toEqual([]);
});

test('train and validation logs of one folder are one run', () => {
  const folder = folderOf({
    'lr1e-3_bs8_s0/train.csv': `step,loss\n${FALLING.map((loss, i) => `${i + 1},${loss}`).join('\n')}\n`,
    'lr1e-3_bs8_s0/val.csv': 'step,loss\n3,3.1\n6,2.5\n',
  });
  const { runs } = importFolder(folder);
  expect(runs).toHaveLength(1);
  expect(runs[0]!.measured.validationLoss).toBe(2.5);
  expect(runs[0]!.curve!.losses).toHaveLength(6);
});

test('a table a run, packed by gzip, with its settings in a file of its name', () => {
  const folder = folderOf({
    'a.json': '{"lr": 0.01, "batch_size": 8}',
    'b.json': '{"lr": 0.1, "batch_size": 8}',
  });
  for (const name of ['a', 'b']) writeFileSync(path.join(folder, `${name}.jsonl.gz`), gzipSync(log(FALLING)));
  const { runs } = importFolder(folder);
  expect(runs.map(({ planned }) => planned.learningRate)).toEqual([0.01, 0.1]);
});

test('a rate that changes in one run was logged in all, also in one that ended before it changed', () => {
  const rows = (rates: readonly number[], losses: readonly number[]) =>
    `step,loss,lr\n${rates.map((rate, i) => `${i + 1},${losses[i]},${rate}`).join('\n')}\n`;
  const folder = folderOf({
    'a_bs8.csv': rows([1e-4, 5e-4, 1e-3, 1e-3, 1e-3, 1e-3], FALLING),
    'b_bs8.csv': rows([1e-4, 1e-4], [4, NaN]),
  });
  expect(() => importFolder(folder)).toThrow(/^No column is the learning rate; say which/);
});

test('runs that differ in a setting that is none of the map are asked about before one of them goes', () => {
  const folder = folderOf(
    Object.fromEntries(
      ['rowwise', 'tensorwise'].flatMap((scaling, i) => [
        [`${i}/config.json`, JSON.stringify({ lr: 1e-3, batch_size: 8, seed: 0, scaling })],
        [`${i}/log.jsonl`, log(FALLING.map((loss) => loss + i))],
      ]),
    ),
  );
  expect(importFolder(folder).questions.map(({ sentence }) => sentence)).toEqual([
    expect.stringMatching(
      /^2 runs share recipe, learning rate, batch size and seed with another and differ in config\.scaling/,
    ),
  ]);
  const said = importFolder(folder, { recipeColumns: ['config.scaling'] });
  expect(said.questions).toEqual([]);
  expect(said.runs.map(({ planned }) => planned.recipe)).toEqual(['rowwise', 'tensorwise']);
});

test('a folder that was copied is no second run, though nobody says the seeds', () => {
  const settings = JSON.stringify({ lr: 1e-3, batch_size: 8 });
  const files = { 'config.json': settings, 'log.jsonl': log(FALLING) };
  const folder = folderOf(
    Object.fromEntries(
      ['a', 'copy of a'].flatMap((name) =>
        Object.entries(files).map(([file, text]) => [`${name}/${file}`, text]),
      ),
    ),
  );
  const { runs, notes } = importFolder(folder);
  expect(runs).toHaveLength(1);
  expect(notes.join(' ')).toContain(
    '1 run says what another says, point by point, and is left out (copy of a = a)',
  );
});

test('runs that met NaN at once are alike, and are as many failures as they are', () => {
  const settings = JSON.stringify({ lr: 1, batch_size: 8 });
  const bad = [1, 2, 3].map((step) => `{"step": ${step}, "loss": NaN}`).join('\n');
  const folder = folderOf(
    Object.fromEntries(
      ['a', 'b'].flatMap((name) => [
        [`${name}/config.json`, settings],
        [`${name}/log.jsonl`, bad],
      ]),
    ),
  );
  expect(labelsOf(importFolder(folder))).toEqual(['nonfinite', 'nonfinite']);
});

test('a run that two tools logged is one run', () => {
  const folder = copyOf('lightning');
  // Without seeds, as most folders are.
  const settings = 'batch_size: 16\nlr: 0.001\n';
  for (const place of ['csv', 'again'])
    cpSync(path.join(folder, 'lightning_logs/version_0'), path.join(folder, place), { recursive: true });
  writeFileSync(path.join(folder, 'csv/hparams.yaml'), settings);
  writeFileSync(path.join(folder, 'again/hparams.yaml'), settings);
  const { read, notes } = importFolder(folder);
  expect(read.runs).toHaveLength(14);
  expect(notes.join(' ')).toContain(
    '1 run says what another says, point by point, and is left out (csv = again)',
  );
});

test('a run whose beginning was lost has no loss at the start: what its end is worth is asked', () => {
  const folder = folderOf({ 'lr1e-3_bs8_s0/log.jsonl': log(FALLING, 5000) });
  expect(importFolder(folder).questions[0]!.sentence).toMatch(
    /^Nothing says what the final loss of 1 run is worth/,
  );
});

test('a table of many runs in a folder is none of a run, and said', () => {
  const folder = folderOf({ 'runs.csv': 'lr,batch_size,final_loss\n1e-3,8,2\n1e-2,8,3\n' });
  expect(() => importFolder(folder)).toThrow(
    /1 file that might be a table of a run is none \(runs\.csv has several rows and no column of ascending steps\)/,
  );
});

test('a table of many runs, a row a step, is not one run: it is said to be left out', () => {
  const rows = [0, 1, 2].flatMap((run) => FALLING.map((loss, i) => `r${run},${i + 1},${loss},1e-3,8`));
  const folder = folderOf({
    'runs.csv': `run,step,loss,lr,batch_size\n${rows.join('\n')}\n`,
    'lr1e-3_bs8/log.jsonl': log(FALLING),
  });
  const { runs, problems, leftOut } = importFolder(folder);
  expect(runs).toHaveLength(1);
  expect(problems.map(({ message }) => message)).toEqual([
    'runs.csv holds several runs (step begins again 2 times): import it by itself.',
  ]);
  expect(leftOut).toEqual([expect.objectContaining({ rows: 1, reason: 'unreadable' })]);
});

test('what weights are kept in is no recipe where a file says how a run computed', () => {
  const folder = folderOf({
    'a/config.json': JSON.stringify({ lr: 1e-3, batch_size: 8, dtype: 'float32', bf16: true }),
    'a/log.jsonl': log(FALLING),
  });
  expect(importFolder(folder).runs[0]!.planned.recipe).toBe('bf16');
});

test('of metrics that no loss is, the ends alone are kept once there are too many, and none of them is taken for a curve', () => {
  const budget = new PointBudget(100, 4);
  const series = new Map([
    ['train/loss', { steps: [1, 2, 3], values: [3, 2, 1] }],
    ['other', { steps: [1, 2, 3, 4, 5], values: [1, 9, 1, 1, 1] }],
  ]);
  const kept = budget.within({ settings: new Map(), series, began: null, damage: null }).series;
  expect(kept.get('train/loss')).toBe(series.get('train/loss'));
  expect(kept.get('other')).toEqual({ steps: [1, 2, 5], values: [1, 9, 1], endsOnly: true });
  expect(budget.notes()[0]).toContain('kept by its ends alone');
});

describe('a run of W&B', () => {
  const RUN = 'offline-run-20260501_120080-abcdef08/run-abcdef08.wandb';
  const judged = (folder: string) => {
    const imported = importFolder(folder, { failedMeans: { '*': 'finished' } });
    const line = imported.read.runs.findIndex(({ path: own }) => RUN.startsWith(own)) + 1;
    const index = imported.runs.findIndex((run) => run.line === line);
    return { imported, label: index < 0 ? undefined : labelsOf(imported)[index] };
  };

  test('that is cut anywhere never looks better than it ended', () => {
    const folder = copyOf('wandb');
    const file = path.join(folder, RUN);
    const whole = readFileSync(file);
    expect(judged(folder).label).toBe('above-init');
    for (let length = 0; length < whole.length; length += 41) {
      writeFileSync(file, whole.subarray(0, length));
      const { imported, label } = judged(folder);
      if (label === undefined) expect(imported.problems.length).toBeGreaterThan(0);
      // Nothing was left of its losses: what that means is asked.
      else if (label === null) expect(imported.questions.length).toBeGreaterThan(0);
      else expect(['above-init', 'unjudged']).toContain(label);
    }
  });

  test('with a flipped bit anywhere never looks better than it ended', () => {
    const folder = copyOf('wandb');
    const file = path.join(folder, RUN);
    const whole = readFileSync(file);
    for (let at = 0; at < whole.length; at += 37) {
      const flipped = Uint8Array.from(whole);
      flipped[at]! ^= 1 << (at % 8);
      writeFileSync(file, flipped);
      const { imported, label } = judged(folder);
      if (label === undefined) expect(imported.problems.length).toBeGreaterThan(0);
      // Nothing was left of its losses: what that means is asked.
      else if (label === null) expect(imported.questions.length).toBeGreaterThan(0);
      else expect(['above-init', 'unjudged']).toContain(label);
    }
  });
});
