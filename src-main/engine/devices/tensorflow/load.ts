// Loads @tensorflow/tfjs-node-gpu, or the module that PRECIPICE_TFJS names, and says what it runs on. Only what the device
// uses of it is typed here: the package is optional and may not be there.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import util from 'node:util';
import type { Binding } from './binding.ts';

interface TensorFlow {
  getBackend(): string;
  backend(): { readonly isUsingGpuDevice?: boolean; readonly binding: Binding };
}

export interface LoadedTensorFlow {
  readonly binding: Binding;
  /** What it computes on, as the library itself says. */
  readonly usesGpu: boolean;
}

const PACKAGE = '@tensorflow/tfjs-node-gpu';

/** @throws Error with one sentence that says what is missing and what would help. */
export function loadTensorFlow(threads: number | null = null): LoadedTensorFlow {
  const chosen = process.env.PRECIPICE_TFJS;
  if (chosen !== undefined && !existsSync(chosen)) {
    throw new Error(`PRECIPICE_TFJS is "${chosen}"; it must be the path of a module that exists.`);
  }
  restoreUtilities();
  // Its native library greets on standard error otherwise.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';
  // Off by default on many processors, and three times as fast at products of small matrices.
  process.env.TF_ENABLE_ONEDNN_OPTS ??= '1';
  // TensorFlow would let a GPU round float32 products to TF32.
  process.env.NVIDIA_TF32_OVERRIDE ??= '0';
  if (threads !== null) process.env.TF_NUM_INTRAOP_THREADS ??= String(threads);
  let tf: TensorFlow;
  try {
    tf = createRequire(import.meta.url)(chosen ?? PACKAGE) as TensorFlow;
  } catch (error) {
    throw new Error(sentence(error as NodeJS.ErrnoException, chosen));
  }
  if (tf.getBackend() !== 'tensorflow') {
    throw new Error(
      `the module ${chosen ?? PACKAGE} has no native library (its backend is "${tf.getBackend()}").`,
    );
  }
  const { binding, isUsingGpuDevice } = tf.backend();
  return { binding, usesGpu: isUsingGpuDevice ?? false };
}

/** tfjs 4.22 calls functions that Node 23 removed. */
function restoreUtilities(): void {
  const removed: Record<string, unknown> = {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: (value: unknown) => Array.isArray(value),
  };
  const own = util as unknown as Record<string, unknown>;
  for (const [name, implementation] of Object.entries(removed)) own[name] ??= implementation;
}

function sentence({ code, message }: NodeJS.ErrnoException, chosen: string | undefined): string {
  const first = message.split('\n')[0]!;
  if (code === 'MODULE_NOT_FOUND' && chosen === undefined && first.includes(PACKAGE)) {
    return `the optional package ${PACKAGE} is not installed; "npm install ${PACKAGE}" fetches it with its native library, which uses a GPU through CUDA 11.2 and cuDNN 8.1 and the CPU without them (docs/gpu.md).`;
  }
  return `the native library of TensorFlow did not load (${first}); it needs libtensorflow beside the package, and CUDA 11.2 and cuDNN 8.1 for a GPU (docs/gpu.md).`;
}
