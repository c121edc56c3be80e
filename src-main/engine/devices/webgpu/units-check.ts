// Whether the matrix units of a GPU compute as products need it: a product whose sums are exact in any order, with values
// that float16 holds as subnormal ones, with NaN and infinity, on a GPU object of its own that may break.
import { parseFormat } from '../../../formats/format.ts';
import type { Precision } from '../../../formats/precision.ts';
import type { BufferName, StepProgram } from '../../program.ts';
import { random32 } from '../../random.ts';
import { Gpu } from './gpu.ts';
import type { MatrixUnits } from './matrix-units.ts';
import { WebgpuSession } from './session.ts';

const [M, N, K] = [512, 128, 64];
const MEMORY = 2 ** 26;
/** Rows of a with special values; of the others every second one is of float16's subnormal values. */
const [NAN_ROW, INFINITE_ROW] = [4, 6];

const CAST: Precision = {
  cast: { format: parseFormat('e5m2'), rounding: 'nearest-even', overflow: 'format', subnormals: 'keep' },
  scaling: { kind: 'none' },
};

/** Integers from -3 to 3. */
function small(key: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => (random32(key, i) % 7) - 3);
}

/** The units of a GPU with what they were found to keep; null where they do not give the sums. */
export async function checkedUnits(units: MatrixUnits, which?: string): Promise<MatrixUnits | null> {
  const a = small(1, M * K).map((value, i) => (Math.floor(i / K) % 2 === 0 ? value : value * 2 ** -16));
  const b = small(2, K * N);
  a[NAN_ROW * K] = NaN;
  a[INFINITE_ROW * K] = Infinity;
  const found = await productOn({ ...units, subnormals: true }, a, b, which).catch(() => null);
  if (!found) return null;
  let subnormals = true;
  for (let row = 0; row < M; row++) {
    for (let column = 0; column < N; column++) {
      const value = found[row * N + column]!;
      let sum = 0;
      for (let k = 0; k < K; k++) sum += a[row * K + k]! * b[k * N + column]!;
      const same = value === sum || (!Number.isFinite(sum) && !Number.isFinite(value));
      if (same) continue;
      if (row % 2 === 0) return null;
      subnormals = false;
    }
  }
  return { ...units, subnormals };
}

async function productOn(
  units: MatrixUnits,
  a: Float32Array,
  b: Float32Array,
  which?: string,
): Promise<Float32Array> {
  const gpu = await Gpu.open(which);
  try {
    const session = await WebgpuSession.open(gpu, { programs: [PROGRAM], seeds: [0] }, MEMORY, { units });
    await session.write(0, 'a', a);
    await session.write(0, 'b', b);
    await session.run({
      program: 0,
      lanes: [0],
      fromStep: 0,
      steps: 1,
      tokens: new Uint16Array(2),
      offsets: new Int32Array(1),
      learningRates: new Float64Array(1),
      statisticsEvery: 1,
    });
    const result = await session.read(0, 'out');
    await session.close();
    return result;
  } finally {
    gpu.close();
  }
}

const operand = (buffer: BufferName) => ({ buffer, precision: CAST, scale: null, site: 'check' });

const PROGRAM: StepProgram = {
  name: 'check of matrix units',
  batchSize: 1,
  microBatch: 1,
  context: 1,
  vocabulary: 2,
  buffers: [
    { name: 'a', shape: [M, K], life: 'state' },
    { name: 'b', shape: [K, N], life: 'state' },
    { name: 'out', shape: [M, N], life: 'workspace' },
  ],
  weights: [],
  operations: [
    {
      phase: 'forward',
      label: 'product',
      kind: 'matmul',
      m: M,
      n: N,
      k: K,
      a: operand('a'),
      b: operand('b'),
      transposeA: false,
      transposeB: false,
      out: 'out',
      accumulate: false,
      accumulation: null,
    },
  ],
  sites: ['check'],
};
