// TensorFlow's native library for tests; null, with a line that says why, where it does not load.
import { loadTensorFlow, type LoadedTensorFlow } from '../../src-main/engine/devices/tensorflow/load.ts';

export function tensorflowOfTests(): LoadedTensorFlow | null {
  try {
    return loadTensorFlow();
  } catch (error) {
    process.stderr.write(`Skipped: tests on TensorFlow, because ${(error as Error).message}\n`);
    return null;
  }
}
