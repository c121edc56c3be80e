// The measures of the suite that are not losses, on made runs whose truth is known.
import { describe, expect, test } from 'vitest';
import { estimateOf, judge } from '../../src-main/evidence/judge.ts';
import type { Measure } from '../../src-main/evidence/effect.ts';
import type { Estimate, Observed, ObservedRun } from '../../src-main/evidence/observed.ts';
import { tellableShare } from '../../src-main/evidence/measures/failures.ts';
import { areaUnderCurve } from '../../src-main/evidence/measures/warning.ts';
import { DEFAULT_THRESHOLDS } from '../../src-main/analysis/labels/thresholds.ts';
import { mcnemarExact } from '../../src-main/analysis/headline/failures.ts';
import { run } from '../analysis/support.ts';
import { effect, HIGH, LOW, normals } from './made.ts';

const seen = (runs: readonly ObservedRun[]): Observed => ({ made: { runs, thresholds: DEFAULT_THRESHOLDS } });

describe('failures of seeds', () => {
  const FAILURES: Measure = { kind: 'failures', of: LOW, minus: HIGH };
  const claim = effect({ kind: 'above', least: 0.1 }, FAILURES);
  /** So many seeds fail in `low` alone, in `high` alone. */
  const failing = (seeds: number, low: number, high: number) =>
    seen(
      Array.from({ length: seeds }, (_, seed) => [
        run({ recipe: 'low', seed, label: seed < low ? 'collapsed' : 'ok' }),
        run({ recipe: 'high', seed, label: seed >= seeds - high ? 'collapsed' : 'ok' }),
      ]).flat(),
    );

  test.each([
    [48, 16, 0, 'appears'],
    [48, 0, 0, 'absent'],
    [48, 4, 0, 'undecided'],
    [48, 0, 16, 'absent'],
    [12, 0, 0, 'undecided'],
  ] as const)('of %d seeds %d fail in low alone and %d in high alone: %s', (seeds, low, high, expected) => {
    expect(judge([claim], failing(seeds, low, high))[0]!.verdict).toBe(expected);
  });

  test('the share that would have been told is one that the test finds in four of five studies', () => {
    const share = tellableShare(48, 0.95);
    const least = 6;
    expect(mcnemarExact(least, 0)).toBeLessThanOrEqual(0.05);
    expect(mcnemarExact(least - 1, 0)).toBeGreaterThan(0.05);
    let below = 0;
    for (let k = 0; k < least; k++) below += binomial(48, k) * share ** k * (1 - share) ** (48 - k);
    expect(1 - below).toBeCloseTo(0.8, 6);
  });

  test('five pairs tell nothing, whatever happens to them', () => {
    expect(tellableShare(5, 0.95)).toBe(1);
  });
});

function binomial(n: number, k: number): number {
  return k === 0 ? 1 : (binomial(n, k - 1) * (n - k + 1)) / k;
}

describe('LR sensitivity', () => {
  const SENSITIVITY: Measure = {
    kind: 'rate-sensitivity',
    of: { study: 'plain', recipe: 'bf16' },
    minus: { study: 'normed', recipe: 'bf16' },
  };
  /** Loss at each of three learning rates, a decade apart, and so much of chance. */
  const study = (losses: readonly number[], index: number) => {
    const normal = normals(index);
    const runs = Array.from({ length: 6 }, (_, seed) =>
      losses.map((tailLoss, i) =>
        run({ recipe: 'bf16', seed, learningRate: 0.001 * 10 ** i, tailLoss: tailLoss + 0.01 * normal() }),
      ),
    ).flat();
    return { runs, thresholds: DEFAULT_THRESHOLDS };
  };

  test('is what the trapezoidal rule says, up to the chance of the best', () => {
    const observed = { plain: study([2.2, 2, 3], 1), normed: study([2.2, 2, 2.4], 2) };
    // (0.1 + 0.5) / 2 less (0.1 + 0.2) / 2.
    const { value, seeds } = estimateOf(SENSITIVITY, observed, 0.95) as Estimate;
    expect(value).toBeCloseTo(0.15, 1);
    expect(Math.abs(value - 0.15)).toBeLessThan(0.02);
    expect(seeds).toBe(6);
  });

  test.each([
    [[2.2, 2, 3], 'appears'],
    [[2.2, 2, 2.4], 'absent'],
  ] as const)('of losses %j against 2.2, 2, 2.4 the claim that it is higher %s', (losses, expected) => {
    const observed = { plain: study(losses, 1), normed: study([2.2, 2, 2.4], 2) };
    expect(judge([effect({ kind: 'above', least: 0.02 }, SENSITIVITY)], observed)[0]!.verdict).toBe(expected);
  });
});

