// The devices by name: created where they can be, and otherwise the reason in words. Nothing is loaded before it is asked
// for, so that a missing part of one device does no harm to the others.
import { availableParallelism } from 'node:os';
import { DEVICE_NAMES, type Device, type DeviceName, type Session } from '../engine/device.ts';
import { gpuMemory, softwareGpuMemory } from './gpu-memory.ts';
import { machineMemory } from './machine-memory.ts';

export interface DeviceSettings {
  /** null: as many as the machine has cores, which is the most in any case. */
  readonly threads: number | null;
  /** Lanes that are ever trained at once: a device that gives each lane to one thread has no use for more threads. */
  readonly mostLanes?: number;
  /** A GPU by its number or a part of its name. */
  readonly which?: string;
  /** Of the memory that there is for hosts, this one's share. */
  readonly share?: number;
}

type Create = (settings: DeviceSettings) => Promise<Device>;

const create: Readonly<Record<DeviceName, Create>> = {
  reference: async () => {
    const { createReferenceDevice } = await import('../engine/devices/reference/device.ts');
    return createReferenceDevice();
  },
  wasm: async (settings) => {
    const { createWasmDevice } = await import('../engine/devices/wasm/device.ts');
    return createWasmDevice(onThreads(settings));
  },
  native: async (settings) => {
    const { createNativeDevice } = await import('../engine/devices/native/device.ts');
    return createNativeDevice(onThreads(settings));
  },
  webgpu: async ({ which, share = 1 }) => {
    const { createWebgpuDevice } = await import('../engine/devices/webgpu/device.ts');
    return createWebgpuDevice({
      memory: share * gpuMemory(),
      softwareMemory: share * softwareGpuMemory(machineMemory()),
      ...(which !== undefined && { which }),
    });
  },
  tensorflow: async ({ threads, share = 1 }) => {
    const { createTensorflowDevice } = await import('../engine/devices/tensorflow/device.ts');
    return createTensorflowDevice({ threads: threads && coresFor(threads), gpuMemory: share * gpuMemory() });
  },
};

function onThreads({ threads, mostLanes = Infinity, share = 1 }: DeviceSettings) {
  return { threads: Math.min(coresFor(threads), mostLanes), memory: share * machineMemory() };
}

function coresFor(threads: number | null): number {
  const cores = availableParallelism();
  return Math.min(threads ?? cores, cores);
}

/** Devices worth measuring against each other; the reference device is an oracle and only the last resort. */
export const FAST_DEVICES: readonly DeviceName[] = DEVICE_NAMES.filter((name) => name !== 'reference');

/** @throws whatever keeps the device from being there. */
export async function createDevice(name: DeviceName, settings: DeviceSettings): Promise<Device> {
  const device = await create[name](settings);
  return {
    describe: () => device.describe(),
    open: async (options) => yielding(await device.open(options)),
    close: () => device.close(),
  };
}

/** Lets messages in before every call that may take long: a device that computes on this thread would not. */
function yielding(session: Session): Session {
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    run: (inputs) => turn().then(() => session.run(inputs)),
    evaluate: (...args) => turn().then(() => session.evaluate(...args)),
    read: (...args) => session.read(...args),
    write: (...args) => session.write(...args),
    keep: (...args) => session.keep(...args),
    restore: (...args) => session.restore(...args),
    compact: (keep) => session.compact(keep),
    close: () => session.close(),
  };
}
