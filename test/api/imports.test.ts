// Imports as the faces ask for them: places by path, files that a browser sends, progress, and what is refused.
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Mapping } from '../../src-main/spec/import-mapping.ts';
import { temporaryFolder, testCore } from './support.ts';

const GOLDEN = path.resolve('test/oracle/golden');
const bytesOf = (text: string) => new TextEncoder().encode(text);
const CURVE = Array.from({ length: 30 }, (_, i) => `${i},${3 - i / 30}`).join('\n');
const runFile = (folder: string, name: string, curve = CURVE) => {
  mkdirSync(path.join(folder, name), { recursive: true });
  writeFileSync(path.join(folder, name, 'metrics.csv'), `step,loss\n${curve}\n`);
};

/** What these places would make of a study, each as it is guessed. */
const lookAt = (core: ReturnType<typeof testCore>, ...places: readonly string[]) =>
  core.call('import.preview', { work: 'look', inputs: places.map((place) => ({ place, mapping: null })) });
/** Imports them as they are guessed, with these changes. */
const importAll = async (
  core: ReturnType<typeof testCore>,
  places: readonly string[],
  changes: Partial<Mapping> = {},
) => {
  const { inputs } = await lookAt(core, ...places);
  const mapped = inputs.map(({ place, table }) => ({ place, mapping: { ...table!.mapping, ...changes } }));
  return core.call('import.create', { work: 'made', inputs: mapped });
};

test('a folder is imported by its path', async () => {
  const core = testCore();
  const place = path.join(GOLDEN, 'folders/torch');
  const { inputs, outcome } = await lookAt(core, place);
  expect(inputs[0]!.table!.kind).toBe('Folder');
  const { id } = await importAll(core, [place]);
  const { counts } = await core.call('study.view', { id });
  expect(counts.finished).toBe(outcome!.runs - outcome!.failed);
});

test('a place is read again where a file of it has come or changed', async () => {
  const core = testCore();
  const folder = temporaryFolder();
  runFile(folder, 'bf16_lr1e-3_bs8_seed0');
  const look = async () => (await lookAt(core, folder)).outcome!;
  expect((await look()).runs).toBe(1);
  runFile(folder, 'bf16_lr1e-3_bs8_seed1', CURVE.replaceAll(',2', ',1.5'));
  expect((await look()).runs).toBe(2);
  const file = path.join(folder, 'bf16_lr1e-3_bs8_seed1/metrics.csv');
  appendFileSync(file, '30,nan\n');
  expect((await look()).labels.nonfinite).toBe(1);
});

test('several inputs become one study, and each is told what became of it', async () => {
  const core = testCore();
  const folder = temporaryFolder();
  const table = (name: string, rows: readonly string[]) => {
    writeFileSync(path.join(folder, name), ['lr,bs,seed,precision,loss,start_loss', ...rows].join('\n'));
    return path.join(folder, name);
  };
  const one = table('one.csv', ['0.1,8,0,bf16,2,4', '0.2,8,0,bf16,3,4']);
  const other = table('other.csv', ['0.2,8,0,bf16,3,4', '0.2,8,1,bf16,nan,4', '0.4,8,0,bf16,soon,4']);
  const nothing = path.join(folder, 'nothing.csv');
  const { inputs, outcome } = await lookAt(core, one, other, nothing, one);
  expect(inputs.map(({ name, complaint }) => [name, complaint])).toEqual([
    ['one.csv', null],
    ['other.csv', null],
    [nothing, `${nothing} is neither a file nor a folder.`],
    ['one.csv', 'one.csv is in the list already.'],
  ]);
  const none = { changed: 0, same: 0 };
  expect(inputs.map(({ counts }) => counts)).toEqual([
    { added: 2, repeated: 0, leftOut: 0, notRuns: 0, ...none },
    { added: 1, repeated: 1, leftOut: 1, notRuns: 2, ...none },
    null,
    null,
  ]);
  expect(outcome!.runs).toBe(3);
  const { id } = await importAll(core, [one, other]);
  expect((await core.call('study.view', { id })).counts.finished).toBe(3);
});

