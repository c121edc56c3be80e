// The compiled kernels (kernels/index.ts) as functions over addresses in one shared memory.
import { readFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';

/** Addresses are bytes, lengths are values, and truth is 0 or 1. What each argument means stands beside the kernel. */
type Kernel = (...values: number[]) => number;

type KernelName =
  | 'adamw'
  | 'add'
  | 'amaxOf'
  | 'attention'
  | 'attentionGradient'
  | 'copyRows'
  | 'crossEntropy'
  | 'descent'
  | 'divide'
  | 'embedding'
  | 'embeddingGradient'
  | 'gelu'
  | 'geluGradient'
  | 'gemmColumns'
  | 'gemmNarrowSums'
  | 'gemmRows'
  | 'hadamard'
  | 'momentum'
  | 'moments'
  | 'multiply'
  | 'norm'
  | 'normGradient'
  | 'packB'
  | 'packTransposedB'
  | 'quantize'
  | 'quantizeBlocks'
  | 'rotary'
  | 'sgd'
  | 'sumOfSquares'
  | 'swiglu'
  | 'swigluGradient';

export type Kernels = Readonly<Record<KernelName, Kernel>>;

const FILE = new URL('../../../../build/kernels.wasm', import.meta.url);

/**
 * V8 then makes one 256-bit instruction of two that do the same to neighbouring values, where the processor has AVX2. No
 * result changes (test/engine/wasm-vectors.test.ts); products take half the time.
 */
setFlagsFromString('--experimental-wasm-revectorize');

/** @throws Error when the kernels were not built, or this JavaScript engine lacks relaxed SIMD. */
export async function compileKernels(): Promise<WebAssembly.Module> {
  const bytes = await readFile(FILE).catch((cause: unknown) => {
    throw new Error('The WebAssembly kernels are not built; "npm run build" builds them.', { cause });
  });
  return WebAssembly.compile(bytes).catch((cause: unknown) => {
    throw new Error('This machine cannot run WebAssembly with relaxed SIMD and threads.', { cause });
  });
}

export function instantiateKernels(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels {
  const abort = () => {
    throw new Error('A WebAssembly kernel stopped.');
  };
  const { exports } = new WebAssembly.Instance(module, { env: { memory, abort } });
  return exports as unknown as Kernels;
}
