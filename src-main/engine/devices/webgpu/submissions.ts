// Puts kernels on the GPU's queue: in submissions that are short enough for any driver's watchdog, a kernel that is longer in pieces,
// and never more of them ahead of the GPU than it does in some seconds, so that one that is slow is not taken for hung.
import type { PassClock } from './clock.ts';
import { USAGE, type Gpu } from './gpu.ts';
import { ORIGINS, type Kernel } from './kernel.ts';

/** Multiply-adds of one submission: a tenth of a second on a slow GPU, well below any driver's watchdog. */
export const SUBMISSION_WORK = 2e10;
/** Submissions' worth of work after which the GPU is waited for, while as much is on its queue. */
const IN_FLIGHT = 16;

export interface Dispatch {
  /** Its place among all whose passes are timed. */
  readonly place: number;
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: GPUBindGroup;
  readonly kernel: Kernel;
}

type Triple = readonly [number, number, number];

/** Workgroups of a kernel, from `first` on. */
export interface Groups {
  readonly first: Triple;
  readonly count: Triple;
}

/** All workgroups in pieces of at most `most` work, as far as single workgroups allow: halved along z, then y, then x. */
export function piecesOf(groups: Groups, workOfGroup: number, most: number): readonly Groups[] {
  const { first, count } = groups;
  const [x, y, z] = count;
  const axis = z > 1 ? 2 : y > 1 ? 1 : 0;
  if (x * y * z * workOfGroup <= most || count[axis] === 1) return [groups];
  const half = Math.ceil(count[axis] / 2);
  const [before, after, at] = [[...count], [...count], [...first]] as [number, number, number][];
  before![axis] = half;
  after![axis]! -= half;
  at![axis]! += half;
  return [
    ...piecesOf({ first, count: before! }, workOfGroup, most),
    ...piecesOf({ first: at!, count: after! }, workOfGroup, most),
  ];
}

export class Submissions {
  readonly #gpu: Gpu;
  readonly #most: number;
  readonly #origins: Origins;
  /** Work submitted since the GPU was last asked to tell when it is done, and what it will tell then. */
  #work = 0;
  #earlier: Promise<unknown> = Promise.resolve();

  constructor(gpu: Gpu, most = SUBMISSION_WORK) {
    this.#gpu = gpu;
    this.#most = most;
    this.#origins = new Origins(gpu);
  }

  /** With a `clock` every kernel is a pass of its own. @throws Error with one sentence where the GPU gives up. */
  async submit(commands: readonly Dispatch[], lanes: number, clock: PassClock | null = null): Promise<void> {
    const { device } = this.#gpu;
    const all = commands.map(({ kernel }) => this.#piecesOf(kernel, lanes));
    for (const pieces of all) for (const { first } of pieces) this.#origins.add(first);
    let [next, piece] = [0, 0];
    while (next < commands.length) {
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass(
        clock ? { timestampWrites: clock.writes(commands[next]!.place) } : undefined,
      );
      let work = 0;
      do {
        const { pipeline, bindGroup, kernel } = commands[next]!;
        const { first, count } = all[next]![piece]!;
        pass.setPipeline(pipeline);
        pass.setBindGroup(0, bindGroup);
        pass.setBindGroup(1, this.#origins.bindGroup, [this.#origins.offsetOf(first)]);
        pass.dispatchWorkgroups(...count);
        work += workOf(kernel, count);
        piece++;
        if (piece === all[next]!.length) [next, piece] = [next + 1, 0];
      } while (next < commands.length && (clock ? piece > 0 : work < this.#most));
      pass.end();
      device.queue.submit([encoder.finish()]);
      await this.#wait(work);
    }
  }

  close(): void {
    this.#origins.close();
  }

  #piecesOf(kernel: Kernel, lanes: number): readonly Groups[] {
    const count = [...kernel.groups, lanes * kernel.heads] as const;
    return piecesOf({ first: [0, 0, 0], count }, workOf(kernel, [1, 1, 1]), this.#most);
  }

  /** Waits for what was submitted before the last so much work, so that the GPU has some to go on with. */
  async #wait(work: number): Promise<void> {
    this.#work += work;
    if (this.#work < IN_FLIGHT * this.#most) return;
    this.#work = 0;
    await this.#gpu.guard(this.#earlier);
    this.#earlier = this.#gpu.device.queue.onSubmittedWorkDone();
    this.#earlier.catch(() => undefined);
  }
}

function workOf({ groups: [x, y], heads, work }: Kernel, count: Triple): number {
  return (work * count[0] * count[1] * count[2]) / (x * y * heads);
}

/** Where pieces of kernels begin, each at its own place in a uniform buffer. */
class Origins {
  readonly #gpu: Gpu;
  readonly #offsets = new Map<string, number>();
  #buffer: GPUBuffer | null = null;
  #group: GPUBindGroup | null = null;
  #capacity = 0;

  constructor(gpu: Gpu) {
    this.#gpu = gpu;
    this.add([0, 0, 0]);
  }

  get bindGroup(): GPUBindGroup {
    return this.#group!;
  }

  offsetOf(first: Triple): number {
    return this.#offsets.get(first.join())!;
  }

  add(first: Triple): void {
    const key = first.join();
    if (this.#offsets.has(key)) return;
    if (this.#offsets.size === this.#capacity) this.#grow();
    const offset = this.#offsets.size * ORIGINS.stride;
    this.#offsets.set(key, offset);
    this.#gpu.device.queue.writeBuffer(this.#buffer!, offset, Uint32Array.from(first));
  }

  close(): void {
    this.#buffer?.destroy();
  }

  #grow(): void {
    const { device } = this.#gpu;
    const old = this.#buffer;
    this.#capacity = Math.max(ORIGINS.capacity, 2 * this.#capacity);
    this.#buffer = device.createBuffer({
      size: this.#capacity * ORIGINS.stride,
      usage: USAGE.uniform | USAGE.copyTarget,
    });
    for (const [key, offset] of this.#offsets) {
      device.queue.writeBuffer(this.#buffer, offset, Uint32Array.from(key.split(','), Number));
    }
    this.#group = device.createBindGroup({
      layout: this.#gpu.originLayout,
      entries: [{ binding: 0, resource: { buffer: this.#buffer, size: ORIGIN_BYTES } }],
    });
    old?.destroy();
  }
}

/** A vec3u. */
export const ORIGIN_BYTES = 16;
