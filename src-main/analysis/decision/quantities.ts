// Everything that a cost depends on, for one recipe: what the study has measured, what the reader has said, and what is left to
// assume, each as draws and as a range. The reader's word goes before the study's, and that before an assumption.
import type { LossDifference } from './loss-difference.ts';
import {
  baselineSearchRuns,
  recipeSearchRuns,
  searchRatioOf,
  tokenEfficiencyOf,
  type Situation,
} from './cost.ts';
import { DRAWS, stream, tQuantiles, triangular } from './draws.ts';
import { drawFailures, type FailurePairs, type Outcomes } from './failures.ts';
import { COST_INPUTS, type CostInputName, type CostInputs, type Kind, type Range } from './inputs.ts';
import { LEAST_SHARE } from './search-share.ts';
import { spread, type Spread } from './spread.ts';

/** In the order in which they are shown. */
const QUANTITIES = [
  'price',
  'gpus',
  'hours',
  'speedup',
  'lowShare',
  'vainShare',
  'penalty',
  'slope',
  'tokenEfficiency',
  'baselineFailure',
  'recipeFailure',
  'failedShare',
  'failureCost',
  'searchRuns',
  'baselineFound',
  'recipeFound',
  'searchRatio',
  'recipeSearchRuns',
  'searchShare',
] as const;
export type QuantityName = (typeof QUANTITIES)[number];

/** One of them as it went into the cost. */
export interface Quantity {
  readonly name: QuantityName;
  readonly kind: Kind;
  /** Least, most likely and largest; of what is measured the median and the middle 95 %. */
  readonly range: Range;
}

export interface Quantities {
  readonly situations: readonly Situation[];
  /** Everything at its most likely value, what is measured at its median. */
  readonly typical: Situation;
  readonly shown: readonly Quantity[];
}

/** What the study says of a recipe at its chosen setting and of the baseline at its own. */
export interface Measured {
  readonly recipe: Outcomes;
  readonly baseline: Outcomes;
  readonly pairs: FailurePairs;
  readonly penalty: LossDifference | null;
  /** -dL/d ln(steps) of the baseline, of a larger model that of the recipe; null where the study has no runs of fewer steps. */
  readonly slope: LossDifference | null;
  readonly lowShare: number | null;
  readonly vainShare: number;
}

/** null where the shares of the search range that train well say it. */
type DrawnSituation = Readonly<Record<Exclude<keyof Situation, 'searchRuns' | 'searchRatio'>, Drawn>> & {
  readonly searchRuns: Drawn | null;
  readonly searchRatio: Drawn | null;
};

/** Draws of the share of the search range that comes within the loss tolerance; null where none of it was measured. */
export interface Found {
  readonly recipe: readonly number[] | null;
  readonly baseline: readonly number[] | null;
}

interface Drawn {
  readonly kind: Kind;
  readonly draws: readonly number[];
  readonly range: Range;
}

export function quantitiesOf(measured: Measured, found: Found, inputs: CostInputs): Quantities {
  const range = (name: AssumedName): Drawn => drawnRange(name, inputs[name], COST_INPUTS[name].assumed);
  const lowShare =
    inputs.lowShare === undefined && measured.lowShare !== null
      ? constant(measured.lowShare)
      : range('lowShare');
  const slope =
    inputs.slope === undefined && measured.slope !== null
      ? fromDraws(slopeDraws(measured.slope), 'measured')
      : range('slope');
  const penalty = measured.penalty && fromDraws(drawDifference(measured.penalty, 'penalty'), 'measured');
  const byPenalty = inputs.tokenEfficiency === undefined && penalty !== null;
  const baselineFound = fromDraws(found.baseline ?? always(1), 'measured');
  const recipeFound = fromDraws(found.recipe ?? always(LEAST_SHARE), 'measured');
  const drawn: DrawnSituation = {
    price: range('price'),
    gpus: range('gpus'),
    hours: range('hours'),
    speedup: range('speedup'),
    lowShare,
    vainShare: constant(measured.vainShare),
    tokenEfficiency: byPenalty ? efficiencyOf(penalty, slope) : range('tokenEfficiency'),
    failedShare: range('failedShare'),
    failureCost: range('failureCost'),
    ...drawnFailures(measured, inputs),
    baselineFound,
    recipeFound,
    searchRuns: inputs.searchRuns ? drawnRange('searchRuns', inputs.searchRuns) : null,
    searchRatio: inputs.searchRatio ? drawnRange('searchRatio', inputs.searchRatio) : null,
    searchShare: range('searchShare'),
  };
  const situations = Array.from({ length: DRAWS }, (_, i) => situationOf(({ draws }) => draws[i]!, drawn));
  const shown: Readonly<Record<QuantityName, Drawn | null>> = {
    ...drawn,
    vainShare: measured.vainShare > 0 ? drawn.vainShare : null,
    penalty,
    slope: byPenalty ? slope : null,
    recipeFound: inputs.searchRatio ? null : recipeFound,
    searchRuns: drawn.searchRuns ?? fromDraws(situations.map(baselineSearchRuns), 'measured'),
    searchRatio: drawn.searchRatio ?? fromDraws(situations.map(searchRatioOf), 'measured'),
    recipeSearchRuns: fromDraws(
      situations.map(recipeSearchRuns),
      inputs.searchRuns || inputs.searchRatio ? 'yours' : 'measured',
    ),
  };
  return {
    situations,
    typical: situationOf(({ range: { value } }) => value, drawn),
    shown: QUANTITIES.flatMap((name) => {
      const one = shown[name];
      return one ? [{ name, kind: one.kind, range: one.range }] : [];
    }),
  };
}

