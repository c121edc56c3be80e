// Labels by hand: every rule of science.md 4 in its order, and what L* is where the baseline's row has holes.
import { describe, expect, test } from 'vitest';
import { labelRuns, NO_REFERENCE, type LossReference } from '../../src-main/analysis/labels.ts';
import type { MeasuredRun } from '../../src-main/analysis/run.ts';
import { DEFAULT_THRESHOLDS } from '../../src-main/analysis/thresholds.ts';

function runOf(
  recipe: string,
  learningRate: number,
  tailLoss: number | null,
  more: Partial<MeasuredRun> = {},
) {
  return {
    recipe,
    learningRate,
    batchSize: 8,
    seed: 0,
    plannedSteps: 100,
    endStep: 100,
    startLoss: 4.2,
    tailLoss,
    validationLoss: tailLoss,
    nonfinite: tailLoss === null ? { step: 10, tensor: 'loss' } : null,
    lossSpikeScore: 0,
    gradientSpikeScore: 0,
    longestSpike: 0,
    ...more,
  };
}

function verdicts(
  runs: readonly MeasuredRun[],
  { entropy = 2.8 as number | null, open = [] as readonly string[] } = {},
) {
  return labelRuns(runs, {
    baseline: 'bf16',
    reference: { initialLoss: null, unigramEntropy: entropy, failedAbove: null },
    thresholds: DEFAULT_THRESHOLDS,
    rowComplete: (recipe, batchSize) => !open.includes(`${batchSize} ${recipe}`),
  });
}
const labels = (...given: Parameters<typeof verdicts>) => verdicts(...given).map(({ label }) => label);

/** The baseline's row: best at 1e-2 with a tail of 2. */
const row = [runOf('bf16', 1e-3, 2.2), runOf('bf16', 1e-2, 2), runOf('bf16', 1e-1, 2.03)];

test('the first rule that holds gives the label', () => {
  const fp8 = [
    runOf('fp8', 1e-2, null),
    runOf('fp8', 1e-2, 4.3),
    runOf('fp8', 1e-2, 2.8),
    // Of 0.8 nats that the best learned below the unigram entropy, 0.39 are less than half.
    runOf('fp8', 1e-2, 2.41),
    runOf('fp8', 1e-3, 2.41),
    runOf('fp8', 1e-2, 2.1, { longestSpike: DEFAULT_THRESHOLDS.spikePersistence }),
    runOf('fp8', 1e-2, 2.1, { gradientSpikeScore: 1.01 * DEFAULT_THRESHOLDS.spikeScore }),
    runOf('fp8', 1e-2, 2.041),
    runOf('fp8', 1e-2, 2.04),
  ];
  expect(labels([...row, ...fp8]).slice(3)).toEqual([
    'nonfinite',
    'above-init',
    'collapsed',
    'stalled',
    'slow',
    'spiky',
    'spiky',
    'degraded',
    'ok',
  ]);
});

test('without the entropy of the text, what was learned counts from the loss at the start', () => {
  // The best learned 2.2 nats: half of it ends at 3.1.
  const fp8 = [runOf('fp8', 1e-2, 3.11), runOf('fp8', 1e-2, 3.09)];
  expect(labels([...row, ...fp8], { entropy: null }).slice(3)).toEqual(['stalled', 'degraded']);
});

describe('L* where the baseline’s row has holes', () => {
  const stuck = runOf('fp8', 1e-2, 4.1);

  test('learning rates with a seed that diverged give it only where there are no others', () => {
    const lucky = [runOf('bf16', 1e-1, 1, { seed: 1 }), runOf('bf16', 1e-1, null, { seed: 2 })];
    // 2.02 is within 0.02 of 2, and not of 1.
    expect(labels([row[0]!, row[1]!, ...lucky, runOf('fp8', 1e-2, 2.02)]).at(-1)).toBe('ok');
    expect(labels([...lucky, runOf('fp8', 1e-1, 2.03)]).at(-1)).toBe('stalled');
    expect(labels([...lucky, stuck], { entropy: null }).at(-1)).toBe('slow');
  });

  test('a batch size that the baseline has not run, or at which all of it diverged, is measured by the recipe itself', () => {
    const at16 = (run: MeasuredRun) => ({ ...run, batchSize: 16 });
    const own = [runOf('fp8', 1e-3, 2.1), stuck].map(at16);
    for (const runs of [own, [at16(runOf('bf16', 1e-3, null)), ...own]]) {
      const found = verdicts([...row, ...runs], { entropy: null }).slice(-2);
      expect(found.map(({ label, provisional }) => [label, provisional])).toEqual([
        ['ok', false],
        ['stalled', false],
      ]);
    }
  });

  test('until both rows are whole, what depends on L* is provisional', () => {
    const own = [runOf('fp8', 1e-3, 2.1), stuck];
    for (const open of ['8 bf16', '8 fp8']) {
      const found = verdicts(own, { entropy: null, open: [open] });
      expect(found.map(({ provisional }) => provisional)).toEqual([true, true]);
    }
    // The baseline's own best does not wait for the recipe's row.
    expect(verdicts([...row, stuck], { open: ['8 fp8'] })[3]!.provisional).toBe(false);
  });
});

describe('what a loss is measured against', () => {
  const alone = { startLoss: null };
  const named = (tail: number, reference: Partial<LossReference>) =>
    labelRuns([runOf('bf16', 1e-2, tail, alone)], {
      baseline: 'bf16',
      reference: { ...NO_REFERENCE, ...reference },
      thresholds: DEFAULT_THRESHOLDS,
      rowComplete: () => true,
    })[0]!;

  test('a final loss alone is unjudged, whatever it is', () => {
    for (const tail of [2.2, 1e30]) expect(named(tail, {}).label).toBe('unjudged');
    expect(named(2.2, {}).reason).toMatch(/^Nothing says what a tail loss of 2\.2 is worth/);
  });

  test('the loss at the start, the entropy of the text or a level of the user is enough', () => {
    const blown = 1e30;
    expect(named(blown, { initialLoss: Math.log(65) }).label).toBe('above-init');
    expect(named(blown, { unigramEntropy: 3 }).label).toBe('collapsed');
    expect(named(blown, { failedAbove: 3 })).toMatchObject({
      label: 'above-init',
      reason: 'Tail loss 1e+30 is above 3, the level above which a run has failed.',
    });
    for (const reference of [{ initialLoss: 4.2 }, { unigramEntropy: 3 }, { failedAbove: 3 }]) {
      expect(named(2.2, reference).label).toBe('ok');
    }
  });

  test('a loss that is no number needs no reference', () => {
    expect(
      labelRuns([runOf('bf16', 1e-2, null, alone)], {
        baseline: 'bf16',
        reference: NO_REFERENCE,
        thresholds: DEFAULT_THRESHOLDS,
        rowComplete: () => true,
      })[0]!.label,
    ).toBe('nonfinite');
  });
});
