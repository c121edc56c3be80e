// What one run less, or one bad run, does to the labels of the others, on a study that was trained: nothing, but for runs that
// lie on a limit themselves.
import path from 'node:path';
import { expect, test } from 'vitest';
import { labelRuns, type LabelContext } from '../../../src-main/analysis/labels/labels.ts';
import { bestOfRow } from '../../../src-main/analysis/labels/row-best.ts';
import type { MeasuredRun } from '../../../src-main/analysis/labels/run.ts';
import { DEFAULT_THRESHOLDS } from '../../../src-main/analysis/labels/thresholds.ts';
import { openStudy } from '../../../src-main/study/study.ts';
import { lossReferenceOf } from '../../../src-main/records/types.ts';

/** Nats about the limit of half, within which one run more or less may decide. */
const NEAR = 0.01;

const study = openStudy(path.resolve(import.meta.dirname, '../../../resources/example.precipice'), 'read');
const info = study.info();
const runs: readonly MeasuredRun[] = study
  .runs()
  .filter(({ label }) => label !== 'stopped' && label !== null);
study.close();
const { baseline } = info;
const reference = lossReferenceOf(info, 'trained');
const context: LabelContext = {
  baseline,
  reference,
  thresholds: DEFAULT_THRESHOLDS,
  rowComplete: () => true,
};
const entropy = reference.unigramEntropy!;
const labelsOf = (some: readonly MeasuredRun[]) => labelRuns(some, context).map(({ label }) => label);
const isUnstable = (label: string) =>
  (DEFAULT_THRESHOLDS.unstableLabels as readonly string[]).includes(label);
const before = labelsOf(runs);

/** Distance of a run's tail from that at which it learned half of what the baseline did, in nats. */
function fromLimit({ rowValue, tailLoss }: MeasuredRun): number {
  const row = runs.filter((run) => run.recipe === baseline && run.rowValue === rowValue);
  const tails = row.map(({ tailLoss: tail, ...run }) => ({ ...run, tail }));
  const best = bestOfRow(tails, entropy, DEFAULT_THRESHOLDS)!;
  return Math.abs(tailLoss! - (entropy + best.tail) / 2);
}

test.each([
  ['is missing', (): MeasuredRun[] => []],
  ['diverges', (run: MeasuredRun) => [{ ...run, tailLoss: null, nonfinite: { step: 9, tensor: 'loss' } }]],
  ['learns nothing', (run: MeasuredRun) => [{ ...run, tailLoss: entropy + 0.1 }]],
])('where a single run of the baseline %s, the others stay stable or unstable', (_, changed) => {
  for (const [index, run] of runs.entries()) {
    if (run.recipe !== baseline) continue;
    const replaced = changed(run);
    const after = labelsOf(runs.flatMap((other, i) => (i === index ? replaced : [other])));
    const shift = 1 - replaced.length;
    for (const [i, label] of before.entries()) {
      if (i === index) continue;
      const now = after[i > index ? i - shift : i]!;
      if (isUnstable(label) === isUnstable(now)) continue;
      // Whether more steps are needed does not hang on one run.
      expect([label, now]).not.toContain('slow');
      expect(fromLimit(runs[i]!)).toBeLessThan(NEAR);
    }
  }
});
