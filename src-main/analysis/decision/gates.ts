// The staged plan: a pilot in the baseline, then one in the recipe, then guarded scale-up; each gate with its criterion, what
// the study measured, and what would change it. Numbers only: report/language says them.
import type { Cell, Edge, GridAnalysis, Outlook, RecipeMap } from '../grid/grid.ts';
import type { Interval } from '../statistics/interval.ts';
import { bySeeds } from '../statistics/intervals.ts';
import { differenceInterval, withMoreSeeds } from './loss-difference.ts';
import { intervalWith, LEAST_SEEDS } from './outlook.ts';
import { isDecided, runsToReopenCell, seedsToDecideCell, seedsUntil } from './seeds-needed.ts';

export type GateStatus = 'go' | 'no-go' | 'undecided';
export type Stage = 'baseline-pilot' | 'recipe-pilot' | 'scale-up';

interface Common {
  readonly stage: Stage;
  readonly status: GateStatus;
  /** The recipe that is judged. */
  readonly recipe: string;
}

/** P(unstable) of the chosen setting lies below the threshold. */
export interface StableGate extends Common {
  readonly kind: 'stable';
  readonly learningRate: number;
  readonly rowValue: number;
  readonly unstable: number;
  readonly finished: number;
  readonly interval: Interval | null;
  readonly unstableShare: number;
  readonly confidence: number;
  /** Seeds of this setting that would settle an undecided gate. */
  readonly moreSeeds: number | null;
  /** Runs with the other outcome that would reopen a decided one. */
  readonly reopenedBy: number | null;
}

/** The edge lies far enough above the chosen learning rate; in decades. */
export interface EdgeGate extends Common {
  readonly kind: 'edge';
  readonly least: number;
  /** Infinite where the edge lies outside the tested learning rates; null where it is not known. */
  readonly margin: number | null;
  readonly interval: Interval | null;
  /** Up to this learning rate the gate would hold; null where none would. */
  readonly highestRate: number | null;
  /** Seeds of this batch size. */
  readonly moreSeeds: number | null;
  readonly waitsForSeeds: boolean;
}

/** The loss is that of the baseline at the baseline's own best setting, up to the loss tolerance. */
export interface QualityGate extends Common {
  readonly kind: 'quality';
  readonly baseline: string;
  /** The baseline's best setting. */
  readonly learningRate: number;
  readonly rowValue: number;
  /** Nats. */
  readonly limit: number;
  readonly penalty: number | null;
  readonly interval: Interval | null;
  /** Seeds of the chosen setting. */
  readonly moreSeeds: number | null;
  readonly waitsForSeeds: boolean;
}

/** The recipe keeps enough of the baseline's stable region. */
export interface RegionGate extends Common {
  readonly kind: 'region';
  readonly baseline: string;
  readonly kept: number;
  readonly ratio: number | null;
  readonly interval: Interval | null;
  /** An edge of either lies outside the tested learning rates, or the recipe was not tried at all that the baseline was. */
  readonly isCut: boolean;
  /** Seeds of the whole grid. */
  readonly moreSeeds: number | null;
  /** Seeds are too few to judge by: what more of them would do is not known yet. */
  readonly waitsForSeeds: boolean;
}

/** The recipe is cheaper with enough certainty. */
export interface CostGate extends Common {
  readonly kind: 'cost';
  readonly go: number;
  readonly noGo: number;
  readonly cheaper: number;
  /** Raw speed-ups, if they were measured, from which on it is a go, and up to which it is a no-go. */
  readonly speedupGo: number | null;
  readonly speedupNoGo: number | null;
  /** Seeds of the chosen setting. */
  readonly moreSeeds: number | null;
  /** Too few seeds at either setting for a chance to decide anything. */
  readonly waitsForSeeds: boolean;
}

export type CostTurns = Pick<CostGate, 'speedupGo' | 'speedupNoGo' | 'moreSeeds'>;

export type Gate = StableGate | EdgeGate | QualityGate | RegionGate | CostGate;

