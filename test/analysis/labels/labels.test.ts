// Labels by hand: every rule of science.md 4 in its order, what a loss is measured against, and what L* is where the
// baseline's row has holes.
import { describe, expect, test } from 'vitest';
import {
  labelRuns,
  type LabelContext,
  type LossReference,
} from '../../../src-main/analysis/labels/labels.ts';
import type { Foreseen, MeasuredRun } from '../../../src-main/analysis/labels/run.ts';
import { DEFAULT_THRESHOLDS } from '../../../src-main/analysis/labels/thresholds.ts';

function runOf(
  recipe: string,
  learningRate: number,
  tailLoss: number | null,
  more: Partial<MeasuredRun> = {},
): MeasuredRun {
  return {
    recipe,
    learningRate,
    rowValue: 8,
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

interface Given {
  readonly entropy?: number | null;
  readonly reference?: Partial<LossReference>;
  readonly open?: readonly string[];
  readonly thresholds?: LabelContext['thresholds'];
}

function verdicts(
  runs: readonly MeasuredRun[],
  { entropy = 2.8, reference = {}, open = [], thresholds = DEFAULT_THRESHOLDS }: Given = {},
) {
  return labelRuns(runs, {
    baseline: 'bf16',
    reference: { initialLoss: null, failedAbove: null, unigramEntropy: entropy, ...reference },
    thresholds,
    rowComplete: (recipe, rowValue) => !open.includes(`${rowValue} ${recipe}`),
  });
}
const labels = (...given: Parameters<typeof verdicts>) => verdicts(...given).map(({ label }) => label);

/** The baseline's row: best at 1e-2 with a tail of 2, nothing learned at 1e-5. */
const row = [
  runOf('bf16', 1e-5, 4.1),
  runOf('bf16', 1e-3, 2.2),
  runOf('bf16', 1e-2, 2),
  runOf('bf16', 1e-1, 2.03),
];
const beside = (...others: readonly MeasuredRun[]) => labels([...row, ...others]).slice(row.length);

test('the first rule that holds gives the label', () => {
  const fp8 = [
    runOf('fp8', 1e-2, null),
    runOf('fp8', 1e-2, 4.3),
    // Below LR*, a run that learned nothing is slow whatever its level; at LR* it has collapsed.
    runOf('fp8', 1e-5, 4.1),
    runOf('fp8', 1e-2, 2.8),
    // Of 0.8 nats that the best learned below the unigram entropy, 0.39 are less than half.
    runOf('fp8', 1e-2, 2.41),
    runOf('fp8', 1e-5, 2.41),
    runOf('fp8', 1e-2, 2.1, { longestSpike: DEFAULT_THRESHOLDS.spikePersistence }),
    runOf('fp8', 1e-2, 2.1, { gradientSpikeScore: 1.01 * DEFAULT_THRESHOLDS.spikeScore }),
    runOf('fp8', 1e-2, 2.1, { jump: { rise: 1.01, step: 50 } }),
    runOf('fp8', 1e-2, 2.1, { jump: { rise: 0.99, step: 50 } }),
    runOf('fp8', 1e-2, 2.021),
    runOf('fp8', 1e-2, 2.02),
  ];
  expect(beside(...fp8)).toEqual([
    'nonfinite',
    'above-init',
    'slow',
    'collapsed',
    'stalled',
    'slow',
    'spiky',
    'spiky',
    'spiky',
    'degraded',
    'degraded',
    'ok',
  ]);
});

test('of fp32 from 1e-6 to 3e-3, nothing that only needs more steps is collapsed or counts as unstable', () => {
  // Measured with the model of `quick` (2 layers of width 48, 400 steps, batch size 4, moby-dick, wasm), three seeds each.
  const tails: readonly (readonly [rate: number, tails: readonly number[]])[] = [
    [1e-6, [4.487, 4.496, 4.48]],
    [3e-6, [4.448, 4.459, 4.441]],
    [1e-5, [4.264, 4.285, 4.266]],
    [3e-5, [4.004, 4.01, 4.006]],
    [1e-4, [3.435, 3.422, 3.417]],
    [3e-4, [2.832, 2.817, 2.82]],
    [1e-3, [2.519, 2.519, 2.517]],
    [3e-3, [2.474, 2.468, 2.478]],
  ];
  const starts = [4.496, 4.52, 4.501];
  const runs = tails.flatMap(([rate, of]) =>
    of.map((tail, seed) => runOf('bf16', rate, tail, { seed, startLoss: starts[seed]! })),
  );
  const found = labels(runs, { entropy: 3.07 });
  const bySetting = tails.map(([rate]) => [
    ...new Set(found.filter((_, i) => runs[i]!.learningRate === rate)),
  ]);
  // All six lowest lie below LR*: up to 1e-4 no tail is below H1, and all learned less than half of what 3e-3 did.
  expect(bySetting.slice(0, 6)).toEqual(Array(6).fill(['slow']));
  expect(found.filter((label) => DEFAULT_THRESHOLDS.unstableLabels.includes(label))).toEqual([]);
});

test('a recipe that learns nothing where the baseline learns is not slow: more steps are not what it lacks', () => {
  // 1e-3 lies below LR*, and the baseline learned 0.6 of its 0.8 nats there.
  expect(beside(runOf('fp8', 1e-3, 3.5), runOf('fp8', 1e-3, 2.5), runOf('fp8', 2e-3, 3.5))).toEqual([
    'collapsed',
    'stalled',
    'collapsed',
  ]);
  // A seed of the baseline itself is the accident of a seed.
  expect(beside(runOf('bf16', 1e-3, 2.5, { seed: 1 }), runOf('bf16', 1e-3, 2.2, { seed: 2 }))[0]).toBe(
    'slow',
  );
});

test('without the entropy of the text, what was learned counts from the loss at the start', () => {
  // The best learned 2.2 nats: half of it ends at 3.1.
  const fp8 = [runOf('fp8', 1e-2, 3.11), runOf('fp8', 1e-2, 3.09)];
  expect(labels([...row, ...fp8], { entropy: null }).slice(row.length)).toEqual(['stalled', 'degraded']);
});

describe('a validation loss', () => {
  test('that is not finite is a failure', () => {
    const broken = { nonfinite: { step: 100, tensor: 'validation loss' }, validationLoss: null };
    expect(verdicts([...row, runOf('fp8', 1e-2, 2, broken)]).at(-1)).toEqual({
      label: 'nonfinite',
      reason: 'NaN or Inf in validation loss at step 100.',
      provisional: false,
    });
  });

  test('far above the tail must not lie above the start, whichever of the two is known', () => {
    for (const validationLoss of [4.3, 1e30]) {
      expect(beside(runOf('fp8', 1e-2, 2, { validationLoss }))).toEqual(['above-init']);
    }
    const alone = runOf('fp8', 1e-2, 2, { validationLoss: 1e30, startLoss: null });
    for (const reference of [{ initialLoss: 4.2 }, { unigramEntropy: 2.8 }, { failedAbove: 4 }]) {
      expect(labels([alone], { entropy: null, reference })).toEqual(['above-init']);
    }
  });

  test('of a run that learned nothing may lie by chance about the start', () => {
    const lowest = runOf('fp8', 1e-5, 4.19, { validationLoss: 4.25 });
    expect(beside(lowest)).toEqual(['slow']);
  });
});

describe('what a loss is measured against', () => {
  const named = (tail: number | null, reference: Partial<LossReference>) =>
    verdicts([runOf('bf16', 1e-2, tail, { startLoss: null })], { entropy: null, reference })[0]!;

  test('a final loss alone is unjudged, whatever it is', () => {
    for (const tail of [2.2, 1e30]) expect(named(tail, {}).label).toBe('unjudged');
    expect(named(2.2, {}).reason).toMatch(/^Nothing says what a tail loss of 2\.2 is worth/);
    expect(named(null, {}).label).toBe('nonfinite');
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

  test('a run that starts broken does not set its own measure', () => {
    const broken = runOf('fp8', 1e-2, 15_000, { startLoss: 1e30 });
    expect(labels([...row, broken], { entropy: null }).at(-1)).toBe('above-init');
    expect(labels([broken], { entropy: null, reference: { initialLoss: Math.log(65) } })).toEqual([
      'above-init',
    ]);
  });
});

describe('a run that was stopped early', () => {
  const stopped = (recipe: string, learningRate: number, foreseen: Foreseen) =>
    runOf(recipe, learningRate, null, { nonfinite: null, foreseen, endStep: 40 });

  test('below LR* would have been slow, and is', () => {
    const found = verdicts([...row, stopped('bf16', 1e-4, 'collapsed')]).at(-1)!;
    expect(found).toEqual({
      label: 'slow',
      reason:
        'Stopped early after step 40 of 100, foreseen as collapsed, at a learning rate below LR*, 0.01: it needs more steps.',
      provisional: false,
    });
  });

  test('elsewhere, or rising above its start, stays stopped', () => {
    expect(beside(stopped('bf16', 1e-2, 'collapsed'), stopped('bf16', 1e-4, 'above-init'))).toEqual([
      'stopped',
      'stopped',
    ]);
    // Where the baseline learns, a recipe that does not lacks something else than steps.
    expect(beside(stopped('fp8', 2e-3, 'collapsed'), stopped('fp8', 1e-4, 'collapsed'))).toEqual([
      'stopped',
      'slow',
    ]);
  });
});

test('a tail of few points says so', () => {
  const reasonOf = (lastSteps: readonly number[]) =>
    verdicts([...row, runOf('fp8', 1e-2, 2, { plannedSteps: 200, lastSteps })]).at(-1)!.reason;
  expect(reasonOf([160, 180, 200])).toBe(
    'Tail loss 2 is within 2 + 0.02. Only 1 point of its curve lies in the last 20 steps: the last 3 count.',
  );
  expect(reasonOf([180, 190, 200])).toMatch(/Only 2 points of its curve lie in the last 20 steps/);
  expect(reasonOf([190, 195, 200])).toBe('Tail loss 2 is within 2 + 0.02.');
});

test('a study that was judged by a multiple of the best tail goes on being judged by it', () => {
  const older = { ...DEFAULT_THRESHOLDS, degradedFactor: 1.02 };
  const found = verdicts([...row, runOf('fp8', 1e-2, 2.04), runOf('fp8', 1e-2, 2.041)], {
    thresholds: older,
  });
  expect(found.slice(row.length).map(({ label, reason }) => [label, reason])).toEqual([
    ['ok', 'Tail loss 2.04 is within 1.02 × 2.'],
    ['degraded', 'Tail loss 2.041 is above 1.02 × 2.'],
  ]);
});

describe('L* where the baseline’s row has holes', () => {
  const stuck = runOf('fp8', 1e-2, 4.1);

  test('learning rates with a seed that diverged give it only where there are no others', () => {
    const lucky = [runOf('bf16', 1e-1, 1, { seed: 1 }), runOf('bf16', 1e-1, null, { seed: 2 })];
    const good = [runOf('bf16', 1e-3, 2.2), runOf('bf16', 1e-2, 2)];
    // 2.02 is within 0.02 of 2, and not of 1.
    expect(labels([...good, ...lucky, runOf('fp8', 1e-2, 2.02)]).at(-1)).toBe('ok');
    expect(labels([...lucky, runOf('fp8', 1e-1, 2.03)]).at(-1)).toBe('stalled');
    expect(labels([...lucky, stuck], { entropy: null }).at(-1)).toBe('slow');
  });

  test('a batch size that the baseline has not run, or at which all of it diverged, is measured by the recipe itself', () => {
    const at16 = (run: MeasuredRun) => ({ ...run, rowValue: 16 });
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
    expect(verdicts([...row, stuck], { open: ['8 fp8'] }).at(-1)!.provisional).toBe(false);
    // Slow or collapsed: LR* decides.
    expect(verdicts([...row, runOf('bf16', 1e-5, 4)], { open: ['8 bf16'] }).at(-1)!.provisional).toBe(true);
  });
});