test('inputs are added to a study that can grow, by what was said of it, and all of them or none', async () => {
  const core = testCore();
  const folder = temporaryFolder();
  const table = (name: string, rows: readonly string[]) => {
    writeFileSync(path.join(folder, name), ['lr,bs,seed,loss', ...rows].join('\n'));
    return path.join(folder, name);
  };
  const first = table('first.csv', ['0.1,8,0,2', '0.2,8,0,3']);
  const { id } = await importAll(core, [first], { vocabulary: 65, rateBins: 'none' });
  const { studies } = await core.call('library.list', {});
  expect(studies.filter(({ canGrow }) => canGrow).map((card) => card.id)).toEqual([id]);
  const more = table('more.csv', ['0.2,8,0,3', '0.4,8,0,9']);
  const inputs = [{ place: more, mapping: null }];
  const look = await core.call('import.preview', { work: 'look', inputs, into: id });
  expect(look.inputs[0]!.table!.mapping).toMatchObject({ vocabulary: 65, rateBins: 'none' });
  expect(look.inputs[0]!.counts).toMatchObject({ added: 1, repeated: 1 });
  expect(look.growth).toEqual({ added: 1, changed: 0, same: 2, gone: 0, held: 0 });
  const { mapping } = look.inputs[0]!.table!;
  const grow = (places: readonly string[], vocabulary: number) =>
    places.map((place) => ({ place, mapping: { ...mapping, vocabulary } }));
  const study = readdirSync(core.folder).find((name) => name.startsWith('first'))!;
  const before = readFileSync(path.join(core.folder, study));
  expect(await core.refusal('import.grow', { work: 'made', id, inputs: grow([more], 70) })).toContain(
    'vocabulary is 70 for more.csv and 65 for first.csv',
  );
  const gone = grow([more, '/no/such'], 65);
  expect(await core.refusal('import.grow', { work: 'made', id, inputs: gone })).toContain('/no/such');
  expect(readFileSync(path.join(core.folder, study)).equals(before)).toBe(true);
  expect(await core.call('import.grow', { work: 'made', id, inputs: grow([more], 65) })).toEqual(look.growth);
  expect((await core.call('study.view', { id })).counts.finished).toBe(3);
});

test('what must be one for all runs is said of one input and holds for the others, in the unit of each', async () => {
  const core = testCore();
  const folder = temporaryFolder();
  const places = ['nats.csv', 'bits.csv'].map((name) => path.join(folder, name));
  for (const place of places) writeFileSync(place, 'lr,bs,seed,loss\n0.1,8,0,2\n');
  const { inputs } = await lookAt(core, ...places);
  const mappings = inputs.map(({ table }) => table!.mapping);
  const look = await core.call('import.preview', {
    work: 'look',
    inputs: [
      { place: places[0]!, mapping: { ...mappings[0]!, initialLoss: Math.LN2 * 6, duplicates: 'first' } },
      { place: places[1]!, mapping: { ...mappings[1]!, lossUnit: 'bits', vocabulary: 70 } },
    ],
    lead: { number: 0, rules: ['initialLoss', 'duplicates'] },
  });
  const { initialLoss, duplicates, vocabulary } = look.inputs[1]!.table!.mapping;
  expect(initialLoss).toBeCloseTo(6, 12);
  expect(duplicates).toBe('first');
  // Of what was not said just now, each input keeps its own.
  expect(vocabulary).toBe(70);
});

test('an imported study is read again where its folder has changed, and its view with it', async () => {
  const core = testCore();
  const folder = temporaryFolder();
  for (const seed of [0, 1])
    runFile(folder, `bf16_lr1e-3_bs8_seed${seed}`, CURVE.replaceAll(',2', `,2${seed}`));
  const { id } = await importAll(core, [folder]);
  expect((await core.call('import.refresh', { id })).growth).toEqual({
    added: 0,
    changed: 0,
    same: 2,
    gone: 0,
    held: 0,
  });
  appendFileSync(path.join(folder, 'bf16_lr1e-3_bs8_seed1/metrics.csv'), '30,nan\n');
  runFile(folder, 'bf16_lr1e-2_bs8_seed0');
  expect(await core.call('import.refresh', { id })).toEqual({
    growth: { added: 1, changed: 1, same: 1, gone: 0, held: 0 },
    inputs: 1,
    read: [path.basename(folder)],
    gone: [],
    placeless: [],
  });
  expect((await core.call('study.view', { id })).counts.finished).toBe(3);
});

test('what a browser sent has no place where it could be read again', async () => {
  const core = testCore();
  const file = { path: 'runs.csv', bytes: bytesOf('lr,bs,seed,loss\n0.1,8,0,2\n') };
  const { place } = await core.call('import.upload', { into: null, files: [file] });
  const { id } = await importAll(core, [place], { vocabulary: 65 });
  expect(await core.call('import.refresh', { id })).toMatchObject({ read: [], placeless: ['runs.csv'] });
});

