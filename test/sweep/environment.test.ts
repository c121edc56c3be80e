// What a study keeps of the choice of a device, and how the command line shows it.
import { ENGLISH } from '../../src-main/report/language/language.ts';
import { expect, test } from 'vitest';
import { environmentLines } from '../../src-main/cli/commands/info.ts';
import type { OpenedDevice } from '../../src-main/host/protocol.ts';
import { environmentOf } from '../../src-main/sweep/lane-runner.ts';

const description = {
  name: 'wasm',
  summary: 'WebAssembly SIMD',
  threads: 2,
  lanes: 12,
  together: false,
  clock: 'processor',
} as const;

test('the devices that auto measured, and why others could not be taken, are facts of the environment', () => {
  const opened: OpenedDevice = {
    description,
    candidates: [
      { name: 'wasm', laneStepsPerSecond: 559.4, reason: null },
      { name: 'webgpu', laneStepsPerSecond: null, reason: 'No GPU was found.' },
    ],
  };
  const facts = environmentOf(opened);
  expect(facts).toMatchObject({
    'candidate wasm': '559 lane-steps/s',
    'candidate webgpu': 'No GPU was found.',
  });
  const lines = environmentLines(facts, 0, ENGLISH);
  expect(lines.map(([label]) => label)).toEqual(['Trained on', 'Chosen from', '']);
  expect(lines[0]![1]).not.toContain('candidate');
  expect(lines.slice(1).map(([, text]) => text)).toEqual([
    'wasm: 559 lane-steps/s',
    'webgpu: No GPU was found.',
  ]);
});

test('a device asked for by name has no candidates', () => {
  const candidates = [{ name: 'wasm', laneStepsPerSecond: null, reason: null }] as const;
  expect(environmentLines(environmentOf({ description, candidates }), 1, ENGLISH)).toHaveLength(1);
});
