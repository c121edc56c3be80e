import { expect, test } from 'vitest';
import { gpuMemory, softwareGpuMemory } from '../../src-main/host/gpu-memory.ts';

test.each(['', 'much', '0', '-1', '1e9', 'NaN', '8 GiB'])(
  'a GPU memory of "%s" is refused in one sentence',
  (given) => {
    expect(() => gpuMemory({ PRECIPICE_GPU_MEMORY: given })).toThrow(
      `PRECIPICE_GPU_MEMORY is "${given}"; it must be a number of GiB from 0.25 to 4096.`,
    );
  },
);

test('4 GiB of a GPU are planned with, or as many as the user says', () => {
  expect(gpuMemory({})).toBe(4 * 2 ** 30);
  expect(gpuMemory({ PRECIPICE_GPU_MEMORY: '0.5' })).toBe(2 ** 29);
  expect(gpuMemory({ PRECIPICE_GPU_MEMORY: '72' })).toBe(72 * 2 ** 30);
});

test('a GPU that is software has the memory of the machine, or less where the user says so', () => {
  const machine = 6 * 2 ** 30;
  expect(softwareGpuMemory(machine, {})).toBe(machine);
  expect(softwareGpuMemory(machine, { PRECIPICE_GPU_MEMORY: '2' })).toBe(2 * 2 ** 30);
  expect(softwareGpuMemory(machine, { PRECIPICE_GPU_MEMORY: '72' })).toBe(machine);
});
