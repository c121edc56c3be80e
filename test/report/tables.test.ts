// Tables and numbers of the report whose words depend on what was measured.
import { expect, test } from 'vitest';
import { analyze } from '../../src-main/analysis/grid/analyze.ts';
import { DEFAULT_THRESHOLDS } from '../../src-main/analysis/labels/thresholds.ts';
import { figureFacts } from '../../src-main/report/figures/facts.ts';
import { formatMoney } from '../../src-main/report/language/numbers.ts';
import { describeEdge } from '../../src-main/report/figures/overlay.ts';
import { headlineTable } from '../../src-main/report/html/headline-table.ts';
import { flipsTable } from '../../src-main/report/html/flips-table.ts';
import type { ReportSource } from '../../src-main/report/html/source.ts';
import { spikesTable } from '../../src-main/report/html/spikes-table.ts';
import { ENGLISH, wordsOf } from '../../src-main/report/language/language.ts';
import { resultSentences } from '../../src-main/report/sentences.ts';
import type { RunRow } from '../../src-main/records/types.ts';
import { finished, planned } from './sample.ts';

const RATES = [1e-3, 3e-3, 1e-2, 3e-2, 1e-1];
const SEEDS = [0, 1, 2, 3];

/** A run of every recipe, learning rate, batch size and seed, unstable where the rule says. */
function runsOf(
  recipes: readonly string[],
  batchSizes: readonly number[],
  isUnstable: (recipe: string, rate: number, batchSize: number) => boolean,
): RunRow[] {
  let id = 0;
  return recipes.flatMap((recipe) =>
    batchSizes.flatMap((batchSize) =>
      RATES.flatMap((rate) =>
        SEEDS.map((seed) => {
          const run = planned(++id, recipe, rate, batchSize, seed);
          return isUnstable(recipe, rate, batchSize) ? finished(run, 'collapsed', 3) : finished(run, 'ok', 2);
        }),
      ),
    ),
  );
}

function source(runs: readonly RunRow[], language: 'en' | 'ja' = 'en'): ReportSource {
  const analysis = analyze(runs, { baseline: 'bf16', thresholds: DEFAULT_THRESHOLDS });
  return { runs, analysis, words: wordsOf(language) } as unknown as ReportSource;
}

test('cells that flipped are listed, and nothing is called significant', () => {
  const runs = runsOf(
    ['bf16', 'many', 'one', 'better'],
    [4],
    (recipe, rate) =>
      (recipe === 'bf16' && rate === 1e-3) ||
      recipe === 'many' ||
      (recipe === 'one' && (rate === 0.1 || rate === 1e-3)),
  );
  const html = JSON.stringify(flipsTable(source(runs)));
  expect(html).toContain('<td>one</td>\\n<td>5</td>\\n<td>1</td>\\n<td>0</td>\\n<td>1e-1, batch 4</td>');
  expect(html).toContain(
    '<td>better</td>\\n<td>5</td>\\n<td>0</td>\\n<td>1</td>\\n<td>1e-3, batch 4 (gained)</td>',
  );
  expect(html).toContain('A list, not a test');
  expect(html).not.toMatch(/significant|p = /);
  expect(JSON.stringify(flipsTable(source(runs, 'ja')))).toContain('検定ではなく一覧');
});

test('every recipe but the baseline has its headline as a row, with counts that can be checked by hand', () => {
  // Four seeds at five rates: the recipe alone fails at one of them.
  const runs = runsOf(['bf16', 'one'], [4], (recipe, rate) => recipe === 'one' && rate === 0.1);
  const html = JSON.stringify(headlineTable(source(runs)));
  expect(html).toContain('<td>4 / 0 / 20</td>\\n<td>0.13</td>');
  expect(html).toContain('(validation loss)');
  expect(html).not.toContain('<td>bf16</td>');
});

test('the middle of an even number of spike scores lies between the two in the middle', () => {
  const [first, second] = runsOf(['bf16'], [4], () => false);
  const runs = [first!, { ...second!, lossSpikeScore: 0.1 }];
  expect(JSON.stringify(spikesTable(source(runs)))).toContain('5 % (10 %)');
});

test('an edge above the tested rates is called stable at the highest, whatever lies below', () => {
  const runs = runsOf(['bf16'], [4], (_, rate) => rate < 3e-3);
  const [edge] = source(runs).analysis.recipes[0]!.edges;
  expect(describeEdge(edge!, ENGLISH)).toBe(
    'stable at the highest tested learning rate, the edge lies above',
  );
});

test('dollars are told in the largest unit', () => {
  const english = [0, 12, 999, 32_899, 999_499, 1_250_000, 9.44e7, 1.87e8, 2.5e9].map((dollars) =>
    formatMoney(dollars, ENGLISH),
  );
  expect(english).toEqual(['0k', '0.012k', '0.999k', '32.9k', '999k', '1.25M', '94.4M', '187M', '2.5B']);
  const japanese = [32_899, 1.87e8].map((dollars) => formatMoney(dollars, wordsOf('ja')));
  expect(japanese).toEqual(['3.29万', '1.87億']);
});

test('seeds per cell are those that have finished', () => {
  const runs = runsOf(['bf16'], [4], () => false).map((run) =>
    run.seed === 0 ? run : planned(run.id, run.recipe, run.learningRate, run.batchSize, run.seed),
  );
  const info = { spec: {}, text: null, thresholds: DEFAULT_THRESHOLDS };
  expect(figureFacts(info as never, runs, ENGLISH).seeds).toBe('1 seed per cell');
});

test('of a refined sweep nothing is final before every row is measured and the seeds are enough to judge by', () => {
  const whole = runsOf(['bf16', 'fp8'], [4, 8], (_, rate) => rate > 0.01);
  const sentence = (keep: (run: RunRow) => boolean) => {
    const runs = whole.map((run) =>
      keep(run) ? run : planned(run.id, run.recipe, run.learningRate, run.batchSize, run.seed),
    );
    const context = { baseline: 'bf16', thresholds: DEFAULT_THRESHOLDS, refined: true };
    return resultSentences(analyze(runs, context), ENGLISH)[0]!;
  };
  expect(sentence(({ seed }) => seed === 0)).toMatch(/^fp8, so far: /);
  expect(sentence(({ batchSize }) => batchSize === 4)).toMatch(/^fp8, so far: /);
  expect(sentence(({ learningRate }) => learningRate !== 3e-3)).toMatch(/^fp8: .* keeps 100 %/);
});
