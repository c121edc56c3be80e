// Imports as the faces ask for them: places by path, files that a browser sends, progress, and what is refused.
import { appendFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder, testCore } from './support.ts';

const GOLDEN = path.resolve('test/oracle/golden');
const bytesOf = (text: string) => new TextEncoder().encode(text);
const CURVE = Array.from({ length: 30 }, (_, i) => `${i},${3 - i / 30}`).join('\n');
const runFile = (folder: string, name: string, curve = CURVE) => {
  mkdirSync(path.join(folder, name), { recursive: true });
  writeFileSync(path.join(folder, name, 'metrics.csv'), `step,loss\n${curve}\n`);
};

test('a folder is imported by its path', async () => {
  const core = testCore();
  const place = path.join(GOLDEN, 'folders/torch');
  const preview = await core.call('import.preview', { place, mapping: null });
  expect(preview.kind).toBe('Folder');
  const { id } = await core.call('import.create', { place, mapping: preview.mapping });
  const { counts } = await core.call('study.view', { id });
  expect(counts.finished).toBe(preview.runs - preview.failed);
});

test('a place is read again where a file of it has come or changed', async () => {
  const core = testCore();
  const folder = temporaryFolder();
  runFile(folder, 'bf16_lr1e-3_bs8_seed0');
  const look = async () => (await core.call('import.preview', { place: folder, mapping: null })).runs;
  expect(await look()).toBe(1);
  runFile(folder, 'bf16_lr1e-3_bs8_seed1', CURVE.replaceAll(',2', ',1.5'));
  expect(await look()).toBe(2);
  const file = path.join(folder, 'bf16_lr1e-3_bs8_seed1/metrics.csv');
  appendFileSync(file, '30,nan\n');
  const { labels } = await core.call('import.preview', { place: folder, mapping: null });
  expect(labels.nonfinite).toBe(1);
});

test('an imported study is read again where its folder has changed, and its view with it', async () => {
  const core = testCore();
  const folder = temporaryFolder();
  for (const seed of [0, 1])
    runFile(folder, `bf16_lr1e-3_bs8_seed${seed}`, CURVE.replaceAll(',2', `,2${seed}`));
  const { mapping } = await core.call('import.preview', { place: folder, mapping: null });
  const { id } = await core.call('import.create', { place: folder, mapping });
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
  const { mapping } = await core.call('import.preview', { place, mapping: null });
  const { id } = await core.call('import.create', { place, mapping: { ...mapping, vocabulary: 65 } });
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
  expect((await core.call('import.preview', { place: whole.place, mapping: null })).runs).toBe(3);
  const files = ['optuna-live.db', 'optuna-live.db-wal'].map((name) => ({
    path: name,
    bytes: new Uint8Array(readFileSync(path.join(GOLDEN, 'imports', name))),
  }));
  const both = await core.call('import.upload', { into: null, files });
  expect(path.basename(both.place)).toBe('optuna-live.db');
  const lack = 'Later trials may be in optuna-live.db-wal alone';
  const alone = await core.call('import.upload', { into: null, files: files.slice(0, 1) });
  const refused = await core.refusal('import.preview', { place: alone.place, mapping: null });
  expect(refused).toContain(lack);
  expect(
    (await core.call('import.preview', { place: both.place, mapping: null })).notes.join(),
  ).not.toContain(lack);
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
  const refusal = (place: string) => core.refusal('import.preview', { place, mapping: null });
  expect(await refusal('runs')).toBe('"runs" is no full path; it must begin at the root, or with ~/.');
  expect(await refusal('/no/such')).toBe('/no/such is neither a file nor a folder.');
  const folder = temporaryFolder();
  expect(await refusal(folder)).toContain('holds no files');
  symlinkSync('/etc', path.join(folder, 'link'));
  expect(await refusal(folder)).toContain('holds no files');
});

test('nothing of this machine is read where studies are only shown', async () => {
  const core = testCore(true);
  for (const procedure of [
    'import.preview',
    'import.upload',
    'import.create',
    'import.chooseFolder',
    'import.refresh',
  ])
    expect(await core.refusal(procedure, { place: '/etc/passwd', mapping: null })).toContain('read-only');
});

test('how far the reading is comes while it goes on, and it can be cancelled', async () => {
  const core = testCore();
  const folder = temporaryFolder();
  const curve = Array.from({ length: 20_000 }, (_, i) => `${i},${3 - i / 1e5}`).join('\n');
  for (let seed = 0; seed < 100; seed++) runFile(folder, `lr1e-3_bs8_seed${seed}`, curve);
  const cancelled = core.refusal('import.preview', { place: folder, mapping: null });
  const event = await core.next('import-progress');
  expect(event).toMatchObject({ place: folder, stage: 'files' });
  await core.call('import.cancel', { place: folder });
  expect(await cancelled).toBe('It was cancelled.');
});