/** Written out, not made of a list of names: thousands of them are made for every move of a slider. */
function situationOf(value: (one: Drawn) => number, drawn: DrawnSituation): Situation {
  return {
    price: value(drawn.price),
    gpus: value(drawn.gpus),
    hours: value(drawn.hours),
    speedup: value(drawn.speedup),
    lowShare: value(drawn.lowShare),
    vainShare: value(drawn.vainShare),
    tokenEfficiency: value(drawn.tokenEfficiency),
    failedShare: value(drawn.failedShare),
    failureCost: value(drawn.failureCost),
    baselineFailure: value(drawn.baselineFailure),
    recipeFailure: value(drawn.recipeFailure),
    baselineFound: value(drawn.baselineFound),
    recipeFound: value(drawn.recipeFound),
    searchRuns: drawn.searchRuns && value(drawn.searchRuns),
    searchRatio: drawn.searchRatio && value(drawn.searchRatio),
    searchShare: value(drawn.searchShare),
  };
}

/** Those for which there is something to assume. */
type AssumedName = Exclude<
  CostInputName,
  'failureProbability' | 'recipeFailureProbability' | 'searchRuns' | 'searchRatio'
>;

/** Failure probabilities that the study allows, drawn jointly. */
export function studyFailures({ recipe, baseline, pairs }: Pick<Measured, 'recipe' | 'baseline' | 'pairs'>): {
  readonly recipe: Spread;
  readonly baseline: Spread;
} {
  const drawn = drawFailures(recipe, baseline, pairs);
  return { recipe: spread(drawn.recipe), baseline: spread(drawn.baseline) };
}

/** The reader's own go for both recipes where only one is given: nothing says that they differ. */
function drawnFailures(
  measured: Measured,
  { failureProbability, recipeFailureProbability }: CostInputs,
): { readonly baselineFailure: Drawn; readonly recipeFailure: Drawn } {
  if (failureProbability) {
    const baselineFailure = drawnRange('failureProbability', failureProbability);
    const recipeFailure = recipeFailureProbability
      ? drawnRange('recipeFailureProbability', recipeFailureProbability)
      : baselineFailure;
    return { baselineFailure, recipeFailure };
  }
  const drawn = drawFailures(measured.recipe, measured.baseline, measured.pairs);
  return {
    baselineFailure: fromDraws(drawn.baseline, 'measured'),
    recipeFailure: fromDraws(drawn.recipe, 'measured'),
  };
}

function drawnRange(name: CostInputName, given: Range | undefined, assumed?: Range): Drawn {
  const range = given ?? assumed!;
  return {
    kind: given ? 'yours' : 'assumption',
    draws: stream(name).map((u) => triangular(u, range)),
    range,
  };
}

function constant(value: number): Drawn {
  return { kind: 'measured', draws: always(value), range: { low: value, value, high: value } };
}

function always(value: number): number[] {
  return Array<number>(DRAWS).fill(value);
}

function fromDraws(draws: readonly number[], kind: Kind): Drawn {
  const { median, interval } = spread(draws);
  return { kind, draws, range: { low: interval.low, value: median, high: interval.high } };
}

/** As sure as the less sure of the two that it is made of. */
function efficiencyOf(penalty: Drawn, slope: Drawn): Drawn {
  return fromDraws(efficienciesOf(penalty.draws, slope.draws), weakest(penalty.kind, slope.kind));
}

/** Draws of the token efficiency that a penalty and the slope of the loss make. */
export function efficiencyDraws(penalty: LossDifference, slope: LossDifference): number[] {
  return efficienciesOf(drawDifference(penalty, 'penalty'), slopeDraws(slope));
}

function efficienciesOf(penalties: readonly number[], slopes: readonly number[]): number[] {
  const { least } = COST_INPUTS.tokenEfficiency;
  return penalties.map((nats, i) => Math.max(least, tokenEfficiencyOf(nats, slopes[i]!)));
}

const SURENESS: readonly Kind[] = ['measured', 'yours', 'assumption'];

function weakest(...kinds: readonly Kind[]): Kind {
  return SURENESS[Math.max(...kinds.map((kind) => SURENESS.indexOf(kind)))]!;
}

function slopeDraws(slope: LossDifference): number[] {
  const { least } = COST_INPUTS.slope;
  return drawDifference(slope, 'slope').map((value) => Math.max(least, value));
}

/** Student's t around the mean. */
function drawDifference({ mean, standardError, degreesOfFreedom }: LossDifference, name: string): number[] {
  const at = tQuantiles(degreesOfFreedom);
  return stream(name).map((u) => mean + standardError * at(u));
}
