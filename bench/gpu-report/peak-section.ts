// What the GPU can do at most, measured: multiply-adds in registers, bytes copied, and products of large matrices by the kernels
// that training uses. Work grows until it takes long enough to be timed by the wall.
import type { Gpu } from '../../src-main/engine/devices/webgpu/gpu.ts';
import { USAGE } from '../../src-main/engine/devices/webgpu/gpu.ts';
import { kernel } from '../../src-main/engine/devices/webgpu/kernel.ts';
import { Submissions } from '../../src-main/engine/devices/webgpu/submissions.ts';
import { parseFormat } from '../../src-main/formats/format.ts';
import type { Precision } from '../../src-main/formats/precision.ts';
import { normalValues, productProgram, runSteps } from './alone.ts';
import { openDevice, rounded, type Section } from './section.ts';

/** The finding that is a GPU's float32 peak, and the column that has it. */
export const PEAK = { what: 'multiply-adds in registers, float32' } as const;
export const TERAFLOPS = 'TFLOP/s';

/** Seconds of a timing that is believed. */
const ENOUGH = 0.1;
const SIDES = [256, 512, 1024, 2048, 4096, 8192] as const;
const COPIED = 2 ** 28;

const cast = (name: string): Precision => ({
  cast: { format: parseFormat(name), rounding: 'nearest-even', overflow: 'saturate', subnormals: 'keep' },
  scaling: { kind: 'none' },
});
const OPERANDS = { float32: null, 'BF16 operands': cast('bf16'), 'E4M3 operands': cast('e4m3fn') } as const;

export const peakSection: Section = async ({ tell, left }) => {
  const { gpu, units, device } = await openDevice();
  const fused = await perSecond(left() / 6, (count) => fuse(gpu, count));
  tell({ ...PEAK, [TERAFLOPS]: rounded((2 * fused) / 1e12) });
  const bytes = await perSecond(left() / 6, (count) => copyBytes(gpu, count));
  tell({ what: `copying ${COPIED / 2 ** 20} MiB, read and written`, 'GB/s': rounded((2 * bytes) / 1e9) });
  const made = Object.entries(OPERANDS);
  for (const [index, [name, precision]] of made.entries()) {
    const until = left() * (1 - 1 / (made.length - index));
    let [pace, paceBefore] = [0, 0];
    for (const side of SIDES) {
      const work = side ** 3;
      // A first timing takes a warm-up and the product itself.
      if (pace > 0 && left() - until < (4 * work) / pace) break;
      const session = await device.open({
        programs: [productProgram([side, side, side], precision)],
        seeds: [0],
      });
      await session.write(0, 'a', normalValues(1, side ** 2));
      await session.write(0, 'b', normalValues(2, side ** 2));
      pace = await perSecond((left() - until) / 2, async (count) => {
        await runSteps(session, count);
        return count * work;
      });
      await session.close();
      const on = units && precision && name.startsWith('E4M3') ? ', on matrix units' : '';
      tell({
        what: `product of ${side} x ${side} x ${side}, ${name}${on}`,
        [TERAFLOPS]: rounded((2 * pace) / 1e12),
      });
      // It has levelled off.
      if (paceBefore > 0 && pace < 1.05 * paceBefore && side >= 2048) break;
      paceBefore = pace;
    }
  }
  gpu.close();
};

/** Doubles what is done at once, after a warm-up, until it takes long enough or the time is up; work per second of the last. */
async function perSecond(seconds: number, doTimes: (count: number) => Promise<number>): Promise<number> {
  const begun = performance.now();
  await doTimes(1);
  for (let count = 1; ; count *= 2) {
    const before = performance.now();
    const work = await doTimes(count);
    const now = performance.now();
    const took = (now - before) / 1000;
    if (took >= ENOUGH || (now - begun) / 1000 + 2 * took > seconds) return work / took;
  }
}

const CHAINS = 8;
const ROUNDS = 16;
const [THREADS, GROUPS] = [256, 1024];

/** Multiply-adds done. */
async function fuse(gpu: Gpu, count: number): Promise<number> {
  const chains = Array.from({ length: CHAINS }, (_, i) => i);
  const made = kernel({
    label: 'multiply-adds',
    ports: { out: { buffer: 'out', life: 'shared', length: 0, access: 'write', type: 'f32' } },
    numbers: { rounds: ROUNDS * count },
    threads: THREADS,
    groups: [GROUPS, 1],
    body: `
    let x = vec4f(f32(thread) * 1e-6f);
    ${chains.map((i) => `var s${i} = vec4f(${i}.0f);`).join('\n')}
    for (var r = 0u; r < own.rounds; r++) {
      ${chains.map((i) => `s${i} = fma(s${i}, x, vec4f(1.0f));`).join('\n')}
    }
    let all = ${chains.map((i) => `s${i}`).join(' + ')};
    out[group.x * ${THREADS}u + thread] = all.x + all.y + all.z + all.w;`,
  });
  const { device } = gpu;
  const buffers = [
    device.createBuffer({ size: 64, usage: USAGE.uniform }),
    device.createBuffer({ size: made.numbers.byteLength, usage: USAGE.uniform | USAGE.copyTarget }),
    device.createBuffer({ size: 4 * THREADS * GROUPS, usage: USAGE.storage }),
  ];
  device.queue.writeBuffer(buffers[1]!, 0, made.numbers);
  const entries = buffers.map((buffer, binding) => ({ binding, resource: { buffer } }));
  const bindGroup = device.createBindGroup({ layout: gpu.layout(made.ports), entries });
  const submissions = new Submissions(gpu);
  await submissions.submit([{ place: 0, pipeline: await gpu.pipeline(made), bindGroup, kernel: made }], 1);
  await gpu.guard(device.queue.onSubmittedWorkDone());
  for (const buffer of buffers) buffer.destroy();
  submissions.close();
  return GROUPS * THREADS * CHAINS * 4 * ROUNDS * count;
}

async function copyBytes(gpu: Gpu, count: number): Promise<number> {
  const { device } = gpu;
  const size = Math.min(COPIED, gpu.largestBuffer);
  const usage = USAGE.copySource | USAGE.copyTarget;
  const [from, to] = [device.createBuffer({ size, usage }), device.createBuffer({ size, usage })];
  const encoder = device.createCommandEncoder();
  for (let i = 0; i < count; i++) encoder.copyBufferToBuffer(from, 0, to, 0, size);
  device.queue.submit([encoder.finish()]);
  await gpu.guard(device.queue.onSubmittedWorkDone());
  for (const buffer of [from, to]) buffer.destroy();
  return size * count;
}
