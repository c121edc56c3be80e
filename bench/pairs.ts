// How often the intervals over pairs hold the truth, those of the share that precision makes fail and of the penalty, and how often
// something is told where there is nothing; over made studies whose truth is known.
// node bench/pairs.ts [STUDIES]
import { pairCoverage, type Scenario } from '../test/analysis/headline/simulated-pairs.ts';

const studies = Number(process.argv[2] ?? 1000);
const usual: Scenario = {
  shift: 0.3,
  gap: 0.4,
  chaos: 'row',
  anywhere: 0,
  ofRecipe: 0,
  edges: 'inside',
  scatter: 'normal',
};
const scenarios: Readonly<Record<string, Scenario>> = {
  'edges scatter by row': usual,
  'edges scatter by seed, skewed losses': { ...usual, chaos: 'seed', scatter: 'skewed' },
  '10 % of failures anywhere, skewed losses': { ...usual, chaos: 'run', anywhere: 0.1, scatter: 'skewed' },
  'no edge on the grid': { ...usual, shift: 0, chaos: 'run', anywhere: 0.02, ofRecipe: 0.1, edges: 'above' },
  'nothing, rates 0.4 decades apart': { ...usual, shift: 0 },
  'nothing, rates 0.1 decades apart': { ...usual, shift: 0, gap: 0.1 },
};

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
for (const [name, scenario] of Object.entries(scenarios)) {
  for (const seeds of [3, 5, 8, 20]) {
    const { failures, penalty, p, told } = pairCoverage(studies, seeds, scenario);
    const parts = [
      `share ${percent(failures.share)} (${failures.width.toFixed(3)})`,
      `penalty ${percent(penalty.share)} (${penalty.width.toFixed(4)})`,
      `p <= 0.05 in ${percent(p)}`,
      `told in ${percent(told)}`,
    ];
    console.log(`${name}, ${seeds} seeds: ${parts.join(', ')}`);
  }
}
