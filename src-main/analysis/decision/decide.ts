// From the map to a decision: a setting, what a full run costs under either recipe with retries and search, how sure that
// is, what matters most, and the staged plan.
import type { Cell, GridAnalysis, Interval, RecipeMap } from '../grid.ts';
import { chosenCell, sameSetting } from './chosen-cell.ts';
import { breakEvenFailure, breakEvenSpeedup, expectedCost, type Cost, type Situation } from './cost.ts';
import { drawFailures, drawSituations } from './draws.ts';
import { CHEAPER_GO, CHEAPER_NO_GO, stagedPlan, type Gate, type GateStatus } from './gates.ts';
import { COST_INPUT_NAMES, type CostInputName, type CostInputs } from './inputs.ts';
import { seedsToDecideCell, seedsUntil } from './seeds-needed.ts';

/** Half and the ends of the middle 95 % of a distribution; US dollars. */
export interface Spread {
  readonly median: number;
  readonly interval: Interval;
}

export interface RecipeCost {
  readonly recipe: string;
  readonly cell: Cell;
  readonly cost: Spread;
  /** With every input at its most likely value and p at its posterior median. */
  readonly typical: Cost;
  /** Draws of the total, ascending. */
  readonly totals: readonly number[];
}

export interface TornadoBar {
  readonly input: CostInputName | 'failure probability of FP8' | 'failure probability of BF16';
  /** Saving of FP8 as a share of BF16's cost, with this input at the low and the high end of its range. */
  readonly low: number;
  readonly high: number;
}

export interface Decision {
  /** No-go if one gate is, go if all are. */
  readonly verdict: GateStatus;
  readonly sentence: string;
  readonly baseline: RecipeCost;
  readonly recipe: RecipeCost;
  /** Chance that FP8 is cheaper. */
  readonly cheaper: number;
  /** Saving of FP8 as a share of BF16's cost. */
  readonly saving: Spread;
  readonly breakEvenSpeedup: number | null;
  readonly breakEvenFailure: number;
  readonly tornado: readonly TornadoBar[];
  readonly gates: readonly Gate[];
  /** Further seeds at the chosen setting that would settle both pilots and the cost, if they turn out as those so far; null: not by
   * seeds; 0 where nothing is open. */
  readonly seedsNeeded: number | null;
}

/** What keeps a study from being decided; one sentence. */
export interface Undecidable {
  readonly verdict: 'undecidable';
  readonly sentence: string;
}

/** Failure probabilities are held below this: a setting that always fails has no finite cost. */
const MOST_FAILURE = 0.999;

export function decide(
  analysis: GridAnalysis,
  recipeName: string,
  inputs: CostInputs,
): Decision | Undecidable {
  const baseline = analysis.recipes.find(({ recipe }) => recipe === analysis.baseline);
  const recipe = analysis.recipes.find((map) => map.recipe === recipeName);
  const no = (sentence: string): Undecidable => ({ verdict: 'undecidable', sentence });
  if (!recipe) return no(`The study has no recipe "${recipeName}".`);
  if (!baseline) return no(`The study has no run of its baseline, ${analysis.baseline}.`);
  if (recipe === baseline)
    return no(`${recipeName} is the baseline itself: there is nothing to decide between.`);
  const shared = onlyShared(recipe, baseline);
  const recipeCell = chosenCell(shared);
  if (!recipeCell) return no(`${recipeName} and ${analysis.baseline} have no measured cell in common yet.`);
  const baselineCell = sameSetting(baseline, recipeCell)!;

  const situations = drawSituations(inputs);
  const pOf = (cell: Cell, which: 0 | 1) => drawFailures(cell, which).map((p) => Math.min(MOST_FAILURE, p));
  const [pRecipe, pBaseline] = [pOf(recipeCell, 0), pOf(baselineCell, 1)];
  const totals = (precision: 'bf16' | 'fp8', p: readonly number[]) =>
    situations.map((situation, index) => expectedCost(situation, precision, p[index]!).total);
  const [own, base] = [totals('fp8', pRecipe), totals('bf16', pBaseline)];
  const savings = own.map((cost, index) => 1 - cost / base[index]!);
  const cheaper = share(savings);
  const typical = centre(inputs);
  const [pMiddle, pBaseMiddle] = [middle(pRecipe), middle(pBaseline)];
  const gates = stagedPlan({ analysis, baseline, recipe, baselineCell, recipeCell, cheaper });
  const verdict = verdictOf(gates);
  const seedsNeeded = () =>
    most([
      seedsToDecideCell(baselineCell, analysis.thresholds),
      seedsToDecideCell(recipeCell, analysis.thresholds),
      seedsUntil(recipeCell, (outcomes) => {
        const p = drawFailures(outcomes, 0).map((each) => Math.min(MOST_FAILURE, each));
        return isSettled(share(totals('fp8', p).map((cost, index) => 1 - cost / base[index]!)));
      }),
    ]);
  const result = {
    verdict,
    baseline: recipeCost(baseline.recipe, baselineCell, base, expectedCost(typical, 'bf16', pBaseMiddle)),
    recipe: recipeCost(recipe.recipe, recipeCell, own, expectedCost(typical, 'fp8', pMiddle)),
    cheaper,
    saving: spread(savings),
    breakEvenSpeedup: breakEvenSpeedup(typical, pMiddle, pBaseMiddle),
    breakEvenFailure: breakEvenFailure(typical),
    tornado: tornadoOf(inputs, pRecipe, pBaseline),
    gates,
    seedsNeeded: verdict === 'undecided' ? seedsNeeded() : 0,
  };
  return { ...result, sentence: sentenceOf(result) };
}

