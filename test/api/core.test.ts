import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { runsCsv } from '../../src-main/report/csv.ts';
import { relabel } from '../../src-main/study/relabel.ts';
import { parseSpec } from '../../src-main/spec/spec.ts';
import { readText } from '../../src-main/sweep/text-source.ts';
import { openStudy } from '../../src-main/study/study.ts';
import { TINY } from '../sweep/tiny.ts';
import { temporaryFolder, testCore, type TestCore } from './support.ts';

async function trained(core: TestCore, changes: Record<string, unknown> = {}): Promise<string> {
  const ended = core.next('sweep-ended');
  const { id } = await core.call('sweep.start', { spec: { ...TINY, ...changes }, device: 'wasm' });
  await ended;
  return id;
}

let made: Uint8Array | null = null;
/** The study of TINY in this core's library; it is trained for the first that asks. */
async function madeStudy(core: TestCore): Promise<string> {
  if (made === null) {
    const id = await trained(core);
    made = readFileSync(core.library.find(id).file);
    return id;
  }
  const file = core.library.freePath('tiny');
  writeFileSync(file, made);
  return core.library.add(file).id;
}

describe('calls', () => {
  test('a procedure that does not exist is refused by name', async () => {
    expect(await testCore().refusal('study.destroy', {})).toBe('There is no procedure "study.destroy".');
    expect(await testCore().refusal('toString', {})).toContain('There is no procedure');
  });

  test('input that does not fit names the field', async () => {
    const core = testCore();
    expect(await core.refusal('study.runs', { id: 'x', limit: 0 })).toContain('limit');
    expect(await core.refusal('study.view', { id: 'x', more: 1 })).toContain('study.view');
    expect(await core.refusal('study.view', null)).toContain('study.view');
  });

  test('a study that is not in the library is a sentence', async () => {
    expect(await testCore().refusal('study.view', { id: '../../etc' })).toBe(
      'This study is no longer in the library.',
    );
  });

  test('a read-only core refuses every command and answers queries', async () => {
    const core = testCore(true);
    expect(await core.refusal('sweep.start', { spec: TINY, device: 'wasm' })).toContain('read-only');
    expect(await core.refusal('library.add', { path: '/tmp/a' })).toContain('read-only');
    expect((await core.call('app.facts', {})).readOnly).toBe(true);
  });
});

