// The webgpu device: WGSL kernels on any GPU through Dawn, all lanes of a session in one dispatch. A lane's numbers do not
// depend on the lanes beside it; across GPUs they agree within a tolerance, as drivers round sums and exp differently.
import type { Device } from '../../device.ts';
import { Gpu } from './gpu.ts';
import { WebgpuSession, type SessionSettings } from './session.ts';
import { checkedUnits } from './units-check.ts';

/** Bytes that a session plans with if it is not told how many. */
const MEMORY_BYTES = 4 * 2 ** 30;
/** Share of it for what the planner counts; the rest is for the operands of matrix units. */
const SHARE_BESIDE_UNITS = 0.75;
/** Small models fill a GPU only by many lanes; a CPU that plays one gains nothing from them. */
const LANES = { hardware: 64, software: 4 } as const;

export interface WebgpuSettings extends SessionSettings {
  /** Bytes that a session may plan with. */
  readonly memory?: number;
  /** The same where the GPU is a driver that computes on the CPU; absent: `memory`. */
  readonly softwareMemory?: number;
}

export interface WebgpuChoice extends WebgpuSettings {
  /** The GPU by its number or a part of its name; absent: the one that Dawn takes first. */
  readonly which?: string;
}

/** @throws Error with one sentence that says why there is no GPU and what would help. */
export async function createWebgpuDevice({ which, ...settings }: WebgpuChoice = {}): Promise<Device> {
  const gpu = await Gpu.open(which);
  const units = gpu.units && (await checkedUnits(gpu.units, which));
  return webgpuDevice(gpu, { units, ...settings });
}

/** The device on a GPU that is open; closing it closes the GPU. */
export function webgpuDevice(gpu: Gpu, settings: WebgpuSettings = {}): Device {
  const { memory: ofGpu = MEMORY_BYTES, softwareMemory = ofGpu, units = null } = settings;
  const memory = gpu.software ? softwareMemory : ofGpu;
  return {
    describe: () => ({
      name: 'webgpu',
      summary: gpu.software
        ? `${gpu.name}, software on the CPU`
        : `${gpu.name}${units ? ', float16 matrix units' : ''}`,
      threads: 1,
      lanes: gpu.software ? LANES.software : LANES.hardware,
      together: true,
      clock: gpu.software ? 'processor' : 'wall',
      memory: { session: (units ? SHARE_BESIDE_UNITS : 1) * memory, tensor: gpu.largestBuffer },
      gpus: gpu.all,
      ...(gpu.software && { software: true }),
    }),
    open: (options) => WebgpuSession.open(gpu, options, memory, settings),
    close: async () => gpu.close(),
  };
}
