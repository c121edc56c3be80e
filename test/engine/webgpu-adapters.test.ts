// GPUs by number or name, out of what Dawn says of those it has. The complaints are as its binding writes them
// (src/dawn/node/binding/GPU.cpp).
import { expect, test } from 'vitest';
import { chosenAdapter, listedAdapters } from '../../src-main/engine/devices/webgpu/adapters.ts';

const complaint = (...all: readonly (readonly [string, string])[]) =>
  [
    'Error: no suitable backends found',
    'Available adapters:',
    ...all.map(([backend, name]) => ` * backend: '${backend}', name: '${name}'`),
  ].join('\n');

test('lists those of the interface that stands first', () => {
  const text = complaint(
    ['vulkan', "Intel(R) Arc(tm) 'A' 770"],
    ['vulkan', 'NVIDIA T4'],
    ['opengl', 'NVIDIA T4'],
  );
  expect(listedAdapters(text)).toEqual(["Intel(R) Arc(tm) 'A' 770", 'NVIDIA T4']);
  expect(listedAdapters('')).toEqual([]);
});

test('chooses by number or by a part of the name', () => {
  const all = ['NVIDIA T4', 'NVIDIA A100'];
  expect(chosenAdapter(all, '1')).toBe('NVIDIA A100');
  expect(chosenAdapter(all, 'A100')).toBe('NVIDIA A100');
  expect(() => chosenAdapter(all, '2')).toThrow(
    'there is no GPU 2; there is 0 (NVIDIA T4), 1 (NVIDIA A100).',
  );
  expect(() => chosenAdapter(all, 'RTX')).toThrow('there is no GPU RTX;');
});

test('says so where Dawn would open another of the same name', () => {
  expect(chosenAdapter(['NVIDIA H100', 'NVIDIA H100'], '0')).toBe('NVIDIA H100');
  expect(() => chosenAdapter(['NVIDIA H100', 'NVIDIA H100'], '1')).toThrow(
    'GPU 1 is called "NVIDIA H100", as GPU 0 is, and Dawn tells GPUs apart by their names alone;',
  );
  // Dawn looks for letters, which the first has as well.
  expect(() => chosenAdapter(['NVIDIA A100 80GB', 'NVIDIA A100'], '1')).toThrow('as GPU 0 is');
});
