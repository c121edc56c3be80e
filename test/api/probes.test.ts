// Probing through the router: begun, watched, found, exported, cancelled; and asked for the text where it has moved.
import { renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { InputOf, ProbeState } from '../../src-main/contract/contract.ts';
import { TINY } from '../sweep/tiny.ts';
import { testCore, type TestCore } from './support.ts';

const REQUEST = {
  recipes: ['tensorwise', 'fp32'],
  learningRate: null,
  rowValue: null,
  seed: null,
  every: 3,
  text: null,
} satisfies Omit<InputOf<'probe.start'>, 'id'>;

async function trained(core: TestCore, changes: Record<string, unknown> = {}): Promise<string> {
  const ended = core.next('sweep-ended');
  const { id } = await core.call('sweep.start', { spec: { ...TINY, ...changes }, device: 'wasm' });
  await ended;
  return id;
}

async function ended(core: TestCore, id: string): Promise<ProbeState> {
  for (;;) {
    const changed = core.next('probe-changed');
    const state = await core.call('probe.state', { id });
    if (state.kind !== 'running') return state;
    await changed;
  }
}

test('a probe looks at the steps asked for, is told about, and can be exported', async () => {
  const core = testCore();
  const id = await trained(core);
  expect(await core.call('probe.state', { id })).toEqual({ kind: 'none' });
  await core.call('probe.start', { ...REQUEST, id });
  const state = await ended(core, id);
  if (state.kind !== 'done') throw new Error(JSON.stringify(state));
  const { rows, baseline, learningRate, rowValue, seed, every } = state.result;
  // The middle of two rates, the largest batch size and the first seed of the study.
  expect({ baseline, learningRate, rowValue, seed, every }).toEqual({
    baseline: 'fp32',
    learningRate: 0.1,
    rowValue: 2,
    seed: 0,
    every: 3,
  });
  expect([...new Set(rows.map(({ step }) => step))]).toEqual([0, 3]);
  // fp32 rounds nothing.
  expect([...new Set(rows.map(({ recipe }) => recipe))]).toEqual(['tensorwise']);
  expect(core.events.some(({ kind }) => kind === 'probe-changed')).toBe(true);
  const csv = await core.call('probe.export', { id, format: 'csv', theme: 'light', measure: 'underflow' });
  expect(csv.fileName).toBe('tiny.probe.csv');
  expect(new TextDecoder().decode(csv.bytes).trim().split('\n')).toHaveLength(1 + rows.length);
  const svg = await core.call('probe.export', { id, format: 'svg', theme: 'dark', measure: 'error' });
  expect(new TextDecoder().decode(svg.bytes)).toContain('signal over rounding error');
});

test('a cancelled probe leaves what the last one found', async () => {
  const core = testCore();
  const id = await trained(core, { steps: 400, learningRates: [0.01], batchSizes: [2], seeds: 1 });
  await core.call('probe.start', { ...REQUEST, id, every: 200 });
  const found = await ended(core, id);
  expect(found.kind).toBe('done');
  await core.call('probe.start', { ...REQUEST, id, every: 1 });
  expect(await core.refusal('probe.start', { ...REQUEST, id })).toContain('Another probe is under way');
  await core.call('probe.cancel', { id });
  expect(await ended(core, id)).toEqual(found);
  expect(await core.refusal('probe.cancel', { id })).toBe('This study is not being probed now.');
});

test('what cannot be probed is said in one sentence', async () => {
  const core = testCore();
  const text = path.join(core.folder, 'text.txt');
  writeFileSync(text, 'the quick brown fox jumps over the lazy dog. '.repeat(300));
  const id = await trained(core, { text });
  const moved = path.join(core.folder, 'moved.txt');
  renameSync(text, moved);
  expect(await core.refusal('probe.start', { ...REQUEST, id })).toContain('say where it is now');
  expect(await core.refusal('probe.start', { ...REQUEST, id, text: moved, recipes: [] })).toBe(
    'No recipe is chosen to probe; choose at least one.',
  );
  expect(await core.refusal('probe.start', { ...REQUEST, id, text: moved, recipes: ['fp33'] })).toMatch(
    /^The recipe to probe is "fp33"; it must be one of fp32, /,
  );
  expect(await core.refusal('probe.export', { id, format: 'svg', theme: 'light', measure: 'error' })).toBe(
    'This study has not been probed.',
  );
  await core.call('probe.start', { ...REQUEST, id, text: moved });
  expect((await ended(core, id)).kind).toBe('done');
  expect(await testCore(true).refusal('probe.start', { ...REQUEST, id })).toContain('read-only');
});
