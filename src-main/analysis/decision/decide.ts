// From the map to a decision: a setting, what a full run costs under every recipe with retries and search, how sure that is,
// what matters most, and the staged plan; or why no verdict is given. Numbers only: report/language says them.
import type { GridAnalysis, RecipeMap } from '../grid/grid.ts';
import { isSearchable, type RowSetting } from '../grid/rows.ts';
import { withMoreSeeds } from './loss-difference.ts';
import type { Evidence } from './basis.ts';
import type { Target } from '../ladder/at-target.ts';
import type { LadderRefusal } from '../ladder/ladder.ts';
import { breakEvenFailure, breakEvenSpeedup, effectiveSpeedup, expectedCost } from './cost.ts';
import {
  CHEAPER_GO,
  CHEAPER_NO_GO,
  costStatus,
  stagedPlan,
  type CostTurns,
  type Gate,
  type GateStatus,
} from './gates.ts';
import { COST_INPUTS, type CostInputs } from './inputs.ts';
import { quantitiesOf, type Quantity } from './quantities.ts';
import {
  chanceCheaper,
  compareCosts,
  totalsOf,
  type ComparedCost,
  type CostChoice,
  type Failures,
  type RecipeCost,
} from './recipe-cost.ts';
import { seedsUntilForGood, withMore } from './seeds-needed.ts';
import type { Spread } from './spread.ts';
import { tornadoOf, type TornadoBar } from './tornado.ts';
import { withheldFor, type Withheld } from './withheld.ts';

export interface Decision {
  /** No-go if one gate is, go if all are; undecided if some are open or if the study cannot carry a verdict. */
  readonly verdict: GateStatus;
  /** Why no verdict is given, whatever the gates say; empty where one is. */
  readonly withheld: readonly Withheld[];
  /** What rows are of: a search draws them as it does learning rates. */
  readonly rowSetting: RowSetting;
  readonly evidence: Evidence | null;
  /** The larger model that it is about, whose penalty was predicted; null: it is about the models of the study. */
  readonly target: Target | null;
  /** Whether the study has a recipe that is known to fail, and tells it from the baseline. */
  readonly hasPositiveControl: boolean;
  readonly baseline: RecipeCost;
  readonly recipe: RecipeCost;
  /** Chance that the recipe is cheaper. */
  readonly cheaper: number;
  /** Saving as a share of the baseline's cost. */
  readonly saving: Spread;
  readonly failures: Failures;
  /** What the cost rests on, each measured, assumed or the reader's. */
  readonly quantities: readonly Quantity[];
  /** Of the recipe's whole run at the most likely raw speed-up. */
  readonly effectiveSpeedup: number;
  readonly breakEvenSpeedup: number | null;
  readonly breakEvenFailure: number;
  readonly tornado: readonly TornadoBar[];
  readonly gates: readonly Gate[];
  readonly seedsNeeded: SeedsNeeded;
  /** Every recipe but the baseline that has a setting, this one included, each at its own setting. */
  readonly costs: readonly RecipeComparison[];
}

export type RecipeComparison = Pick<ComparedCost, 'recipe' | 'cheaper' | 'saving'>;

/** Further seeds that would settle the open gates, if they turn out as those so far; 0 where none would, or nothing is open. */
export interface SeedsNeeded {
  /** Of the chosen setting alone, of its whole row, and of the whole grid. */
  readonly setting: number;
  readonly row: number;
  readonly grid: number;
  /** What else is open: nothing; gates that more seeds would not settle; or some that have too few seeds to tell. */
  readonly rest: 'nothing' | 'unsettled' | 'unknown';
}

/** What keeps a study from being decided. */
export interface Undecidable {
  readonly verdict: 'undecidable';
  /**
   * `not-searched`: nobody would search over what its rows are of, so that nothing is known of what a search costs.
   * `baseline-fails`: none of its runs trained, at its best setting either, and nothing costs less than what never ends.
   */
  readonly reason:
    'not-searched' | 'no-recipe' | 'no-baseline' | 'is-baseline' | 'not-run' | 'baseline-fails';
  readonly recipe: string;
  readonly baseline: string;
  readonly rowSetting: RowSetting;
}

