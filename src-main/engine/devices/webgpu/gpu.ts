// The GPU of this machine through Dawn: found or explained, opened with the limits that it has, and watched, so that a lost
// or failing one ends whatever waits for it with one sentence.
/// <reference types="@webgpu/types" />
import { OutOfMemoryError } from '../../device.ts';
import { chosenAdapter, listedAdapters, NO_ADAPTER } from './adapters.ts';
import type { Kernel, Port } from './kernel.ts';
import { UNIT_FEATURES, unitsOf, type MatrixUnits } from './matrix-units.ts';

/** WebGPU's own numbers; as globals they are there in browsers only. */
export const USAGE = { mapRead: 1, copySource: 4, copyTarget: 8, uniform: 64, storage: 128 } as const;
const VISIBLE_TO_COMPUTE = 4;
const MAP_READ = 1;

/** Time after which a GPU that gives nothing back is taken for hung. */
const PATIENCE_MILLISECONDS = 60_000;
/** Time that the reason of a failure has to arrive after the failure. */
const REASON_MILLISECONDS = 1000;

/** Bytes of the buffers through which values come back: larger ones are not kept for the next time. */
const LEAST_STAGING = 2 ** 12;
const MOST_STAGING = 2 ** 24;
/** Bytes from which on a write is waited for. */
const WAITED_FOR = 2 ** 20;

const HELP: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  linux:
    'install the Vulkan loader (libvulkan1) and the driver of the GPU: NVIDIA\'s own from version 535, mesa-vulkan-drivers for AMD and Intel; "vulkaninfo --summary" must list it',
  win32: 'install the current driver of the GPU; it must offer Direct3D 12',
  darwin: 'Metal is needed, which every Mac from 2015 on has outside virtual machines',
};

/**
 * Matrix units are there for those only who ask for what WebGPU has not settled yet; time would be told in tenths of a ms. A
 * kernel clears what it needs clear of its workgroup's memory: all of it cleared costs more than many a kernel's own work.
 */
const SETTINGS = [
  'enable-dawn-features=allow_unsafe_apis,disable_workgroup_init',
  'disable-dawn-features=timestamp_quantization',
];

const WANTED = [...UNIT_FEATURES, 'timestamp-query'] as GPUFeatureName[];

const LARGEST_BINDING = 2 ** 32 - 4;

type Pipeline = Promise<GPUComputePipeline>;

export class Gpu {
  readonly name: string;
  /** It computes on the CPU, as SwiftShader does. */
  readonly software: boolean;
  readonly device: GPUDevice;
  /** What the adapter offers; whether it computes as it should is for units-check.ts to find out. */
  readonly units: MatrixUnits | null;
  /** Dawn lives as long as this is held. */
  readonly instance: GPU;
  /** Names of the GPUs that Dawn could open, by number. */
  readonly all: readonly string[];
  readonly #broken: Promise<never>;
  readonly #pipelines = new Map<string, Pipeline>();
  readonly #layouts = new Map<string, GPUBindGroupLayout>();
  /** Idle ones by their size. */
  readonly #staging = new Map<number, GPUBuffer[]>();
  /** Of where a kernel's workgroups begin, at an offset that is told with each dispatch. */
  readonly originLayout: GPUBindGroupLayout;
  #closed = false;

