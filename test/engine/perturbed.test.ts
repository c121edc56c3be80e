// The negative control's initial weights: how little is changed, and that it is enough.
import { describe, expect, test } from 'vitest';
import { perturbed } from '../../src-main/engine/perturbed.ts';
import { initialWeights, train } from '../../src-main/engine/train.ts';
import { PERTURBATION } from '../../src-main/recipes/control.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import { CORPUS, devices, jobOf } from './support.ts';

const SHAPE = [100, 50];
const spec = { name: 'w', shape: SHAPE, standardDeviation: 0.02, constant: 0 };
const weights = initialWeights(spec, 3);
const change = { name: 'w', seed: 3, relative: PERTURBATION, atRest: null };
const shareChanged = (before: Float32Array, after: Float32Array) =>
  after.filter((value, i) => value !== before[i]).length / after.length;

describe('perturbed weights', () => {
  test('differ from the others in about half of the places, by one or two last places of float32', () => {
    const other = perturbed(weights, change);
    // |u| m > 0.596 moves a significand m in [1, 2): a share of 1 - 0.596 / m, 0.40 to 0.70.
    expect(shareChanged(weights, other)).toBeGreaterThan(0.4);
    expect(shareChanged(weights, other)).toBeLessThan(0.7);
    const relative = other.map((value, i) => Math.abs(value / weights[i]! - 1));
    expect(Math.max(...relative)).toBeLessThanOrEqual(PERTURBATION + 2 ** -24);
    const up = other.filter((value, i) => Math.abs(value) > Math.abs(weights[i]!)).length;
    expect(up / other.length / shareChanged(weights, other)).toBeCloseTo(0.5, 1);
  });

  test('of a constant differ as well, and zeros stay', () => {
    const ones = perturbed(new Float32Array(1000).fill(1), change);
    expect(shareChanged(new Float32Array(1000).fill(1), ones)).toBeGreaterThan(0.3);
    expect(perturbed(new Float32Array(3), change)).toEqual(new Float32Array(3));
  });

  test('are the same whenever they are asked for, others for another seed or tensor', () => {
    expect(perturbed(weights, change)).toEqual(perturbed(weights, change));
    expect(perturbed(weights, { ...change, seed: 4 })).not.toEqual(perturbed(weights, change));
    expect(perturbed(weights, { ...change, name: 'v' })).not.toEqual(perturbed(weights, change));
  });
});

const TWIN_STEPS = 20;

describe.each(Object.entries(devices))('the negative control on %s', (_, create) => {
  // bf16-weights keeps no float32 master: a change of 1e-7 alone would be rounded away.
  test.each(['fp32', 'bf16-mixed', 'bf16-weights', 'ms-amp-o2'])(
    'under %s begins as the baseline does and does not stay with it',
    async (name) => {
      const device = await create();
      const job = jobOf(recipeByName(name), { steps: TWIN_STEPS });
      const [plain] = await train(device, job, CORPUS);
      const [control] = await train(device, { ...job, perturbation: PERTURBATION }, CORPUS);
      await device.close();
      const [a, b] = [plain!.series.loss, control!.series.loss];
      expect(Math.abs(b[0]! / a[0]! - 1)).toBeLessThan(2e-3);
      expect(b).not.toEqual(a);
      expect(Math.abs(b[TWIN_STEPS - 1]! / a[TWIN_STEPS - 1]! - 1)).toBeLessThan(0.05);
    },
  );
});

test('every device begins at the same loss, up to the order of its sums', async () => {
  const job = jobOf(recipeByName('fp32'), { steps: 1, perturbation: PERTURBATION });
  const first = await Promise.all(
    Object.values(devices).map(async (create) => {
      const device = await create();
      const [lane] = await train(device, job, CORPUS);
      await device.close();
      return lane!.series.loss[0]!;
    }),
  );
  for (const loss of first) expect(Math.abs(loss / first[0]! - 1)).toBeLessThan(3e-7);
});
