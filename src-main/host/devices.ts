// The devices by name: created where they can be, and otherwise the reason in words. Nothing is loaded before it is asked
// for, so that a missing part of one device does no harm to the others.
import { availableParallelism } from 'node:os';
import { DEVICE_NAMES, type Device, type DeviceName, type Session } from '../engine/device.ts';
import { gpuMemory } from './gpu-memory.ts';

export interface DeviceSettings {
  /** null: as many as the machine offers. */
  readonly threads: number | null;
}

type Create = (settings: DeviceSettings) => Promise<Device>;

const create: Readonly<Record<DeviceName, Create>> = {
  reference: async () => {
    const { createReferenceDevice } = await import('../engine/devices/reference/device.ts');
    return createReferenceDevice();
  },
  wasm: async ({ threads }) => {
    const { createWasmDevice } = await import('../engine/devices/wasm/device.ts');
    return createWasmDevice({ threads: threads ?? availableParallelism() });
  },
  webgpu: async () => {
    const { createWebgpuDevice } = await import('../engine/devices/webgpu/device.ts');
    return createWebgpuDevice({ memory: gpuMemory() });
  },
  tensorflow: async ({ threads }) => {
    const { createTensorflowDevice } = await import('../engine/devices/tensorflow/device.ts');
    return createTensorflowDevice({ threads, gpuMemory: gpuMemory() });
  },
};

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
    read: (lane, buffer) => session.read(lane, buffer),
    write: (lane, buffer, values) => session.write(lane, buffer, values),
    compact: (keep) => session.compact(keep),
    close: () => session.close(),
  };
}