  private constructor(instance: GPU, info: GPUAdapterInfo, device: GPUDevice, all: readonly string[]) {
    this.instance = instance;
    this.all = all;
    this.device = device;
    this.name = nameOf(info);
    this.software = info.isFallbackAdapter;
    this.originLayout = device.createBindGroupLayout({
      entries: [
        { binding: 0, visibility: VISIBLE_TO_COMPUTE, buffer: { type: 'uniform', hasDynamicOffset: true } },
      ],
    });
    const hasUnits = UNIT_FEATURES.every((feature) => device.features.has(feature));
    this.units = hasUnits ? unitsOf(info) : null;
    this.#broken = new Promise((_, reject) => {
      device.addEventListener('uncapturederror', ({ error }) => {
        const full = error.constructor.name === 'GPUOutOfMemoryError';
        const sentence = `The GPU refused to go on: ${firstLine(error.message)}.`;
        reject(full ? new OutOfMemoryError(sentence) : new Error(sentence));
      });
      void device.lost.then(({ message }) => {
        reject(
          new Error(this.#closed ? 'The GPU has been closed.' : `The GPU was lost: ${firstLine(message)}.`),
        );
      });
    });
    this.#broken.catch(() => undefined);
  }

  /**
   * The GPU of that number or part of a name; else the one that Dawn takes first.
   * @throws Error with one sentence that says why there is no GPU, or not that one, and what would help.
   */
  static async open(which?: string): Promise<Gpu> {
    const { create } = await import('webgpu').catch((error: unknown) => {
      throw new Error(`The library of the webgpu package does not load: ${firstLine(String(error))}.`, {
        cause: error,
      });
    });
    const all = listedAdapters(
      await create([NO_ADAPTER])
        .requestAdapter()
        .then(
          () => '',
          (error: unknown) => String(error),
        ),
    );
    const chosen = which === undefined || all.length === 0 ? [] : [`adapter=${chosenAdapter(all, which)}`];
    const instance = create([...SETTINGS, ...chosen]);
    const adapter = await instance.requestAdapter({ powerPreference: 'high-performance' });
    if (!adapter) {
      const help = HELP[process.platform] ?? 'install a driver that offers Vulkan';
      throw new Error(`no GPU was found; ${help} (docs/gpu.md).`);
    }
    const { maxBufferSize, maxStorageBufferBindingSize, maxComputeWorkgroupStorageSize } = adapter.limits;
    const device = await adapter.requestDevice({
      requiredFeatures: WANTED.filter((feature) => adapter.features.has(feature)),
      requiredLimits: { maxBufferSize, maxStorageBufferBindingSize, maxComputeWorkgroupStorageSize },
    });
    return new Gpu(instance, adapter.info, device, all);
  }

  /** Bytes that one buffer may have and one kernel may bind of it: below 4 GiB, as kernels are told lengths in 32 bits. */
  get largestBuffer(): number {
    const { maxBufferSize, maxStorageBufferBindingSize } = this.device.limits;
    return Math.min(maxBufferSize, maxStorageBufferBindingSize, LARGEST_BINDING);
  }

  /** The same text is compiled once, for all sessions. */
  pipeline({ code, label, ports }: Kernel): Pipeline {
    let pipeline = this.#pipelines.get(code);
    if (!pipeline) {
      const { device } = this;
      const layout = device.createPipelineLayout({
        bindGroupLayouts: [this.layout(ports), this.originLayout],
      });
      const module = device.createShaderModule({ code });
      pipeline = device.createComputePipelineAsync({
        label,
        layout,
        compute: { module, entryPoint: 'main' },
      });
      pipeline.catch(() => undefined);
      this.#pipelines.set(code, pipeline);
    }
    return this.guard(pipeline);
  }

  layout(ports: readonly Port[]): GPUBindGroupLayout {
    const kinds = ports.map(({ access }) => (access === 'read' ? 'read-only-storage' : 'storage'));
    const key = kinds.join();
    let layout = this.#layouts.get(key);
    if (!layout) {
      layout = this.device.createBindGroupLayout({
        entries: (['uniform', 'uniform', ...kinds] as const).map((type, binding) => ({
          binding,
          visibility: VISIBLE_TO_COMPUTE,
          buffer: { type },
        })),
      });
      this.#layouts.set(key, layout);
    }
    return layout;
  }

  /** Bytes of a buffer, once the GPU has done what was submitted before. */
  async read(buffer: GPUBuffer, offset: number, bytes: number): Promise<ArrayBuffer> {
    const { device } = this;
    const size = bytes > MOST_STAGING ? bytes : 2 ** Math.ceil(Math.log2(Math.max(bytes, LEAST_STAGING)));
    const idle = this.#staging.get(size) ?? [];
    this.#staging.set(size, idle);
    const staging = idle.pop() ?? device.createBuffer({ size, usage: USAGE.mapRead | USAGE.copyTarget });
    try {
      const encoder = device.createCommandEncoder();
      encoder.copyBufferToBuffer(buffer, offset, staging, 0, bytes);
      device.queue.submit([encoder.finish()]);
      await this.guard(staging.mapAsync(MAP_READ, 0, bytes));
      const values = staging.getMappedRange(0, bytes).slice(0);
      staging.unmap();
      if (size <= MOST_STAGING) idle.push(staging);
      else staging.destroy();
      return values;
    } catch (error) {
      staging.destroy();
      throw error;
    }
  }

  /** Many values are waited for: until they are there the driver holds a copy of them. */
  async write(buffer: GPUBuffer, offset: number, values: Float32Array<ArrayBuffer>): Promise<void> {
    const { queue } = this.device;
    queue.writeBuffer(buffer, offset, values);
    if (values.byteLength >= WAITED_FOR) await this.guard(queue.onSubmittedWorkDone());
  }

  /** Waits for the GPU. @throws Error with one sentence when it is lost, failing or hung. */
  async guard<T>(work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const hung = new Promise<never>((_, reject) => {
      if (this.software) return;
      const seconds = PATIENCE_MILLISECONDS / 1000;
      const late = () => reject(new Error(`The GPU has not answered for ${seconds} s.`));
      timer = setTimeout(late, PATIENCE_MILLISECONDS);
    });
    try {
      return await Promise.race([work, this.#broken, hung]);
    } catch (error) {
      // What waits is told of a loss before the loss itself is.
      const later = new Promise((resolve) => setTimeout(resolve, REASON_MILLISECONDS));
      await Promise.race([this.#broken, later]);
      if (error instanceof OutOfMemoryError) throw error;
      throw new Error(`${firstLine((error as Error).message || 'The GPU gave up')}.`, { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    this.#closed = true;
    this.device.destroy();
  }
}

function nameOf({ description, device, vendor, architecture }: GPUAdapterInfo): string {
  const parts = [device, description].filter((part) => part !== '');
  return parts.join(', ') || [vendor, architecture].filter((part) => part !== '').join(' ') || 'unnamed GPU';
}

function firstLine(message: string): string {
  return message.split('\n')[0]!.trim().replace(/\.$/, '');
}
