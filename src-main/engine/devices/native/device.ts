// The native device: the wasm device, but for the products of large matrices, which the machine's BLAS library computes in the same
// memory. Operands are rounded by the very kernels of the wasm device before that, bit for bit.
import type { Device } from '../../device.ts';
import { findBlas } from '../blas/library.ts';
import { SMALLEST_SIDE } from '../blas/shapes.ts';
import { createWasmDevice, type WasmSettings } from '../wasm/device.ts';

export interface NativeSettings extends WasmSettings {
  /** Matrices with a side below it are left to the kernels. */
  readonly smallestSide?: number;
}

/** @throws Error with one sentence where there is no library, or where the wasm device cannot run. */
export async function createNativeDevice({
  smallestSide = SMALLEST_SIDE,
  ...settings
}: NativeSettings): Promise<Device> {
  const library = findBlas();
  const device = await createWasmDevice(settings, { library, smallestSide });
  return {
    ...device,
    describe: () => {
      const description = device.describe();
      return {
        ...description,
        name: 'native',
        summary: `${library.name}, ${description.summary}`,
        library: library.name,
      };
    },
  };
}