describe('warnings', () => {
  const WARNING: Measure = { kind: 'warning', study: 'made', recipes: ['low'], twin: 'high', at: 0.5 };
  const claim = effect({ kind: 'above', least: 0.05 }, WARNING);
  const curve = (value: number) => new Float32Array(50).fill(value);

  /** How far a coming failure moves either number, in standard deviations of chance. */
  function warned(bySharpness: number, byLoss: number, failures = 3): Observed {
    const normal = normals(7);
    const runs = Array.from({ length: 6 }, (_, seed) =>
      Array.from({ length: 6 }, (_, i) => {
        const place = { seed, learningRate: 0.001 * 2 ** i, plannedSteps: 100 };
        const fails = (i + seed) % 6 < failures;
        const sharpness = 1 + 0.1 * normal() + (fails ? 0.1 * bySharpness : 0);
        const loss = 3 + 0.1 * normal() + (fails ? 0.1 * byLoss : 0);
        return [
          run({ recipe: 'high', ...place }),
          run({ recipe: 'low', ...place, label: fails ? 'collapsed' : 'ok' }),
        ].map((each, own): ObservedRun => ({
          ...each,
          curves: { sharpness: curve(own ? sharpness : 1), loss: curve(own ? loss : 3) },
        }));
      }).flat(),
    ).flat();
    return seen(runs);
  }

  test.each([
    [3, 0, 'appears'],
    [0, 3, 'absent'],
    [5, 5, 'absent'],
  ] as const)(
    'sharpness moved by %d and loss by %d standard deviations: %s',
    (bySharpness, byLoss, expected) => {
      expect(judge([claim], warned(bySharpness, byLoss))[0]!.verdict).toBe(expected);
    },
  );

  test('without a failure, or with nothing else, there is nothing to warn of', () => {
    expect(judge([claim], warned(1, 1, 0))[0]!.lack).toBe('no-failures');
    expect(judge([claim], warned(1, 1, 6))[0]!.lack).toBe('no-failures');
  });

  test('runs that have ended before the warning, and those whose twins fail, are not compared', () => {
    const { made } = warned(3, 0);
    const runs = made!.runs.map((each): ObservedRun => {
      if (each.recipe === 'low' && each.seed === 0)
        return { ...each, curves: { sharpness: curve(1).subarray(0, 20), loss: curve(3).subarray(0, 20) } };
      return each.recipe === 'high' && each.seed === 1 ? { ...each, label: 'collapsed' } : each;
    });
    expect((estimateOf(WARNING, seen(runs), 0.95) as Estimate).pairs).toBe(24);
  });

  test('the AUC is the share of pairs in the right order, ties by half', () => {
    const items = [1, 2, 2, 5].map((value, i) => ({ value, failed: i >= 2 }));
    // 2 against 1 and 2: 1.5; 5 against both: 2; of four.
    expect(areaUnderCurve(items, ({ value }) => value)).toBe(3.5 / 4);
    expect(areaUnderCurve(items.slice(2), ({ value }) => value)).toBeNull();
  });
});