/** The recipe's map with only the cells that the baseline has measured too. */
function onlyShared(recipe: RecipeMap, baseline: RecipeMap): RecipeMap {
  const cells = recipe.cells.map((row) =>
    row.filter((cell) => (sameSetting(baseline, cell)?.finished ?? 0) > 0),
  );
  return { ...recipe, cells };
}

function verdictOf(gates: readonly Gate[]): GateStatus {
  if (gates.some(({ status }) => status === 'no-go')) return 'no-go';
  return gates.every(({ status }) => status === 'go') ? 'go' : 'undecided';
}

function isSettled(cheaper: number): boolean {
  return cheaper >= CHEAPER_GO || cheaper <= CHEAPER_NO_GO;
}

/** The largest; null where one of them is not known. */
function most(values: readonly (number | null)[]): number | null {
  return values.reduce(
    (largest, value) => (largest === null || value === null ? null : Math.max(largest, value)),
    0,
  );
}

function share(savings: readonly number[]): number {
  return savings.filter((saving) => saving > 0).length / savings.length;
}

function centre(inputs: CostInputs): Situation {
  return Object.fromEntries(COST_INPUT_NAMES.map((name) => [name, inputs[name].value])) as Situation;
}

function recipeCost(recipe: string, cell: Cell, totals: readonly number[], typical: Cost): RecipeCost {
  return { recipe, cell, cost: spread(totals), typical, totals: totals.toSorted((a, b) => a - b) };
}

function quantile(sorted: readonly number[], at: number): number {
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(at * sorted.length) - 1))]!;
}

function middle(values: readonly number[]): number {
  return quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
}

function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    interval: { low: quantile(sorted, 0.025), high: quantile(sorted, 0.975) },
  };
}

/** One input at a time at the ends of its range, the others at their most likely value; the widest bar first. */
function tornadoOf(
  inputs: CostInputs,
  pRecipe: readonly number[],
  pBaseline: readonly number[],
): TornadoBar[] {
  const typical = centre(inputs);
  const saving = (situation: Situation, p: number, pBase: number) =>
    1 - expectedCost(situation, 'fp8', p).total / expectedCost(situation, 'bf16', pBase).total;
  const [own, base] = [spread(pRecipe), spread(pBaseline)];
  const bars: TornadoBar[] = COST_INPUT_NAMES.map((input) => ({
    input,
    low: saving({ ...typical, [input]: inputs[input].low }, own.median, base.median),
    high: saving({ ...typical, [input]: inputs[input].high }, own.median, base.median),
  }));
  bars.push({
    input: 'failure probability of FP8',
    low: saving(typical, own.interval.low, base.median),
    high: saving(typical, own.interval.high, base.median),
  });
  bars.push({
    input: 'failure probability of BF16',
    low: saving(typical, own.median, base.interval.low),
    high: saving(typical, own.median, base.interval.high),
  });
  return bars.sort((a, b) => Math.abs(b.high - b.low) - Math.abs(a.high - a.low));
}

function sentenceOf(decision: Omit<Decision, 'sentence'>): string {
  const { verdict, recipe, baseline, cheaper, saving, seedsNeeded, gates } = decision;
  const percent = (value: number) => `${Math.round(100 * value)} %`;
  const cost =
    `it is cheaper than ${baseline.recipe} with a chance of ${percent(cheaper)}, retries and search included ` +
    `(saving ${percent(saving.median)}, ${percent(saving.interval.low)} to ${percent(saving.interval.high)})`;
  if (verdict === 'go') return `${recipe.recipe} passes every gate: ${cost}.`;
  if (verdict === 'no-go') {
    const failed = gates.filter(({ status }) => status === 'no-go');
    const { criterion, measured } = failed[0]!;
    const more = failed.length === 1 ? '' : `, and ${failed.length - 1} more`;
    return `No-go for ${recipe.recipe}: it misses “${criterion}” (${measured})${more}. By cost alone ${cost}.`;
  }
  const open = gates.filter(({ status }) => status === 'undecided').length;
  const settle =
    seedsNeeded === null || seedsNeeded === 0
      ? 'more seeds at the chosen setting would not settle them'
      : `${seedsNeeded} more ${seedsNeeded === 1 ? 'seed' : 'seeds'} at the chosen setting would settle the pilots and the cost, if they turn out as those so far`;
  return `Undecided: no gate speaks against ${recipe.recipe}, but ${open} of ${gates.length} are open; ${settle}. As far as is known ${cost}.`;
}
