// When each kind of trigger fires, on series made by hand. What a firing does to a lane: guarded.test.ts.
import { describe, expect, test } from 'vitest';
import { SERIES, type SeriesName } from '../../src-main/engine/device.ts';
import { firstFiring, type Observed } from '../../src-main/engine/trigger.ts';
import { WATCHED_SERIES, type Trigger } from '../../src-main/recipes/precision-program.ts';

const TRIGGER: Trigger = {
  watch: 'loss',
  site: null,
  test: 'above',
  value: 5,
  window: 4,
  persistence: 1,
  fromStep: 0,
  cooldown: 0,
  atMost: 10,
  action: { kind: 'stop' },
};

function observed(
  changes: Partial<Record<SeriesName, readonly number[]>>,
  more: Partial<Observed> = {},
): Observed {
  const length = Math.max(0, ...Object.values(changes).map((values) => values.length));
  const series = SERIES.map((name) => [
    name,
    Float32Array.from(changes[name] ?? Array<number>(length).fill(0)),
  ]);
  return {
    series: Object.fromEntries(series) as Observed['series'],
    twin: {},
    nonfinite: null,
    siteRows: [],
    ...more,
  };
}

/** Step, value and limit of the first firing among the first steps. */
function fires(trigger: Partial<Trigger>, given: Observed, steps = given.series.loss.length) {
  const found = firstFiring([{ ...TRIGGER, ...trigger }], given, 0, steps, () => true);
  return found && [found.step, found.value, found.limit];
}

describe('a series', () => {
  test.each(WATCHED_SERIES)(
    '%s above a value fires at the first step that is, not at the value itself',
    (watch) => {
      expect(fires({ watch }, observed({ [watch]: [1, 5, 5.5, 7] }))).toEqual([2, 5.5, 5]);
      expect(fires({ watch }, observed({ [watch]: [1, 5, 5] }))).toBeNull();
    },
  );

  test('fires once so many values in a row are above, and not before its first step', () => {
    const loss = [9, 1, 9, 9, 1, 9, 9, 9, 9];
    expect(fires({ persistence: 3 }, observed({ loss }))).toEqual([7, 9, 5]);
    expect(fires({ persistence: 2 }, observed({ loss }))).toEqual([3, 9, 5]);
    expect(fires({ fromStep: 4 }, observed({ loss }))).toEqual([5, 9, 5]);
  });

  test('by ratio is compared with the mean of the window before it, once that is full', () => {
    // The mean of 1, 2, 3, 2 is 2; three times that is 6. The first value has no window and does not fire.
    const series = observed({ gradientNorm: [50, 1, 2, 3, 2, 6, 6.5] });
    expect(fires({ watch: 'gradientNorm', test: 'ratio', value: 3 }, series, 6)).toBeNull();
    // The window before the last value: 2, 3, 2, 6 with mean 3.25.
    expect(fires({ watch: 'gradientNorm', test: 'ratio', value: 2 }, series)).toEqual([5, 6, 4]);
  });

  test('by z-score is compared with mean and deviation of the window before the event', () => {
    // 1, 3, 1, 3 has mean 2 and deviation 1: five sigma is 7. With two in a row the window ends before the first of them.
    const loss = [1, 3, 1, 3, 7.5, 8];
    expect(fires({ test: 'z-score', value: 5 }, observed({ loss }))).toEqual([4, 7.5, 7]);
    expect(fires({ test: 'z-score', value: 5, persistence: 2 }, observed({ loss }))).toEqual([5, 8, 7]);
    expect(fires({ test: 'z-score', value: 6 }, observed({ loss }))).toBeNull();
    expect(fires({ test: 'z-score', value: 5 }, observed({ loss: [2, 2, 2, 2, 2] }))).toBeNull();
  });

  test('by twin-ratio is compared with what the baseline twin had at the same step', () => {
    const sharpness = [1, 2, 3, 4.5, 9];
    const trigger = { watch: 'sharpness', test: 'twin-ratio', value: 1.5 } as const;
    const twin = (values: readonly number[]) => ({ twin: { sharpness: Float32Array.from(values) } });
    expect(fires(trigger, observed({ sharpness }, twin([1, 2, 3, 3, 4])))).toEqual([4, 9, 6]);
    expect(fires({ ...trigger, persistence: 2 }, observed({ sharpness }, twin([1, 2, 2, 2, 2])))).toEqual([
      4, 9, 3,
    ]);
    // A twin that ended earlier, or none, says nothing.
    expect(fires(trigger, observed({ sharpness }, twin([1, 2, 3, 3])))).toBeNull();
    expect(fires(trigger, observed({ sharpness }))).toBeNull();
  });
});

describe('shares of sites', () => {
  const rows = [0, 2, 4].map((step) => ({
    step,
    sites: ['linear.forward.weight', 'linear.inputGradient.gradient'],
    // Underflow, overflow and scale of each site.
    values: Float32Array.of(0.1, 0.25 * step, 1, 0.2 * step, 0, 1),
  }));
  const given = observed({ loss: [0, 0, 0, 0, 0, 0] }, { siteRows: rows });

  test('fire by the worst of the watched sites, in counted steps alone', () => {
    const [step, value] = fires({ watch: 'underflow', value: 0.3 }, given)!;
    expect(step).toBe(2);
    expect(value).toBeCloseTo(0.4, 6);
    expect(fires({ watch: 'underflow', value: 0.3, site: 'linear.forward' }, given)).toBeNull();
    expect(fires({ watch: 'overflow', value: 0.6, site: 'linear.forward' }, given)).toEqual([4, 1, 0.6]);
    expect(fires({ watch: 'underflow', value: 0.5, persistence: 2 }, given)).toBeNull();
  });
});

test('NaN or Inf fires at its step, with nothing to measure it against', () => {
  const given = observed({ loss: [1, 2, 3] }, { nonfinite: { step: 1 } });
  expect(fires({ watch: 'nonfinite', test: null, value: null }, given)).toEqual([1, null, null]);
});

test('of two that fire at one step the first in the list acts', () => {
  const triggers = [
    { ...TRIGGER, value: 100 },
    { ...TRIGGER, value: 3 },
    { ...TRIGGER, value: 2 },
  ];
  const found = firstFiring(triggers, observed({ loss: [1, 4] }), 0, 2, () => true);
  expect(found).toMatchObject({ trigger: 1, step: 1 });
  expect(firstFiring(triggers, observed({ loss: [1, 4] }), 0, 2, (index) => index !== 1)).toMatchObject({
    trigger: 2,
  });
});
