// The tensorflow device: the step program on TensorFlow's native library, on a GPU through CUDA or on the CPU, with a group
// of lanes in every operation.
import { availableParallelism } from 'node:os';
import type { Device } from '../../device.ts';
import { Kinds } from './kinds.ts';
import { loadTensorFlow } from './load.ts';
import { Native } from './native.ts';
import { Rounding } from './rounding.ts';
import { TensorflowSession } from './session.ts';

/** A CPU is fastest on tensors that stay near its caches; a GPU wants all the lanes that its memory holds. */
const CPU = { lanes: 16, limits: { tensor: 2 ** 19, workspace: Infinity } } as const;
/** Graphs that are kept ready on the CPU. On a GPU a graph's tensors would go by way of the host's memory. */
const GRAPHS = 12;
const GPU_LANES = 64;
/** Bytes of a GPU that a session plans with if it is not told how many. */
const GPU_MEMORY = 4 * 2 ** 30;

export interface TensorflowSettings {
  /** null: as many as the machine offers. */
  readonly threads: number | null;
  /** Bytes that a session may plan with on a GPU. */
  readonly gpuMemory?: number;
}

/** @throws Error with one sentence where TensorFlow cannot be loaded. */
export async function createTensorflowDevice({
  threads,
  gpuMemory = GPU_MEMORY,
}: TensorflowSettings): Promise<Device> {
  const { binding, usesGpu } = loadTensorFlow(threads);
  const native = new Native(binding);
  const rounding = new Rounding(native);
  const kinds = new Kinds(usesGpu ? 0 : GRAPHS);
  const { lanes, limits } = usesGpu
    ? { lanes: GPU_LANES, limits: { tensor: Infinity, workspace: gpuMemory / 4 } }
    : CPU;
  return {
    describe: () => ({
      name: 'tensorflow' as const,
      summary: `TensorFlow's native library on ${usesGpu ? 'a GPU (CUDA)' : 'the CPU'}`,
      threads: usesGpu ? 1 : (threads ?? availableParallelism()),
      lanes,
      together: true,
      clock: usesGpu ? 'wall' : 'processor',
      ...(usesGpu && { memory: { session: gpuMemory / 2, tensor: Infinity } }),
    }),
    open: async (options) => new TensorflowSession(native, rounding, kinds, options, limits),
    close: async () => {
      kinds.close();
      native.close();
    },
  };
}