/** Decades that the recipe's edge must lie above the chosen learning rate: room for a factor of two in it. */
export const EDGE_MARGIN = 0.3;
/** Share of the baseline's stable region that the recipe must keep. */
const REGION_KEPT = 0.5;
/** Chance of being cheaper from which the recipe is a go, and up to which it is a no-go. */
export const CHEAPER_GO = 0.9;
export const CHEAPER_NO_GO = 0.1;

interface Basis {
  readonly analysis: GridAnalysis;
  readonly baseline: RecipeMap;
  readonly recipe: RecipeMap;
  /** Each at its own best setting. */
  readonly baselineCell: Cell;
  readonly recipeCell: Cell;
  readonly cost: Pick<CostGate, 'cheaper'> & CostTurns;
}

export function stagedPlan(basis: Basis): Gate[] {
  const { analysis, baseline, recipe, baselineCell, recipeCell, cost } = basis;
  const hasSeeds = Math.min(baselineCell.seeds, recipeCell.seeds) >= LEAST_SEEDS;
  return [
    stableGate('baseline-pilot', analysis, baseline, baselineCell),
    stableGate('recipe-pilot', analysis, recipe, recipeCell),
    edgeGate(recipe, recipeCell),
    qualityGate(basis),
    regionGate(analysis, recipe),
    {
      kind: 'cost',
      stage: 'scale-up',
      recipe: recipe.recipe,
      go: CHEAPER_GO,
      noGo: CHEAPER_NO_GO,
      status: hasSeeds ? costStatus(cost.cheaper) : 'undecided',
      ...cost,
      moreSeeds: hasSeeds ? cost.moreSeeds : null,
      waitsForSeeds: !hasSeeds,
    },
  ];
}

export function costStatus(cheaper: number): GateStatus {
  return cheaper >= CHEAPER_GO ? 'go' : cheaper <= CHEAPER_NO_GO ? 'no-go' : 'undecided';
}

function stableGate(
  stage: Stage,
  { thresholds }: GridAnalysis,
  { recipe }: RecipeMap,
  cell: Cell,
): StableGate {
  const { unstable, finished, interval, learningRate, rowValue } = cell;
  const { unstableShare, confidence } = thresholds;
  const status =
    interval === null || !isDecided(interval, unstableShare)
      ? 'undecided'
      : interval.high < unstableShare
        ? 'go'
        : 'no-go';
  return {
    kind: 'stable',
    stage,
    status,
    recipe,
    learningRate,
    rowValue,
    unstable,
    finished,
    interval,
    unstableShare,
    confidence,
    moreSeeds: status === 'undecided' ? seedsToDecideCell(bySeeds(cell), thresholds) : null,
    reopenedBy: status === 'undecided' ? null : runsToReopenCell(bySeeds(cell), thresholds),
  };
}

function edgeGate({ recipe, edges, cells }: RecipeMap, { learningRate, rowValue }: Cell): EdgeGate {
  const edge = edges.find((other) => other.rowValue === rowValue);
  const above = (rate: number) => Math.log10(rate / learningRate);
  const interval = edge?.interval ? { low: above(edge.interval.low), high: above(edge.interval.high) } : null;
  const waitsForSeeds = edge !== undefined && isShort(edge.outlook) && edge.side !== 'unknown';
  const status =
    interval === null || waitsForSeeds
      ? 'undecided'
      : interval.low >= EDGE_MARGIN
        ? 'go'
        : interval.high < EDGE_MARGIN
          ? 'no-go'
          : 'undecided';
  return {
    kind: 'edge',
    stage: 'recipe-pilot',
    status,
    recipe,
    least: EDGE_MARGIN,
    margin: edge ? marginOf(edge, learningRate) : null,
    interval,
    highestRate: edge?.interval && edge.interval.low > 0 ? edge.interval.low / 10 ** EDGE_MARGIN : null,
    moreSeeds:
      status === 'undecided' && edge && !waitsForSeeds
        ? seedsToDecideEdge(edge, testedRates(cells, rowValue), learningRate * 10 ** EDGE_MARGIN)
        : null,
    waitsForSeeds,
  };
}

