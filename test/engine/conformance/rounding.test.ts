// Rounding on every device against formats/round.ts, bit for bit: every format, rounding, overflow and treatment of subnormals,
// and the counts of what was lost and what was too large.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { StepBuilder } from '../../../src-main/engine/builder.ts';
import type { Device } from '../../../src-main/engine/device.ts';
import { createReferenceDevice } from '../../../src-main/engine/devices/reference/device.ts';
import { random32, streamKey } from '../../../src-main/engine/random.ts';
import { parseFormat } from '../../../src-main/formats/format.ts';
import type { Precision } from '../../../src-main/formats/precision.ts';
import { bitsOf, rounder, valueOf } from '../../../src-main/formats/round.ts';
import { ROUNDED_FORMATS, ROUNDED_VALUES, roundingInputs } from '../support.ts';
import { programOf } from '../webgpu-support.ts';
import { closeGpu, DEVICES } from './devices.ts';
import { firstDifference, once, outcome, SEED } from './outcome.ts';

const CASTS = (['nearest-even', 'toward-zero', 'stochastic'] as const).flatMap((rounding) =>
  (['saturate', 'format'] as const).flatMap((overflow) =>
    (['keep', 'flush'] as const).map((subnormals) => ({ rounding, overflow, subnormals })),
  ),
);
/** Sites are counted in the first. */
const STEPS = [0, 1];

function castsTo(name: string) {
  const build = new StepBuilder(null);
  const given: Record<string, Float32Array> = {};
  const casts = CASTS.map((cast) => {
    const precision: Precision = { cast: { ...cast, format: parseFormat(name) }, scaling: { kind: 'none' } };
    const buffer = build.state(Object.values(cast).join(' '), [1, ROUNDED_VALUES]);
    build.round(buffer, 1, ROUNDED_VALUES, precision, buffer, buffer);
    given[buffer] = roundingInputs(precision.cast);
    return { buffer, cast: precision.cast };
  });
  return { program: programOf(build), given, casts };
}

/** What the oracle makes of the values in each step, and the reference device's counts. */
const expectedOf = once(async (name: string) => {
  const { program, given, casts } = castsTo(name);
  const { sites } = await outcome(await createReferenceDevice(), program, given, []);
  const rounded = STEPS.map((step) =>
    casts.map(({ buffer, cast }) => {
      const round = rounder(cast);
      const key = streamKey(SEED, `${buffer}:${buffer}`, step);
      return given[buffer]!.map((value, i) => valueOf(round(bitsOf(value), random32(key, i))));
    }),
  );
  return { sites, rounded };
});

afterAll(closeGpu);

describe.each(DEVICES)('$name rounds as the oracle does', ({ open }) => {
  let device: Device;
  beforeAll(async () => void (device = await open()));
  afterAll(() => device?.close());

  test.each(ROUNDED_FORMATS)('to %s', async (name) => {
    const { program, given, casts } = castsTo(name);
    const { sites, rounded } = await expectedOf(name);
    const results = casts.map(({ buffer }) => buffer);
    for (const fromStep of STEPS) {
      const found = await outcome(device, program, given, results, { fromStep });
      const wrong = results.flatMap((buffer, index) => {
        const [expected, own] = [rounded[fromStep]![index]!, found.buffers[buffer]!];
        const at = firstDifference(expected, own);
        return at < 0 ? [] : [`${given[buffer]![at]} became ${own[at]}, not ${expected[at]} (${buffer})`];
      });
      expect(wrong).toEqual([]);
      if (fromStep === 0) expect(found.sites).toEqual(sites);
    }
  });
});
