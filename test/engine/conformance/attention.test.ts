// Attention over a context longer than the blocks of rows in which devices make probabilities, against the reference device,
// which makes those of a head at once. What is rounded wrongly, or drawn at another index, shows in nearly all values; what a
// last bit has sent to the other side of a tie shows in few.
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { StepBuilder } from '../../../src-main/engine/builder.ts';
import type { Device } from '../../../src-main/engine/device.ts';
import { createReferenceDevice } from '../../../src-main/engine/devices/reference/device.ts';
import { randomNormal } from '../../../src-main/engine/random.ts';
import type { Rounding } from '../../../src-main/formats/cast.ts';
import { parseFormat } from '../../../src-main/formats/format.ts';
import type { Precision } from '../../../src-main/formats/precision.ts';
import type { Scaling } from '../../../src-main/formats/scaling.ts';
import { programOf } from '../webgpu-support.ts';
import { closeGpu, DEVICES } from './devices.ts';
import { once, outcome } from './outcome.ts';

/** No whole number of blocks, of tiles or of vectors. */
const CONTEXT = 301;
const [HEADS, WIDTH] = [2, 14];
/** Of the largest value: what float32 sums of some hundred terms may differ by, and a rounded term does not. */
const CLOSE = 2e-5;
/** Values that may be further off, where one of their terms lay near a tie. */
const FLIPPED = 0.01;

function to(format: string, scaling: Scaling, rounding: Rounding): Precision {
  const cast = { format: parseFormat(format), rounding, overflow: 'saturate', subnormals: 'keep' } as const;
  return { cast, scaling };
}

const BY_HEAD = { kind: 'tensor', powerOfTwo: false } as const;
const UNSCALED = { kind: 'none' } as const;

interface Case {
  readonly name: string;
  readonly qk: Precision | null;
  readonly pv: Precision | null;
  readonly gradient: Precision | null;
}

const CASES: readonly Case[] = [
  { name: 'float32', qk: null, pv: null, gradient: null },
  {
    name: 'one scale for each head',
    qk: to('e4m3fn', BY_HEAD, 'nearest-even'),
    pv: to('e4m3fn', BY_HEAD, 'nearest-even'),
    gradient: to('e5m2', BY_HEAD, 'nearest-even'),
  },
  {
    name: 'stochastic rounding',
    qk: to('e4m3fn', UNSCALED, 'stochastic'),
    pv: to('e4m3fn', UNSCALED, 'stochastic'),
    gradient: to('e5m2', BY_HEAD, 'stochastic'),
  },
];

function values(seed: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => randomNormal(seed, i));
}

function run(device: Device, { qk, pv, gradient }: Case) {
  const build = new StepBuilder(null);
  const squaredDivisor = WIDTH / HEADS;
  const shared = { batch: 1, heads: HEADS, context: CONTEXT, width: WIDTH, squaredDivisor, qk, pv };
  const [qkv, dQkv] = ['qkv', 'dQkv'].map((name) => build.state(name, [CONTEXT, 3 * WIDTH])) as [
    string,
    string,
  ];
  const [out, dOut] = ['out', 'dOut'].map((name) => build.state(name, [CONTEXT, WIDTH])) as [string, string];
  const sites = {
    qk: build.site('qk', qk),
    pv: build.site('pv', pv),
    gradient: build.site('gradient', gradient),
  };
  build.emit({ phase: 'forward', label: 'a', kind: 'attention', layer: 0, qkv, out, sites, ...shared }, out);
  build.emit(
    {
      phase: 'backward',
      label: 'b',
      kind: 'attention-gradient',
      qkv,
      dOut,
      dQkv,
      gradient,
      sites,
      ...shared,
    },
    dQkv,
  );
  const given = { qkv: values(1, CONTEXT * 3 * WIDTH), dOut: values(2, CONTEXT * WIDTH) };
  return outcome(device, programOf(build), given, [out, dQkv]);
}

const expectedOf = once(async (each: Case) => run(await createReferenceDevice(), each));

afterAll(closeGpu);

describe.each(DEVICES)('on $name', ({ open }) => {
  let device: Device | null = null;
  afterEach(async () => {
    await device?.close();
    device = null;
  });

  test.each(CASES)('attention and its gradient, block by block: $name', async (each) => {
    const expected = await expectedOf(each);
    device = await open();
    const found = await run(device, each);
    for (const [name, wanted] of Object.entries(expected.buffers)) {
      const most = wanted.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
      const off = wanted.filter((value, i) => !(Math.abs(found.buffers[name]![i]! - value) <= CLOSE * most));
      expect([name, off.length / wanted.length <= (each.qk ? FLIPPED : 0)]).toEqual([name, true]);
    }
    expected.sites.forEach((value, i) => expect(Math.abs(found.sites[i]! - value)).toBeLessThan(1e-3));
  });
});
