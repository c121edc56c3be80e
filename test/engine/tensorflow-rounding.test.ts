// Rounding by TensorFlow's operations against formats/round.ts, bit for bit, over the vectors of the wasm device: every
// format, rounding, overflow and treatment of subnormals.
import { describe, expect, test } from 'vitest';
import { draws } from '../../src-main/engine/devices/tensorflow/draws.ts';
import { Native } from '../../src-main/engine/devices/tensorflow/native.ts';
import { Rounding } from '../../src-main/engine/devices/tensorflow/rounding.ts';
import type { Cast } from '../../src-main/formats/cast.ts';
import { parseFormat } from '../../src-main/formats/format.ts';
import { bitsOf, rounder, valueOf } from '../../src-main/formats/round.ts';
import { random32, streamKey } from '../../src-main/engine/random.ts';
import { ROUNDED_FORMATS, roundingInputs } from './support.ts';
import { tensorflowOfTests } from './tensorflow-support.ts';

const loaded = tensorflowOfTests();
const SEED = 12345;
const [PURPOSE, STEP] = ['tests', 7];

describe.skipIf(!loaded)('tensorflow', () => {
  const native = loaded && new Native(loaded.binding);
  const rounding = native && new Rounding(native);

  test.each(ROUNDED_FORMATS)('rounds to %s as the oracle does', (name) => {
    for (const mode of ['nearest-even', 'toward-zero', 'stochastic'] as const) {
      for (const overflow of ['saturate', 'format'] as const) {
        for (const subnormals of ['keep', 'flush'] as const) {
          const cast: Cast = { format: parseFormat(name), rounding: mode, overflow, subnormals };
          const values = roundingInputs(cast);
          const found = native!.scope(() => {
            const keys = native!.integers(Int32Array.of(streamKey(SEED, PURPOSE, STEP)), [1, 1]);
            const random = draws(native!, keys, values.length);
            return native!.read(rounding!.cast(native!.floats(values, [1, values.length]), cast, random));
          });
          const round = rounder(cast);
          const key = streamKey(SEED, PURPOSE, STEP);
          const wrong = [...values.keys()].filter((i) => {
            return !Object.is(valueOf(round(bitsOf(values[i]!), random32(key, i))), found[i]);
          });
          const example = wrong.slice(0, 3).map((i) => `${values[i]} became ${found[i]}`);
          expect({ mode, overflow, subnormals, wrong: wrong.length, example }).toEqual({
            mode,
            overflow,
            subnormals,
            wrong: 0,
            example: [],
          });
        }
      }
    }
  });
});