export function decide(
  analysis: GridAnalysis,
  recipeName: string,
  choice: CostChoice = NOTHING_SAID,
): Decision | Undecidable {
  const baseline = analysis.recipes.find(({ recipe }) => recipe === analysis.baseline);
  const recipe = analysis.recipes.find((map) => map.recipe === recipeName);
  const no = (reason: Undecidable['reason']): Undecidable => ({
    verdict: 'undecidable',
    reason,
    recipe: recipeName,
    baseline: analysis.baseline,
    rowSetting: analysis.rowSetting,
  });
  if (!recipe) return no('no-recipe');
  if (!baseline) return no('no-baseline');
  if (recipe === baseline) return no('is-baseline');
  if (!isSearchable(analysis.rowSetting)) return no('not-searched');
  const found = findings(analysis, recipe, choice, (compared) => whatTurnsCost(compared, choice.inputs));
  if (!found) return no('not-run');
  const { compared, gates } = found;
  const { recipe: own, baseline: base, cheaper, saving, failures, quantities } = compared;
  if (base.cell.unstable === base.cell.finished) return no('baseline-fails');
  const { typical } = quantities;
  const byGates = verdictOf(gates);
  const bounds = analysis.bounds && [analysis.bounds.worst, analysis.bounds.best];
  const { tokenEfficiency, slope } = choice.inputs;
  const standsIn = ({ kind }: LadderRefusal) =>
    tokenEfficiency !== undefined || (kind === 'no-slope' && slope !== undefined);
  const withheld = withheldFor(analysis, { baseline, recipe }, byGates, standsIn, () =>
    (bounds ?? []).some((bound) => {
      const map = bound.recipes.find((other) => other.recipe === recipeName);
      const other = map && findings(bound, map, choice, () => NOT_ASKED);
      return !other || verdictOf(other.gates) !== byGates;
    }),
  );
  return {
    verdict: withheld.length > 0 ? 'undecided' : byGates,
    withheld,
    rowSetting: analysis.rowSetting,
    evidence: analysis.evidence,
    target: analysis.target ?? null,
    hasPositiveControl: analysis.visibility.positiveControl === 'seen',
    baseline: base,
    recipe: own,
    cheaper,
    saving,
    failures,
    quantities: quantities.shown,
    effectiveSpeedup: effectiveSpeedup(typical),
    breakEvenSpeedup: breakEvenSpeedup(typical),
    breakEvenFailure: breakEvenFailure(typical),
    tornado: tornadoOf(quantities),
    gates,
    seedsNeeded: seedsNeeded(gates),
    costs: analysis.recipes.flatMap((map) => costOf(map, compared, analysis, choice)),
  };
}

/** Where the chosen setting lies on the map of the study: one about a larger model is that of the largest size. */
export function placeOnMap({ recipe: { cell }, target }: Pick<Decision, 'recipe' | 'target'>) {
  return { learningRate: cell.learningRate, rowValue: target?.largestRow ?? cell.rowValue };
}

/** Nothing but what the study says and what is assumed. */
export const NOTHING_SAID: CostChoice = { inputs: {}, search: null };

interface Findings {
  readonly compared: ComparedCost;
  readonly gates: readonly Gate[];
}

const NOT_ASKED: CostTurns = { speedupGo: null, speedupNoGo: null, moreSeeds: null };