describe('sweeps', () => {
  test('a refined study that is done says so, and has nothing left to resume', async () => {
    const core = testCore();
    const id = await trained(core, { learningRates: { from: 1e-4, to: 1, count: 8 }, refine: 0.5 });
    const { refinement, counts, sentencesIn } = await core.call('study.view', { id });
    expect(refinement).toMatchObject({ isDone: true, edges: 4, runs: 64 });
    expect(counts).toMatchObject({ planned: 0, finished: refinement!.trained });
    expect(sentencesIn.en.at(-1)).toMatch(/^Refined: \d of 4 edges are known to 0.5 decades/);
    expect(sentencesIn.ja.at(-1)).toMatch(/^絞り込み：全4か所の安定限界のうち\dか所を0.5桁の精度で/);
    const { studies } = await core.call('library.list', {});
    expect(studies.find((card) => card.id === id)!.counts.planned).toBe(0);
  });

  test('a study is trained, told about while it is, and can be viewed', async () => {
    const core = testCore();
    const id = await trained(core);
    const kinds = new Set(core.events.map(({ kind }) => kind));
    expect(kinds).toEqual(new Set(['activity', 'library-changed', 'study-changed', 'sweep-ended']));
    const view = await core.call('study.view', { id });
    expect(view.counts.finished).toBe(16);
    const { studies } = await core.call('library.list', {});
    const card = studies.find((each) => each.id === id)!;
    expect(card.cautionsIn.en).not.toEqual([]);
    expect(card.cautionsIn).toEqual(view.cautionsIn);
    expect(view.analysis.recipes.map(({ recipe }) => recipe)).toEqual(['fp32', 'fp8-unscaled']);
    expect(view.activity).toEqual({ kind: 'idle' });
    const page = await core.call('study.runs', {
      id,
      recipe: 'fp32',
      sort: 'learningRate',
      descending: true,
      limit: 3,
    });
    expect(page.total).toBe(8);
    expect(page.rows.map(({ learningRate }) => learningRate)).toEqual([0.1, 0.1, 0.1]);
    const curves = await core.call('study.curves', { id, ids: [1] });
    expect(curves).toMatchObject({ of: 1, isSample: false, steps: 6 });
    expect(curves.runs.map(({ loss }) => loss.length)).toEqual([6]);
  });

  test('a spec with a mistake is refused before a file exists', async () => {
    const core = testCore();
    expect(await core.refusal('sweep.start', { spec: { ...TINY, steps: 0 }, device: 'wasm' })).toContain(
      'steps is 0',
    );
    expect(readdirSync(core.folder)).toEqual([]);
  });

  test('hosts that cannot be are refused before a file exists; two of them train it', async () => {
    const core = testCore();
    expect(await core.refusal('sweep.start', { spec: TINY, device: 'wasm', devices: 'wasm,webgpu' })).toBe(
      'Hosts names wasm and webgpu; all hosts of a study must be alike, because devices round sums each in their own way, and a recipe would be compared with a baseline that another device trained.',
    );
    expect(await core.refusal('sweep.start', { spec: TINY, device: 'wasm', devices: '0' })).toBe(
      'Hosts is 0; it must be a whole number of hosts from 1 to 64.',
    );
    expect(readdirSync(core.folder)).toEqual([]);
    const ended = core.next('sweep-ended');
    const { id } = await core.call('sweep.start', { spec: TINY, device: 'wasm', devices: '2' });
    await ended;
    const { counts, info } = await core.call('study.view', { id });
    expect(counts).toMatchObject({ finished: 16, planned: 0 });
    expect(info.environments).toEqual([expect.objectContaining({ device: 'wasm', hosts: 2 })]);
  });

  test('paused and resumed, it ends with the same numbers as one that was never paused', async () => {
    const core = testCore();
    const long = { steps: 4000, batchSizes: [1], statisticsEvery: 1000 };
    const whole = await trained(core, { ...long, name: 'whole' });
    const { id } = await core.call('sweep.start', {
      spec: { ...TINY, ...long, name: 'paused' },
      device: 'wasm',
    });
    await core.next('activity');
    await core.call('sweep.pause', { id });
    const paused = await core.call('study.view', { id });
    expect(paused.counts.planned).toBeGreaterThan(0);
    expect(paused.activity).toEqual({ kind: 'idle' });
    const ended = core.next('sweep-ended');
    await core.call('sweep.resume', { id, device: 'wasm' });
    await ended;
    const csv = (study: string) => {
      const opened = openStudy(core.library.find(study).file, 'read');
      const rows = opened.runs().map((run) => ({ ...run, seconds: 0, attempts: 1 }));
      opened.close();
      return runsCsv(rows);
    };
    expect(csv(id)).toBe(csv(whole));
  });

  test('cancelled runs are given up, and retry plans them again', async () => {
    const core = testCore();
    const { id } = await core.call('sweep.start', {
      spec: { ...TINY, steps: 20_000, batchSizes: [1] },
      device: 'wasm',
    });
    await core.call('sweep.cancel', { id });
    const { counts } = await core.call('study.view', { id });
    expect(counts.cancelled).toBeGreaterThan(0);
    expect(counts.planned + counts.running).toBe(0);
    expect(await core.refusal('sweep.resume', { id })).toBe('Nothing is left to train in this study.');
    await core.call('sweep.retry', { id, device: 'wasm' });
    const { counts: again } = await core.call('study.view', { id });
    expect(again).toMatchObject({ cancelled: 0, finished: counts.finished });
    await core.call('sweep.pause', { id });
  });

  test('cancelled in the app, no label waits any more for the runs that were given up', async () => {
    const core = testCore();
    const file = path.join(core.folder, 'paused.precipice');
    copyFileSync(path.resolve('resources/example.precipice'), file);
    // As after a pause: a run of every row is left.
    const paused = openStudy(file, 'write');
    const rows = Map.groupBy(paused.runs(), ({ recipe, batchSize }) => `${recipe} ${batchSize}`);
    paused.repeatRuns([...rows.values()].map(([first]) => first!.id));
    relabel(paused);
    expect(paused.runs().some(({ provisional }) => provisional)).toBe(true);
    paused.close();
    await core.call('sweep.cancel', { id: core.library.add(file).id });
    const given = openStudy(file, 'read');
    expect(given.counts()).toMatchObject({ planned: 0, cancelled: rows.size });
    expect(given.runs().some(({ provisional }) => provisional)).toBe(false);
    given.close();
  });

  test('a second sweep is refused while one is under way', async () => {
    const core = testCore();
    const spec = { ...TINY, steps: 20_000 };
    const { id } = await core.call('sweep.start', { spec, device: 'wasm' });
    expect(await core.refusal('sweep.start', { spec, device: 'wasm' })).toContain(
      'Another sweep is under way',
    );
    expect(await core.refusal('library.remove', { id })).toContain('pause it first');
    await core.call('sweep.pause', { id });
  });
});

