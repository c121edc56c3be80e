// 72 runs whose truth is known, as curves of 200 steps: two recipes, two batch sizes, six learning rates, three seeds. A run above the
// edge of its recipe and batch size, which scatters between seeds, blows up or meets NaN. Made anew as test/oracle/import_truth.py does.
import { randomNormal, streamKey } from '../../../src-main/engine/random.ts';

export const RATES = [1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2];
export const VOCABULARY = 65;
const EDGES = { 'bf16 16': 8e-3, 'bf16 64': 2e-2, 'fp8 16': 1.8e-3, 'fp8 64': 5e-3 };
const STEPS = 200;

export interface TrueRun {
  readonly lr: number;
  readonly batch_size: number;
  readonly seed: number;
  readonly precision: 'bf16' | 'fp8';
  readonly losses: readonly number[];
  readonly ends: 'trained' | 'blown up' | 'NaN';
}

export const TRUE_RUNS: readonly TrueRun[] = (['bf16', 'fp8'] as const).flatMap((precision) =>
  [16, 64].flatMap((size) =>
    RATES.flatMap((lr) => [0, 1, 2].map((seed) => trueRun(precision, size as 16 | 64, lr, seed))),
  ),
);

function trueRun(precision: 'bf16' | 'fp8', size: 16 | 64, lr: number, seed: number): TrueRun {
  const key = streamKey(seed, `${precision} ${size} ${lr}`, 0);
  let drawn = 0;
  const draw = () => randomNormal(key, drawn++);
  const edge = EDGES[`${precision} ${size}`] * 10 ** (0.1 * draw());
  const ends = lr <= edge ? 'trained' : lr > 3 * edge ? 'NaN' : 'blown up';
  const start = Math.log(VOCABULARY);
  const losses: number[] = [];
  for (let step = 0; step < STEPS; step++) {
    if (ends === 'NaN' && step === 60) {
      losses.push(NaN);
      break;
    }
    const speed = 8 * Math.min(1, Math.sqrt(lr / 1e-3));
    const trained = 2.2 + (start - 2.2) * Math.exp((-step / STEPS) * speed) + 0.02 * draw();
    losses.push(ends === 'blown up' && step > 80 ? 5 + 0.2 * draw() : trained);
  }
  return { lr, batch_size: size, seed, precision, losses, ends };
}