/** null where one of the two has not run. `turns`: what would turn the gate of cost, which takes longer than all the rest. */
function findings(
  analysis: GridAnalysis,
  recipe: RecipeMap,
  choice: CostChoice,
  turns: (compared: ComparedCost) => CostTurns,
): Findings | null {
  const baseline = analysis.recipes.find((map) => map.recipe === analysis.baseline);
  const compared = compareCosts(analysis, recipe, choice);
  if (!baseline || !compared) return null;
  const gates = stagedPlan({
    analysis,
    baseline,
    recipe,
    baselineCell: compared.baseline.cell,
    recipeCell: compared.recipe.cell,
    cost: { cheaper: compared.cheaper, ...turns(compared) },
  });
  return { compared, gates };
}

function costOf(
  map: RecipeMap,
  chosen: ComparedCost,
  analysis: GridAnalysis,
  choice: CostChoice,
): RecipeComparison[] {
  if (map.recipe === analysis.baseline) return [];
  const compared = map.recipe === chosen.recipe.recipe ? chosen : compareCosts(analysis, map, choice);
  if (!compared) return [];
  const { recipe, cheaper, saving } = compared;
  return [{ recipe, cheaper, saving }];
}

function verdictOf(gates: readonly Gate[]): GateStatus {
  if (gates.some(({ status }) => status === 'no-go')) return 'no-go';
  return gates.every(({ status }) => status === 'go') ? 'go' : 'undecided';
}

/** The speed-ups that would turn the gate of cost if they were measured, and the seeds that would settle it. */
function whatTurnsCost(compared: ComparedCost, inputs: CostInputs): CostTurns {
  const { quantities, baselineTotals, cheaper, measured, found } = compared;
  // All of a cost is some of it and some more over the speed-up: two points give it for every speed-up.
  const lines = quantities.situations.map((situation) => {
    const [at1, at2] = [1, 2].map((speedup) => expectedCost({ ...situation, speedup }, 'recipe').total);
    const falling = 2 * (at1! - at2!);
    return { fixed: at1! - falling, falling };
  });
  const chanceAt = (speedup: number) =>
    chanceCheaper(
      lines.map(({ fixed, falling }) => fixed + falling / speedup),
      baselineTotals,
    );
  const settled = (more: number) => {
    const penalty = measured.penalty && withMoreSeeds(measured.penalty, more);
    const later = { ...measured, penalty, recipe: withMore(measured.recipe, more) };
    const { situations } = quantitiesOf(later, found, inputs);
    const chance = chanceCheaper(totalsOf(situations, 'recipe'), totalsOf(situations, 'baseline'));
    return costStatus(chance) !== 'undecided';
  };
  return {
    speedupGo: speedupWhere((speedup) => chanceAt(speedup) >= CHEAPER_GO),
    speedupNoGo: speedupWhere((speedup) => chanceAt(speedup) > CHEAPER_NO_GO),
    moreSeeds: costStatus(cheaper) === 'undecided' ? seedsUntilForGood(settled) : null,
  };
}

/** The least speed-up, to a thousandth, from which on a condition holds; null where none that makes sense does. */
function speedupWhere(holds: (speedup: number) => boolean): number | null {
  let [low, high] = [COST_INPUTS.speedup.least as number, COST_INPUTS.speedup.most as number];
  if (!holds(high)) return null;
  while (high - low > 1e-3) {
    const between = (low + high) / 2;
    if (holds(between)) high = between;
    else low = between;
  }
  return high;
}

function seedsNeeded(gates: readonly Gate[]): SeedsNeeded {
  const open = gates.filter(({ status }) => status === 'undecided');
  const most = (...kinds: readonly Gate['kind'][]) =>
    Math.max(0, ...open.filter(({ kind }) => kinds.includes(kind)).map(({ moreSeeds }) => moreSeeds ?? 0));
  const others = open.filter(({ moreSeeds }) => moreSeeds === null);
  const isUnknown = others.some((gate) => 'waitsForSeeds' in gate && gate.waitsForSeeds);
  return {
    setting: most('stable', 'quality', 'cost'),
    row: most('edge'),
    grid: most('region'),
    rest: others.length === 0 ? 'nothing' : isUnknown ? 'unknown' : 'unsettled',
  };
}
