// Whether runs of one seed fail together: the correlation over seeds of the outcomes (unstable or not) of neighbouring learning
// rates, of neighbouring batch sizes, and of two recipes, pooled over the cells in which outcomes differ at all.
// node bench/seed-effect.ts STUDY
import { tallyCells, type Tally } from '../src-main/analysis/grid/tally.ts';
import { openStudy } from '../src-main/study/study.ts';

const file = process.argv[2];
if (file === undefined) throw new Error('usage: node bench/seed-effect.ts STUDY');

const study = openStudy(file, 'read');
const { thresholds, baseline } = study.info();
const byRecipe = Map.groupBy(study.runs(), ({ recipe }) => recipe);
const cells = new Map([...byRecipe].map(([recipe, runs]) => [recipe, tallyCells(runs, thresholds)]));
const at = (recipe: string, learningRate: number, rowValue: number) =>
  cells.get(recipe)!.find((cell) => cell.learningRate === learningRate && cell.rowValue === rowValue);
const axis = (values: readonly number[]) => [...new Set(values)].sort((a, b) => a - b);
const all = [...cells.values()].flat();
const rates = axis(all.map(({ learningRate }) => learningRate));
const sizes = axis(all.map(({ rowValue }) => rowValue));
const next = (values: readonly number[], value: number) => values[values.indexOf(value) + 1] ?? NaN;

type Pair = readonly [Tally, Tally | undefined];
const pairsOf = (other: (recipe: string, cell: Tally) => Tally | undefined): Pair[] =>
  [...cells].flatMap(([recipe, own]) => own.map((cell): Pair => [cell, other(recipe, cell)]));

const kinds: readonly (readonly [string, readonly Pair[]])[] = [
  [
    'neighbouring learning rates',
    pairsOf((recipe, { learningRate, rowValue }) => at(recipe, next(rates, learningRate), rowValue)),
  ],
  [
    'neighbouring batch sizes',
    pairsOf((recipe, { learningRate, rowValue }) => at(recipe, learningRate, next(sizes, rowValue))),
  ],
  [
    `the same cell under ${baseline} and another recipe`,
    pairsOf((recipe, { learningRate, rowValue }) =>
      recipe === baseline ? undefined : at(baseline, learningRate, rowValue),
    ),
  ],
];
for (const [name, pairs] of kinds) {
  let [covariance, varianceA, varianceB, used] = [0, 0, 0, 0];
  for (const [a, b] of pairs) {
    const outcomes = new Map(b?.outcomes.map(({ seed, unstable }) => [seed, Number(unstable)]));
    const both = a.outcomes.filter(({ seed }) => outcomes.has(seed));
    const [x, y] = [
      both.map(({ unstable }) => Number(unstable)),
      both.map(({ seed }) => outcomes.get(seed)!),
    ];
    const [meanX, meanY] = [x, y].map((values) => values.reduce((p, q) => p + q, 0) / values.length);
    const [dx, dy] = [x.map((value) => value - meanX!), y.map((value) => value - meanY!)];
    if (dx.every((value) => value === 0) || dy.every((value) => value === 0)) continue;
    used++;
    dx.forEach((value, i) => {
      covariance += value * dy[i]!;
      varianceA += value ** 2;
      varianceB += dy[i]! ** 2;
    });
  }
  const correlation = covariance / Math.sqrt(varianceA * varianceB);
  process.stdout.write(`${name}: ${correlation.toFixed(2)} (${used} pairs of cells)\n`);
}
study.close();
