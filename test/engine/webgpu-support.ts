// A GPU for the tests of the webgpu device: the machine's own, else SwiftShader, the Vulkan driver that Chromium and
// Electron carry and that computes on the CPU. Where there is neither, tests skip and say why.
import { existsSync } from 'node:fs';
import { Gpu, USAGE } from '../../src-main/engine/devices/webgpu/gpu.ts';
import type { StepBuilder } from '../../src-main/engine/builder.ts';
import type { Kernel } from '../../src-main/engine/devices/webgpu/kernel.ts';
import { UNIT_FEATURES } from '../../src-main/engine/devices/webgpu/matrix-units.ts';
import { Submissions } from '../../src-main/engine/devices/webgpu/submissions.ts';
import type { StepProgram } from '../../src-main/engine/program.ts';

const SWIFTSHADER = [
  '/usr/lib/chromium/vk_swiftshader_icd.json',
  '/usr/lib/chromium-browser/vk_swiftshader_icd.json',
  '/opt/google/chrome/vk_swiftshader_icd.json',
  'node_modules/electron/dist/vk_swiftshader_icd.json',
];

/** A GPU, or in words why there is none. */
export async function findGpu(): Promise<Gpu | string> {
  try {
    return await Gpu.open();
  } catch (error) {
    const driver = SWIFTSHADER.find((file) => existsSync(file));
    if (process.env.VK_ICD_FILENAMES !== undefined || !driver) return (error as Error).message;
    process.env.VK_ICD_FILENAMES = driver;
    return Gpu.open().catch(String);
  }
}

/** The GPU of a test file; the line that says why there is none goes to the terminal. */
export async function gpuOfTests(): Promise<Gpu | null> {
  const found = await findGpu();
  if (typeof found !== 'string') return found;
  process.stderr.write(`Tests of the webgpu device are skipped: ${found}\n`);
  return null;
}

/** Dawn ends with a crash where its instances are forgotten before their devices. */
const instances: GPU[] = [];

/** Dawn's device without hardware: it has every feature, checks everything and computes nothing. */
export async function nullDevice(): Promise<GPUDevice> {
  const { create } = await import('webgpu');
  const instance = create(['backend=null', 'enable-dawn-features=allow_unsafe_apis']);
  instances.push(instance);
  const adapter = await instance.requestAdapter();
  const { maxComputeWorkgroupStorageSize } = adapter!.limits;
  return adapter!.requestDevice({
    requiredFeatures: UNIT_FEATURES as unknown as GPUFeatureName[],
    requiredLimits: { maxComputeWorkgroupStorageSize },
  });
}

/** Runs one kernel for one lane. `buffers` are filled by name, in the kernel's order; the last one is read back. */
export async function runKernel(
  gpu: Gpu,
  kernel: Kernel,
  buffers: readonly Uint32Array[],
): Promise<Uint32Array> {
  const { device } = gpu;
  const made = [new Uint32Array(12), kernel.numbers, ...buffers].map((values, index) => {
    const kind = index < 2 ? USAGE.uniform : USAGE.storage;
    const buffer = device.createBuffer({
      size: values.byteLength,
      usage: kind | USAGE.copySource | USAGE.copyTarget,
    });
    device.queue.writeBuffer(buffer, 0, values as Uint32Array<ArrayBuffer>);
    return buffer;
  });
  const bindGroup = device.createBindGroup({
    layout: gpu.layout(kernel.ports),
    entries: made.map((buffer, binding) => ({ binding, resource: { buffer } })),
  });
  const submissions = new Submissions(gpu);
  await submissions.submit([{ place: 0, pipeline: await gpu.pipeline(kernel), bindGroup, kernel }], 1);
  const result = await gpu.read(made.at(-1)!, 0, buffers.at(-1)!.byteLength);
  for (const buffer of made) buffer.destroy();
  submissions.close();
  return new Uint32Array(result);
}

/** A program of nothing but these operations. */
export function programOf(build: StepBuilder): StepProgram {
  const { operations, weights, sites } = build;
  return {
    name: 'test',
    batchSize: 1,
    microBatch: 1,
    context: 1,
    vocabulary: 2,
    buffers: [...build.buffers.values()],
    weights,
    operations,
    sites,
  };
}
