// The staged plan: BF16 first, then FP8, then guarded scale-up; each gate with its criterion, what the study measured, and
// what would turn it.
import type { Cell, GridAnalysis, RecipeMap } from '../grid.ts';
import { seedsToDecideCell } from './seeds-needed.ts';

export type GateStatus = 'go' | 'no-go' | 'undecided';

export interface Gate {
  readonly stage: 'BF16 pilot' | 'FP8 pilot' | 'Guarded scale-up';
  readonly criterion: string;
  readonly measured: string;
  readonly status: GateStatus;
  readonly turns: string;
}

/** Decades that FP8's edge must lie above the chosen learning rate: room for a factor of two in it. */
export const EDGE_MARGIN = 0.3;
/** Share of the baseline's stable region that FP8 must keep. */
export const REGION_KEPT = 0.5;
/** Chance of being cheaper from which FP8 is a go, and up to which it is a no-go. */
export const CHEAPER_GO = 0.9;
export const CHEAPER_NO_GO = 0.1;

interface Basis {
  readonly analysis: GridAnalysis;
  readonly baseline: RecipeMap;
  readonly recipe: RecipeMap;
  /** The chosen setting, under either recipe. */
  readonly baselineCell: Cell;
  readonly recipeCell: Cell;
  readonly cheaper: number;
}

export function stagedPlan(basis: Basis): Gate[] {
  const { analysis, baseline, recipe, baselineCell, recipeCell } = basis;
  return [
    stableGate('BF16 pilot', analysis, baseline, baselineCell),
    stableGate('FP8 pilot', analysis, recipe, recipeCell),
    edgeGate(recipe, recipeCell),
    qualityGate(basis),
    regionGate(analysis, recipe),
    costGate(basis.cheaper),
  ];
}

const percent = (share: number) => `${Math.round(100 * share)} %`;
const rate = (learningRate: number) => String(Number(learningRate.toPrecision(3)));

function stableGate(
  stage: Gate['stage'],
  { thresholds }: GridAnalysis,
  { recipe }: RecipeMap,
  cell: Cell,
): Gate {
  const { unstable, finished, interval, learningRate, batchSize } = cell;
  const { unstableShare, confidence } = thresholds;
  const status: GateStatus =
    interval === null
      ? 'undecided'
      : interval.high < unstableShare
        ? 'go'
        : interval.low > unstableShare
          ? 'no-go'
          : 'undecided';
  const more = finished === 0 ? null : seedsToDecideCell(cell, thresholds);
  const range = interval ? `, interval ${percent(interval.low)} to ${percent(interval.high)}` : '';
  return {
    stage,
    criterion: `${recipe} is stable at learning rate ${rate(learningRate)}, batch size ${batchSize}: P(unstable) below ${percent(unstableShare)} with ${percent(confidence)} certainty`,
    measured: `${unstable} of ${finished} runs unstable${range}`,
    status,
    turns:
      status === 'undecided'
        ? more === null
          ? 'More runs of this setting; those so far do not say how many.'
          : `Undecided: ${more} more ${more === 1 ? 'seed' : 'seeds'} of this setting would settle it, if they turn out as those so far.`
        : status === 'go'
          ? 'A failure rate above the threshold at the pilot’s size.'
          : 'A setting or recipe whose runs come through.',
  };
}

function edgeGate({ recipe, edges }: RecipeMap, { learningRate, batchSize }: Cell): Gate {
  const edge = edges.find((other) => other.batchSize === batchSize);
  const where = (at: number | null) => (at === null ? null : Math.log10(at / learningRate));
  const margin =
    edge?.side === 'above'
      ? Infinity
      : edge?.side === 'below'
        ? -Infinity
        : where(edge?.learningRate ?? null);
  const sure = where(edge?.interval?.low ?? null);
  const status: GateStatus =
    margin === null
      ? 'undecided'
      : (sure ?? margin) >= EDGE_MARGIN
        ? 'go'
        : margin < EDGE_MARGIN
          ? 'no-go'
          : 'undecided';
  const measured =
    margin === null
      ? 'the edge is not known'
      : margin === Infinity
        ? 'stable at every tested learning rate'
        : margin === -Infinity
          ? 'unstable at every tested learning rate'
          : `the edge lies ${margin.toFixed(2)} decades above it${sure === null ? '' : `, at least ${sure.toFixed(2)} with the interval`}`;
  return {
    stage: 'FP8 pilot',
    criterion: `the stability edge of ${recipe} lies at least ${EDGE_MARGIN} decades above the chosen learning rate`,
    measured,
    status,
    turns: 'A lower learning rate, or a recipe with a higher edge.',
  };
}

function qualityGate({ analysis, baseline, recipe, baselineCell, recipeCell }: Basis): Gate {
  const { degradedFactor } = analysis.thresholds;
  const [own, base] = [recipeCell.medianTail, baselineCell.medianTail];
  const factor = own === null || base === null ? null : own / base;
  return {
    stage: 'FP8 pilot',
    criterion: `median tail loss of ${recipe.recipe} is at most ${degradedFactor} x that of ${baseline.recipe} at the same setting`,
    measured: factor === null ? 'not known' : `${factor.toFixed(4)} x`,
    status: factor === null ? 'undecided' : factor <= degradedFactor ? 'go' : 'no-go',
    turns: 'More precision where the loss is lost: head, attention, the first and last layers.',
  };
}

function regionGate({ baseline }: GridAnalysis, { recipe, areaRatio, areaRatioInterval }: RecipeMap): Gate {
  const sure = areaRatioInterval;
  const status: GateStatus =
    areaRatio === null || sure === null
      ? 'undecided'
      : sure.low >= REGION_KEPT
        ? 'go'
        : sure.high < REGION_KEPT
          ? 'no-go'
          : 'undecided';
  return {
    stage: 'Guarded scale-up',
    criterion: `${recipe} keeps at least ${percent(REGION_KEPT)} of ${baseline}’s stable region`,
    measured:
      areaRatio === null
        ? 'cannot be compared'
        : `${percent(areaRatio)}${sure ? `, interval ${percent(sure.low)} to ${percent(sure.high)}` : ', interval not known'}`,
    status,
    turns: 'Scaling of finer grain, or more seeds where cells are undecided.',
  };
}

function costGate(cheaper: number): Gate {
  return {
    stage: 'Guarded scale-up',
    criterion: `FP8 is cheaper with a chance of at least ${percent(CHEAPER_GO)}, retries and search included`,
    measured: `chance ${percent(cheaper)}`,
    status: cheaper >= CHEAPER_GO ? 'go' : cheaper <= CHEAPER_NO_GO ? 'no-go' : 'undecided',
    turns: 'A measured speed-up of the real model, and more seeds at the chosen setting.',
  };
}
