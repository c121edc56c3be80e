// What opening a study costs: its map waits for no decision.
import { expect, test, vi } from 'vitest';
import { judgeStudy, summarize } from '../../src-main/api/study-view.ts';
import * as decisions from '../../src-main/analysis/decision/decide.ts';
import * as rows from '../../src-main/analysis/decision/row-ends.ts';
import { openStudy } from '../../src-main/study/study.ts';
import { EXAMPLE } from '../browser/support.ts';

vi.mock('../../src-main/analysis/decision/decide.ts', { spy: true });
vi.mock('../../src-main/analysis/decision/row-ends.ts', { spy: true });

test('a view is judged without a decision; the summary is one decision, of what travels', () => {
  const study = openStudy(EXAMPLE, 'read');
  const { analysis } = judgeStudy(study);
  study.close();
  expect(decisions.decide).not.toHaveBeenCalled();
  const { en, ja } = summarize(analysis);
  // Each row of each recipe is weighed once, the baseline's too, beside which every recipe is held.
  expect(rows.weigh).toHaveBeenCalledTimes(analysis.recipes.length * analysis.rowValues.length);
  expect(decisions.decide).toHaveBeenCalledTimes(1);
  expect(en!.verdict).toMatch(/tensorwise/);
  expect(ja!.verdict).toMatch(/tensorwise/);
});
