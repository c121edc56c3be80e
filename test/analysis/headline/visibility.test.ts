// What the controls of a made study say that it could have seen.
import { describe, expect, test } from 'vitest';
import { analyze } from '../../../src-main/analysis/grid/analyze.ts';
import type { GridRun } from '../../../src-main/analysis/grid/tally.ts';
import { DEFAULT_THRESHOLDS } from '../../../src-main/analysis/labels/thresholds.ts';
import { row } from '../support.ts';

/** A baseline, the same again with a penalty that differs by seed as given, and a recipe. */
function study(
  fields: {
    readonly chaos?: readonly number[];
    readonly control?: string;
    readonly recipe?: readonly number[];
  },
  controls = { negative: 'chaos', positive: 'control' } as const,
) {
  const twin = '...... ...... ...... xxxxxx';
  const withLoss = (runs: readonly GridRun[], added: readonly number[]) =>
    runs.map((run) => ({ ...run, tailLoss: 2.0123456 + (added[run.seed] ?? 0) }));
  const runs = [
    ...withLoss(row(twin), []),
    ...(fields.chaos ? withLoss(row(twin, { recipe: 'chaos' }), fields.chaos) : []),
    ...(fields.control ? withLoss(row(fields.control, { recipe: 'control' }), []) : []),
    ...(fields.recipe ? withLoss(row(twin, { recipe: 'fp8' }), fields.recipe) : []),
  ];
  return analyze(runs, { baseline: 'fp32', thresholds: DEFAULT_THRESHOLDS, controls });
}

const QUIET = [1, -1, 1, -1, 1, -1].map((sign) => 0.001 * sign);

describe('the negative control', () => {
  test('what chaos may do at most is what could not have been seen', () => {
    const { visibility, recipes } = study({ chaos: [0.004, 0.002, 0.004, 0.002, 0.004, 0.002] });
    const chaos = recipes.find(({ recipe }) => recipe === 'chaos')!.headline!;
    expect(chaos.penalty.nats).toBeCloseTo(0.003, 9);
    expect(visibility.couldHaveSeen.penalty).toBe(chaos.penalty.interval!.high);
  });

  test('a recipe that scatters more could not have been seen below its own half width', () => {
    const noisy = [0.02, -0.02, 0.02, -0.02, 0.02, -0.02];
    const { visibility, recipes } = study({ chaos: QUIET, recipe: noisy });
    const { low, high } = recipes.find(({ recipe }) => recipe === 'fp8')!.headline!.penalty.interval!;
    expect(visibility.couldHaveSeen.penalty).toBeCloseTo((high - low) / 2, 12);
  });

  test('without one, nobody knows what was missed', () => {
    const { visibility } = study({ recipe: QUIET }, { negative: null as never, positive: null as never });
    expect(visibility).toMatchObject({
      couldHaveSeen: { shift: null, penalty: null },
      positiveControl: 'absent',
      seenBy: [],
    });
  });
});

describe('the positive control', () => {
  test('is seen where it fails as it should', () => {
    const { visibility } = study({ chaos: QUIET, control: '...... xxxxxx xxxxxx xxxxxx' });
    expect(visibility.positiveControl).toBe('seen');
    expect(visibility.seenBy).toContain('failures');
  });

  test('is missed where it trains like the baseline, or better', () => {
    for (const control of ['...... ...... ...... xxxxxx', '...... ...... ...... ......']) {
      const { visibility } = study({ chaos: QUIET, control });
      expect(visibility).toMatchObject({ positiveControl: 'missed', seenBy: [] });
    }
  });

  test('is missed where it has not run', () => {
    const { visibility } = study({ chaos: QUIET, control: '------ ------ ------ ------' });
    expect(visibility.positiveControl).toBe('missed');
  });
});
