// Where hosts train, as the user writes it: what is understood, and one sentence for what is not.
import { expect, test } from 'vitest';
import { MOST_HOSTS, parsePlaces, variablesOf } from '../../src-main/host/places.ts';

const parse = (text: string, device: Parameters<typeof parsePlaces>[2] = 'auto') =>
  parsePlaces('--devices', text, device);
const place = (device: string, which: string | null = null, variables = {}) => ({ device, which, variables });

test.each([
  ['2', 2],
  [`${MOST_HOSTS}`, MOST_HOSTS],
  ['wasm, wasm', [place('wasm'), place('wasm')]],
  ['webgpu:0,webgpu:1', [place('webgpu', '0'), place('webgpu', '1')]],
  ['webgpu:NVIDIA A100', [place('webgpu', 'NVIDIA A100')]],
  ['webgpu@DRI_PRIME=pci-0000_41_00_0', [place('webgpu', null, { DRI_PRIME: 'pci-0000_41_00_0' })]],
  ['tensorflow:1', [place('tensorflow', '1')]],
])('%s is understood', (text, expected) => {
  expect(parse(text)).toEqual(expected);
});

test.each([
  ['0', '--devices is 0; it must be a whole number of hosts from 1 to 64.'],
  ['-1', '--devices is -1; it must be a whole number of hosts from 1 to 64.'],
  ['1.5', '--devices is 1.5; it must be a whole number of hosts from 1 to 64.'],
  ['65', '--devices is 65; it must be a whole number of hosts from 1 to 64.'],
  [
    'cuda:0',
    /^--devices is "cuda:0"; it must be a number of hosts, or the device of each \(reference, wasm,/,
  ],
  ['', /^--devices is ""; it must be a number of hosts, or the device of each/],
  ['webgpu:0,', /^--devices is "webgpu:0,"; it must be/],
  ['wasm:1', '--devices names wasm:1; only webgpu and tensorflow have GPUs to choose from.'],
  ['webgpu:', /^--devices names webgpu:; behind the colon stands a number or a part of its name/],
  [
    'tensorflow:A100',
    /^--devices names tensorflow:A100; behind the colon stands a number, as in tensorflow:0\.$/,
  ],
  [
    'wasm,webgpu',
    /^--devices names wasm and webgpu; all hosts of a study must be alike, because devices round/,
  ],
  [
    'webgpu@LD_PRELOAD=x.so',
    /^--devices sets "LD_PRELOAD=x\.so"; behind an @ stands one of CUDA_VISIBLE_DEVICES,/,
  ],
  ['webgpu@DRI_PRIME', /^--devices sets "DRI_PRIME"; behind an @ stands/],
  [Array(65).fill('wasm').join(), '--devices names 65 hosts; a study is trained by 64 at the most.'],
])('%s is told in one sentence', (text, sentence) => {
  expect(() => parse(text)).toThrow(sentence);
});

test('a device beside it must be the same', () => {
  expect(parse('wasm,wasm', 'wasm')).toHaveLength(2);
  expect(() => parse('wasm,wasm', 'webgpu')).toThrow(
    '--devices names wasm, but the device that is asked for is webgpu.',
  );
});

test('a GPU of CUDA is the one of that number among those that this process was given', () => {
  const of = (which: string, given: string | undefined) =>
    variablesOf({ device: 'tensorflow', which, variables: {} }, given);
  expect(of('1', undefined)).toEqual({ CUDA_VISIBLE_DEVICES: '1' });
  expect(of('1', '4,7')).toEqual({ CUDA_VISIBLE_DEVICES: '7' });
  expect(of('0', 'GPU-8932f937')).toEqual({ CUDA_VISIBLE_DEVICES: 'GPU-8932f937' });
  expect(() => of('2', '4,7')).toThrow(
    'tensorflow:2 is not there; CUDA_VISIBLE_DEVICES is "4,7", so GPUs have numbers below 2.',
  );
});