describe('the library', () => {
  test('a study is renamed, removed, and brought back by undo', async () => {
    const core = testCore();
    const id = await madeStudy(core);
    expect((await core.call('library.rename', { id, name: 'another name' })).name).toBe('another name');
    const { kept } = await core.call('library.remove', { id });
    expect((await core.call('library.list', {})).studies.filter((card) => !card.isExample)).toEqual([]);
    await core.call('library.restore', { kept });
    const { studies } = await core.call('library.list', {});
    expect(studies.find((card) => card.id === id)?.name).toBe('another name');
    expect((await core.call('study.view', { id })).counts.finished).toBe(16);
  });

  test('a study whose writer was killed is removed and brought back with all that was finished', async () => {
    const core = testCore();
    const whole = core.library.find(await madeStudy(core)).file;
    const writer = openStudy(whole, 'write');
    writer.rename('finished before the kill');
    const killed = path.join(core.folder, 'killed.precipice');
    for (const ending of ['', '-wal']) copyFileSync(`${whole}${ending}`, `${killed}${ending}`);
    writer.close();
    const nameOf = async () => (await core.call('study.view', { id })).info.name;
    const { id } = core.library.add(killed);
    const { kept } = await core.call('library.remove', { id });
    expect(readdirSync(core.folder).filter((name) => name.startsWith('killed'))).toEqual([]);
    await core.call('library.restore', { kept });
    expect(await nameOf()).toBe('finished before the kill');
  });

  test('a file from elsewhere stays where it is when it is added and removed', async () => {
    const core = testCore();
    const id = await madeStudy(core);
    const elsewhere = path.join(temporaryFolder(), 'there.precipice');
    copyFileSync(core.library.find(id).file, elsewhere);
    const added = await core.call('library.add', { path: elsewhere });
    expect(added.path).toBe(elsewhere);
    const { kept } = await core.call('library.remove', { id: added.id });
    expect(existsSync(elsewhere)).toBe(true);
    await core.call('library.restore', { kept });
    expect((await core.call('study.view', { id: added.id })).counts.finished).toBe(16);
  });

  test('a file handed over is copied; one that is no study is refused and leaves nothing', async () => {
    const core = testCore();
    const id = await madeStudy(core);
    const bytes = readFileSync(core.library.find(id).file);
    const copy = await core.call('library.upload', { fileName: 'copy.precipice', bytes });
    expect(copy.path).toBe(path.join(core.folder, 'copy.precipice'));
    expect(
      await core.refusal('library.upload', { fileName: 'x.precipice', bytes: new Uint8Array(5000) }),
    ).toContain('x.precipice');
    expect(readdirSync(core.folder).filter((name) => name.endsWith('.precipice'))).toHaveLength(2);
  });

  test('a broken file is listed with its reason and keeps nothing else from being listed', async () => {
    const core = testCore();
    await madeStudy(core);
    writeFileSync(path.join(core.folder, 'broken.precipice'), 'not a database');
    mkdirSync(path.join(core.folder, 'folder.precipice'));
    const { studies, broken } = await core.call('library.list', {});
    expect(studies.filter((card) => !card.isExample)).toHaveLength(1);
    expect(broken).toHaveLength(1);
    expect(broken[0]!.problem).toContain('broken.precipice');
  });

  test('two studies of one name have two files, and a name cannot lead out of the folder', () => {
    const { library } = testCore();
    expect(library.freePath('../../a b')).toBe(path.join(library.folder, 'a-b.precipice'));
    writeFileSync(library.freePath('a'), '');
    expect(library.freePath('a')).toBe(path.join(library.folder, 'a-2.precipice'));
    writeFileSync(path.join(library.folder, 'killed.precipice-wal'), '');
    expect(library.freePath('killed')).toBe(path.join(library.folder, 'killed-2.precipice'));
    expect(library.freePath('...')).toBe(path.join(library.folder, 'study.precipice'));
  });
});