function testedRates(cells: RecipeMap['cells'], rowValue: number): number[] {
  return cells
    .flat()
    .filter((cell) => cell.rowValue === rowValue && cell.finished > 0)
    .map((cell) => cell.learningRate);
}

/** Whether an edge of some row lies outside the tested learning rates. */
export function isOffGrid({ edges }: RecipeMap): boolean {
  return edges.some(({ side }) => side === 'above' || side === 'below');
}

function marginOf({ side, learningRate: at }: Edge, learningRate: number): number | null {
  if (side === 'above') return Infinity;
  if (side === 'below') return -Infinity;
  return at === null ? null : Math.log10(at / learningRate);
}

/** Seeds of the row until the interval of its edge would lie wholly on one side of a learning rate. */
function seedsToDecideEdge(
  { side, learningRate, interval, outlook }: Edge,
  tested: readonly number[],
  limit: number,
): number | null {
  if (!interval || !outlook) return null;
  const place = learningRate ?? (side === 'above' ? Math.max(...tested) : Math.min(...tested));
  const logs = { low: Math.log10(interval.low), high: Math.log10(interval.high) };
  return seedsUntil((more) =>
    isDecided(intervalWith(logs, Math.log10(place), outlook, more), Math.log10(limit)),
  );
}

/** Whether seeds are too few to judge by, and to tell what more of them would do. */
function isShort(outlook: Outlook | null): boolean {
  return outlook === null || outlook.seeds < LEAST_SEEDS;
}

function qualityGate({ analysis, baseline, recipe, baselineCell }: Basis): QualityGate {
  const { lossTolerance, confidence } = analysis.thresholds;
  const penalty = recipe.chosen?.againstBaseline?.penalty ?? null;
  const interval = penalty && differenceInterval(penalty, confidence);
  const isOpen = interval === null || !isDecided(interval, lossTolerance);
  const settled = (more: number) => {
    const after = differenceInterval(withMoreSeeds(penalty!, more), confidence);
    return after !== null && isDecided(after, lossTolerance);
  };
  return {
    kind: 'quality',
    stage: 'recipe-pilot',
    status: isOpen ? 'undecided' : interval.high < lossTolerance ? 'go' : 'no-go',
    recipe: recipe.recipe,
    baseline: baseline.recipe,
    learningRate: baselineCell.learningRate,
    rowValue: baselineCell.rowValue,
    limit: lossTolerance,
    penalty: penalty?.mean ?? null,
    interval,
    moreSeeds: isOpen && penalty && penalty.seeds > 1 ? seedsUntil(settled) : null,
    waitsForSeeds: interval === null && penalty !== null,
  };
}

/** No go where the grid cuts a region: what lies beyond it might be lost. What is lost within it is lost. */
function regionGate(
  { baseline }: GridAnalysis,
  { recipe, areaRatio, areaRatioInterval: interval, areaRatioOutlook: outlook, isCut }: RecipeMap,
): RegionGate {
  const waitsForSeeds = areaRatio !== null && isShort(outlook);
  const status =
    interval === null || waitsForSeeds
      ? 'undecided'
      : interval.high < REGION_KEPT
        ? 'no-go'
        : interval.low >= REGION_KEPT && !isCut
          ? 'go'
          : 'undecided';
  const wouldBeDecided = (more: number) => {
    const { low, high } = intervalWith(interval!, areaRatio!, outlook!, more);
    return high < REGION_KEPT || (low > REGION_KEPT && !isCut);
  };
  const canBeTold = status === 'undecided' && interval !== null && areaRatio !== null && !waitsForSeeds;
  return {
    kind: 'region',
    stage: 'scale-up',
    status,
    recipe,
    baseline,
    kept: REGION_KEPT,
    ratio: areaRatio,
    interval,
    isCut,
    moreSeeds: canBeTold ? seedsUntil(wouldBeDecided) : null,
    waitsForSeeds,
  };
}