test('files that a browser sends in parts are a folder, one alone is that file, a database keeps its log', async () => {
  const core = testCore();
  const csv = (seed: number) => ({
    path: `runs/lr1e-3_bs8_seed${seed}/metrics.csv`,
    bytes: bytesOf(`step,loss\n${CURVE.replaceAll(',2', `,${2 + seed / 10}`)}\n`),
  });
  const begun = await core.call('import.upload', { into: null, files: [csv(0)] });
  const whole = await core.call('import.upload', { into: begun.into, files: [csv(1), csv(2)] });
  expect(path.basename(whole.place)).toBe('runs');
  expect((await lookAt(core, whole.place)).outcome!.runs).toBe(3);
  const files = ['optuna-live.db', 'optuna-live.db-wal'].map((name) => ({
    path: name,
    bytes: new Uint8Array(readFileSync(path.join(GOLDEN, 'imports', name))),
  }));
  const both = await core.call('import.upload', { into: null, files });
  expect(path.basename(both.place)).toBe('optuna-live.db');
  const lack = 'Later trials may be in optuna-live.db-wal alone';
  const alone = await core.call('import.upload', { into: null, files: files.slice(0, 1) });
  expect((await lookAt(core, alone.place)).inputs[0]!.complaint).toContain(lack);
  expect((await lookAt(core, both.place)).outcome!.notes.join()).not.toContain(lack);
  core.close();
  expect(existsSync(whole.place)).toBe(false);
});

test.each(['../out.csv', '/etc/passwd', 'a/../../b', 'a//b', 'C:\\x', 'a\\b', '', 'a/\0', 'x'.repeat(300)])(
  'a file is sent to no other place than its folder (%j)',
  async (given) => {
    const core = testCore();
    const files = [{ path: given, bytes: bytesOf('x') }];
    expect(await core.refusal('import.upload', { into: null, files })).toMatch(
      /is no path of a file in a folder|does not fit/,
    );
    expect(await core.refusal('import.upload', { into: '../..', files: [] })).toContain('are gone');
  },
);

test('a place is named in full, and one that is not there is said', async () => {
  const core = testCore();
  const refusal = async (place: string) => (await lookAt(core, place)).inputs[0]!.complaint;
  expect(await refusal('runs')).toBe('"runs" is no full path; it must begin at the root, or with ~/.');
  expect(await refusal('/no/such')).toBe('/no/such is neither a file nor a folder.');
  const folder = temporaryFolder();
  expect(await refusal(folder)).toContain('holds no files');
  symlinkSync('/etc', path.join(folder, 'link'));
  expect(await refusal(folder)).toContain('holds no files');
});

test('a place that no path can name, or that may not be looked at, leaves the others as they are', async () => {
  const core = testCore();
  const folder = temporaryFolder();
  runFile(folder, 'bf16_lr1e-3_bs8_seed0');
  const circle = path.join(temporaryFolder(), 'circle');
  symlinkSync(circle, circle);
  const { inputs, outcome } = await lookAt(core, folder, `/${'x'.repeat(300)}`, '/a\0b', circle);
  expect(inputs.map(({ complaint }) => complaint)).toEqual([
    null,
    expect.stringContaining('… cannot be read (ENAMETOOLONG).'),
    expect.stringContaining('cannot be read (no path may have such characters).'),
    expect.stringContaining('cannot be read (ELOOP).'),
  ]);
  expect(outcome!.runs).toBe(1);
});

test('nothing of this machine is read where studies are only shown', async () => {
  const core = testCore(true);
  for (const procedure of [
    'import.preview',
    'import.upload',
    'import.create',
    'import.grow',
    'import.chooseFolder',
    'import.refresh',
  ])
    expect(await core.refusal(procedure, { inputs: [{ place: '/etc/passwd' }] })).toContain('read-only');
});

test('how far the reading is comes while it goes on, and it can be cancelled', async () => {
  const core = testCore();
  const folder = temporaryFolder();
  const curve = Array.from({ length: 20_000 }, (_, i) => `${i},${3 - i / 1e5}`).join('\n');
  for (let seed = 0; seed < 100; seed++) runFile(folder, `lr1e-3_bs8_seed${seed}`, curve);
  const inputs = [{ place: folder, mapping: null }];
  const cancelled = core.refusal('import.preview', { work: 'look', inputs });
  const event = await core.next('import-progress');
  expect(event).toMatchObject({ work: 'look', stage: 'files' });
  await core.call('import.cancel', { work: 'look' });
  expect(await cancelled).toBe('It was cancelled.');
});
