// Rounding by the wasm kernels against formats/round.ts, bit for bit: every format, rounding and overflow, each way of
// scaling, and the counts of lost and saturated values.
import { beforeAll, describe, expect, test } from 'vitest';
import type { Cast } from '../../src-main/formats/cast.ts';
import { parseFormat } from '../../src-main/formats/format.ts';
import { bitsOf, rounder, valueOf } from '../../src-main/formats/round.ts';
import { castWords } from '../../src-main/engine/devices/wasm/cast-table.ts';
import {
  compileKernels,
  instantiateKernels,
  type Kernels,
} from '../../src-main/engine/devices/wasm/kernels.ts';
import { random32 } from '../../src-main/engine/random.ts';
import { ROUNDED_FORMATS, ROUNDED_VALUES as COUNT, roundingInputs } from './support.ts';

const KEY = 12345;
const CAST = 65536;
const COUNTS = CAST + 64;
const FROM = 2 * 65536;
const TO = FROM + 4 * COUNT + 64;

let kernels: Kernels;
let memory: WebAssembly.Memory;

beforeAll(async () => {
  memory = new WebAssembly.Memory({ initial: 8, maximum: 8, shared: true });
  kernels = instantiateKernels(await compileKernels(), memory);
});

const ROUNDINGS = ['nearest-even', 'toward-zero', 'stochastic'] as const;

describe.each(ROUNDED_FORMATS)('wasm rounds to %s as the oracle does', (name) => {
  test.each(ROUNDINGS)('%s', (rounding) => {
    for (const overflow of ['saturate', 'format'] as const) {
      for (const subnormals of ['keep', 'flush'] as const) {
        const cast: Cast = { format: parseFormat(name), rounding, overflow, subnormals };
        const values = roundingInputs(cast);
        const floats = new Float32Array(memory.buffer);
        floats.set(values, FROM >> 2);
        const words = new Int32Array(memory.buffer);
        words.set(castWords(cast), CAST >> 2);
        const round = rounder(cast);
        for (const counts of [0, COUNTS]) {
          kernels.quantize(TO, FROM, COUNT, 1, CAST, KEY, 0, counts);
          let wrong = 0;
          let example = '';
          for (let i = 0; i < COUNT; i++) {
            const expected = valueOf(round(bitsOf(values[i]!), random32(KEY, i)));
            const found = floats[(TO >> 2) + i]!;
            if (Object.is(expected, found)) continue;
            wrong++;
            example ||= `${values[i]} became ${found}, not ${expected} (${overflow}, ${subnormals}, counts ${counts})`;
          }
          expect(`${wrong} wrong ${example}`).toBe('0 wrong ');
        }
      }
    }
  });
});
