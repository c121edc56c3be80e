// Two studies of which an earlier version was surer than they are. The tables are what was measured, cut to a thousandth of a nat:
// the model of `quick` (2 layers of width 48, 400 steps, moby-dick, wasm), one row of validation losses a setting, one loss a seed.
// Made by `npm run -s precipice -- sweep SPEC.json` with the axes below.
import { describe, expect, test } from 'vitest';
import { analyze } from '../../../src-main/analysis/grid/analyze.ts';
import { decide, type Decision } from '../../../src-main/analysis/decision/decide.ts';
import type { GridAnalysis } from '../../../src-main/analysis/grid/grid.ts';
import type { Label } from '../../../src-main/analysis/labels/labels.ts';
import { DEFAULT_THRESHOLDS } from '../../../src-main/analysis/labels/thresholds.ts';
import { decisionSentence } from '../../../src-main/report/language/decision-text.ts';
import { gateText } from '../../../src-main/report/language/gate-text.ts';
import { ENGLISH } from '../../../src-main/report/language/language.ts';
import { run } from '../support.ts';
import { BATCH_SIZE_ROWS } from '../../../src-main/analysis/grid/rows.ts';

/** `stalled` is what its losses stand for: less than half of what BF16 learned, and it counts as unstable. */
type Loss = number | readonly ['stalled', number];
type Table = readonly (readonly [recipe: string, rate: number, rowValue: number, losses: readonly Loss[]])[];

function decided(table: Table, recipe: string): { analysis: GridAnalysis; decision: Decision } {
  const runs = table.flatMap(([name, learningRate, rowValue, losses]) =>
    losses.map((ending, seed) => {
      const [label, loss]: readonly [Label, number] = typeof ending === 'number' ? ['ok', ending] : ending;
      const place = { recipe: name, learningRate, rowValue, seed };
      return run({ ...place, label, tailLoss: loss, validationLoss: loss });
    }),
  );
  const analysis = analyze(runs, { baseline: 'bf16-mixed', thresholds: DEFAULT_THRESHOLDS });
  return { analysis, decision: decide(analysis, recipe) as Decision };
}

describe('learning rates 1e-3, 6.7e-3 and 2.4e-2 at batch size 4, five seeds, BF16 and fp8-unscaled', () => {
  const stalled = (loss: number) => ['stalled', loss] as const;
  const { decision } = decided(
    [
      ['bf16-mixed', 1e-3, 4, [2.514, 2.516, 2.512, 2.51, 2.512]],
      ['bf16-mixed', 6.7e-3, 4, [2.467, 2.468, 2.468, 2.459, 2.466]],
      ['bf16-mixed', 2.4e-2, 4, [2.607, 2.582, 2.585, 2.496, 2.621]],
      ['fp8-unscaled', 1e-3, 4, [2.54, 2.544, 2.544, 2.533, 2.541]],
      ['fp8-unscaled', 6.7e-3, 4, [2.487, 2.472, stalled(2.974), 2.467, 2.479]],
      ['fp8-unscaled', 2.4e-2, 4, [2.969, 2.946, 3.036, 2.98, 3.053].map(stalled)],
    ],
    'fp8-unscaled',
  );
  const quality = decision.gates.find(({ kind }) => kind === 'quality')!;

  test('are a no-go by loss: 1e-3, where no seed of unscaled FP8 fails, lies 0.075 nats above BF16 at 6.7e-3', () => {
    expect(decision).toMatchObject({ verdict: 'no-go', withheld: [] });
    expect(decision.recipe.cell.learningRate).toBe(1e-3);
    expect(quality).toMatchObject({ status: 'no-go', learningRate: 6.7e-3 });
    // Means of the rows: 2.5404 - 2.4656.
    expect(gateText(quality, BATCH_SIZE_ROWS, ENGLISH).measured).toContain('0.075 nats');
    expect(decisionSentence(decision, ENGLISH)).toMatch(
      /^No-go for fp8-unscaled .* misses “the loss of fp8-unscaled is at most 0.02 nats above/,
    );
  });

  test('and would have passed against BF16 at its own setting, by the factor of 1.02 of that version', () => {
    const [own, twin] = [decision.recipe.cell.medianTail!, 2.512];
    expect(own / twin).toBeLessThan(1.02);
  });
});

describe('learning rates 1e-3 and 3.1e-3 at batch sizes 8 and 16, three seeds, BF16 and tensorwise', () => {
  const { analysis, decision } = decided(
    [
      ['bf16-mixed', 1e-3, 8, [2.483, 2.486, 2.481]],
      ['bf16-mixed', 3.1e-3, 8, [2.431, 2.431, 2.433]],
      ['bf16-mixed', 1e-3, 16, [2.457, 2.461, 2.456]],
      ['bf16-mixed', 3.1e-3, 16, [2.35, 2.373, 2.351]],
      ['tensorwise', 1e-3, 8, [2.483, 2.487, 2.482]],
      ['tensorwise', 3.1e-3, 8, [2.433, 2.432, 2.431]],
      ['tensorwise', 1e-3, 16, [2.457, 2.461, 2.456]],
      ['tensorwise', 3.1e-3, 16, [2.338, 2.374, 2.376]],
    ],
    'tensorwise',
  );

  test('carry no verdict: no edge lies among the tested rates', () => {
    expect(decision.verdict).toBe('undecided');
    expect(decision.withheld).toContainEqual({ reason: 'off-grid', recipes: ['bf16-mixed', 'tensorwise'] });
    expect(decisionSentence(decision, ENGLISH)).toMatch(/^No verdict on tensorwise/);
  });

  test('and have no share of 100 to 100 %: what lies between and beyond the tested rates is not known', () => {
    const { region } = analysis.recipes[1]!.headline!;
    expect(region.isCut).toBe(true);
    expect(region.interval!.low).toBeLessThan(0.9);
    expect(region.interval!.high).toBeGreaterThan(1.1);
  });

  test('and the gate of the region is open, whatever share there is within the grid', () => {
    const region = decision.gates.find(({ kind }) => kind === 'region')!;
    expect(region).toMatchObject({ status: 'undecided', isCut: true });
    expect(gateText(region, BATCH_SIZE_ROWS, ENGLISH).turns).toContain('beyond the tested ones');
  });
});
