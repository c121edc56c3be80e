// The devices that the conformance tests run on, each held against the reference device. A new device is one entry here.
import type { Device } from '../../../src-main/engine/device.ts';
import { createReferenceDevice } from '../../../src-main/engine/devices/reference/device.ts';
import { createNativeDevice } from '../../../src-main/engine/devices/native/device.ts';
import { createTensorflowDevice } from '../../../src-main/engine/devices/tensorflow/device.ts';
import { createWasmDevice } from '../../../src-main/engine/devices/wasm/device.ts';
import { webgpuDevice } from '../../../src-main/engine/devices/webgpu/device.ts';
import { blasOfTests } from '../blas-support.ts';
import { tensorflowOfTests } from '../tensorflow-support.ts';
import { gpuOfTests } from '../webgpu-support.ts';

export interface TestedDevice {
  readonly name: string;
  readonly open: () => Promise<Device>;
  /** A lane has the very same numbers whatever lanes are beside it, and however a step is cut into programs. */
  readonly isExact: boolean;
}

/** For tests of what a device does by itself. */
export const REFERENCE: TestedDevice = { name: 'reference', open: createReferenceDevice, isExact: true };

const [gpu, tensorflow, blas] = [await gpuOfTests(), tensorflowOfTests(), blasOfTests()];

/** Those that run here; a line on the terminal has said of each other why it does not. */
export const DEVICES: readonly TestedDevice[] = [
  { name: 'wasm', open: () => createWasmDevice({ threads: 1 }), isExact: true },
  // Every product by the library, small as they are.
  ...(blas
    ? [{ name: 'native', open: () => createNativeDevice({ threads: 1, smallestSide: 1 }), isExact: true }]
    : []),
  // The GPU stays open for the tests that follow.
  ...(gpu
    ? [
        {
          name: 'webgpu',
          open: async () => ({ ...webgpuDevice(gpu), close: async () => undefined }),
          isExact: true,
        },
      ]
    : []),
  // It adds up in an order that depends on how many lanes there are.
  ...(tensorflow
    ? [{ name: 'tensorflow', open: () => createTensorflowDevice({ threads: null }), isExact: false }]
    : []),
];

/** To be called when a file's tests are over. */
export function closeGpu(): void {
  gpu?.close();
}