test('presets come parsed, and an estimate names every device with its time or its reason', async () => {
  const core = testCore();
  const presets = await core.call('spec.presets', {});
  expect(presets.map(({ name }) => name)).toEqual(expect.arrayContaining(['quick', 'gpu-hour']));
  const estimate = await core.call('spec.estimate', { spec: TINY });
  expect(estimate.runs).toBe(16);
  expect(estimate.laneSteps).toBe(96);
  for (const { seconds, reason, memory } of estimate.devices) {
    expect(seconds === null).toBe(reason !== null);
    if (memory === null) continue;
    expect(memory.bytes).toBeGreaterThanOrEqual(estimate.laneBytes);
    expect(memory.bytes).toBeLessThanOrEqual(memory.of);
  }
  expect(estimate.devices.find(({ device }) => device === 'wasm')!.memory!.lanes).toBe(4);
  // Tables of the characters and 8 positions, one layer of width 8 with its two norms, the last norm, the head.
  const characters = new Set(readText('moby-dick').text).size;
  expect(estimate.parameters).toBe(2 * characters * 8 + 8 * 8 + (12 * 8 ** 2 + 2 * 8) + 8);
  expect(estimate.textNote).toBeNull();
  const { low, likely, high } = estimate.devices.find(({ device }) => device === 'wasm')!.seconds!;
  expect(low).toBeGreaterThan(0);
  expect(likely).toBeGreaterThanOrEqual(low);
  expect(high).toBeGreaterThanOrEqual(likely);
});

test('a model that is larger than its text is told so', async () => {
  const { textNote } = await testCore().call('spec.estimate', {
    spec: { ...TINY, vocabulary: 'gpt2', recipes: ['fp32'] },
  });
  // Two tables of 50,257 tokens by 8.
  expect(textNote).toMatch(
    /^moby-dick is small for this model: [23]\d0,000 tokens, from a vocabulary of 50,000, for 8[01]0,000 parameters, so that /,
  );
});

test('a preset whose size is chosen becomes a spec of this machine, in a sentence, and no other does', async () => {
  const core = testCore();
  const { spec, sentence } = await core.call('spec.size', { preset: 'gpu-hour', device: 'wasm' });
  expect(parseSpec(JSON.parse(JSON.stringify(spec)))).toEqual(spec);
  expect(spec.name).toBe('gpu-hour');
  expect(sentence).toMatch(/^(Sized for 1 h on|The smallest study of gpu-hour, 2 layers)/);
  expect(sentence).toContain(`${spec.model.layers} layers of width ${spec.model.width}`);
  expect(await core.refusal('spec.size', { preset: 'quick' })).toBe(
    'There is no preset "quick" to be sized.',
  );
});
