// What becomes of a TensorFlow that does not load.
import { expect, test } from 'vitest';
import { loadTensorFlow } from '../../src-main/engine/devices/tensorflow/load.ts';

test('a module that does not exist is refused in one sentence', () => {
  const before = process.env.PRECIPICE_TFJS;
  process.env.PRECIPICE_TFJS = '/nowhere/tfjs.cjs';
  try {
    expect(() => loadTensorFlow()).toThrow('PRECIPICE_TFJS is "/nowhere/tfjs.cjs"');
  } finally {
    if (before === undefined) delete process.env.PRECIPICE_TFJS;
    else process.env.PRECIPICE_TFJS = before;
  }
});
