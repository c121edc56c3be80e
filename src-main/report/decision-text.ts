// The decision in words: its sentence, and each gate with its criterion, what was measured, and what would turn it. Pure; the
// words are those of the language.
import type { Decision, Undecidable } from '../analysis/decision/decide.ts';
import type {
  CostGate,
  EdgeGate,
  Gate,
  QualityGate,
  RegionGate,
  StableGate,
} from '../analysis/decision/gates.ts';
import { COST_INPUTS } from '../analysis/decision/inputs.ts';
import { formatEdge, formatLearningRate, formatLoss, formatNumber } from './figures/numbers.ts';
import type { Words } from './language/language.ts';

export interface GateText {
  readonly stage: string;
  readonly status: string;
  readonly criterion: string;
  readonly measured: string;
  readonly turns: string;
}

export function decisionSentence(decision: Decision | Undecidable, words: Words): string {
  const text = words.decision;
  if (decision.verdict === 'undecidable') {
    const { recipe, baseline, reason } = decision;
    switch (reason) {
      case 'no-recipe':
        return text.noRecipe(recipe);
      case 'no-baseline':
        return text.noBaseline(baseline);
      case 'is-baseline':
        return text.isBaseline(recipe);
      case 'nothing-shared':
        return text.nothingShared(recipe, baseline);
    }
  }
  const sentence = verdictSentence(decision, words);
  return decision.isComplete ? sentence : words.numbers.sentences([text.notComplete, sentence]);
}

function verdictSentence(decision: Decision, words: Words): string {
  const text = words.decision;
  const { verdict, recipe, baseline, cheaper, saving, gates } = decision;
  const percent = percentIn(words);
  const { low, high } = saving.interval;
  const cost = text.cost(
    baseline.recipe,
    percent(cheaper),
    percent(saving.median),
    percent(low),
    percent(high),
  );
  switch (verdict) {
    case 'go':
      return text.go(recipe.recipe, cost);
    case 'no-go': {
      const failed = gates.filter(({ status }) => status === 'no-go');
      const { criterion, measured } = gateText(failed[0]!, words);
      return text.noGo(recipe.recipe, criterion, measured, failed.length - 1, cost);
    }
    case 'undecided': {
      const open = gates.filter(({ status }) => status === 'undecided').length;
      if (open === 0) return text.undecidedYet(recipe.recipe, cost);
      return text.undecided(recipe.recipe, open, gates.length, settleText(decision, words), cost);
    }
  }
}

/** "1 more seed at the chosen setting would settle it", that seeds do not, or that it is too early to tell. */
function settleText({ seedsNeeded: { setting, row, grid, rest } }: Decision, words: Words): string {
  const text = words.decision;
  if (setting + row + grid > 0) return text.settle(setting, row, grid, rest);
  return rest === 'unknown' ? text.settleUnknown : text.settleNever;
}

/** From which raw speed-up the recipe pays. */
export function breakEvenText({ breakEvenSpeedup, recipe, baseline }: Decision, words: Words): string {
  const text = words.decision;
  if (breakEvenSpeedup === null) return text.neverPays(baseline.recipe);
  return breakEvenSpeedup > COST_INPUTS.speedup.most
    ? text.paysTooHigh(recipe.recipe, formatNumber(breakEvenSpeedup))
    : text.paysFrom(recipe.recipe, breakEvenSpeedup.toFixed(2));
}

export function gateText(gate: Gate, words: Words): GateText {
  const { status, stage, recipe } = gate;
  const { stages, status: statuses } = words.decision;
  const baseline = 'baseline' in gate ? gate.baseline : recipe;
  return {
    stage: stages[stage](baseline, recipe),
    status: statuses[status],
    ...partsOf(gate, words),
  };
}

type Parts = Pick<GateText, 'criterion' | 'measured' | 'turns'>;

function partsOf(gate: Gate, words: Words): Parts {
  switch (gate.kind) {
    case 'stable':
      return stableParts(gate, words);
    case 'edge':
      return edgeParts(gate, words);
    case 'quality':
      return qualityParts(gate, words);
    case 'region':
      return regionParts(gate, words);
    case 'cost':
      return costParts(gate, words);
  }
}

function percentIn({ numbers }: Words): (share: number) => string {
  return (share) => numbers.percent(String(Math.round(100 * share) + 0));
}

function intervalIn(words: Words, interval: { low: number; high: number } | null): string | null {
  const round = (share: number) => String(Math.round(100 * share) + 0);
  return interval && words.numbers.percentRange(round(interval.low), round(interval.high));
}

function stableParts(gate: StableGate, words: Words): Parts {
  const text = words.decision.stable;
  const percent = percentIn(words);
  const { status, recipe, learningRate, batchSize, unstable, finished, moreSeeds, reopenedBy } = gate;
  const turns = (): string => {
    if (status === 'undecided') return moreSeeds === null ? text.unsettled : text.settledBy(moreSeeds);
    if (reopenedBy === null) return text.neverReopened;
    return status === 'go' ? text.reopenedByUnstable(reopenedBy) : text.reopenedByStable(reopenedBy);
  };
  return {
    criterion: text.criterion(
      recipe,
      formatLearningRate(learningRate),
      batchSize,
      percent(gate.unstableShare),
      percent(gate.confidence),
    ),
    measured: text.measured(unstable, finished, intervalIn(words, gate.interval)),
    turns: turns(),
  };
}

function edgeParts(gate: EdgeGate, words: Words): Parts {
  const text = words.decision.edge;
  const { status, recipe, least, margin, interval, highestRate, moreSeeds, waitsForSeeds } = gate;
  const rate = highestRate === null ? null : formatEdge(highestRate);
  const where =
    margin === null
      ? text.unknown
      : margin === Infinity
        ? text.above
        : margin === -Infinity
          ? text.below
          : text.measured(margin.toFixed(2));
  const sure =
    interval === null
      ? text.notSure
      : Number.isFinite(interval.low)
        ? text.sure(interval.low.toFixed(2))
        : null;
  const turns = (): string => {
    if (status === 'go') return rate === null ? text.higherEdge : text.holdsUpTo(rate);
    if (status === 'undecided' && moreSeeds !== null) return text.settledBy(moreSeeds, rate);
    if (margin === Infinity && !waitsForSeeds) return text.higherRates(rate);
    return rate === null ? text.higherEdge : text.lowerRate(rate);
  };
  return {
    criterion: text.criterion(recipe, formatNumber(least)),
    measured: words.numbers.list([where, ...(sure === null || margin === null ? [] : [sure])]),
    turns: turns(),
  };
}

function qualityParts(gate: QualityGate, words: Words): Parts {
  const text = words.decision.quality;
  const { status, recipe, baseline, limit, factor, interval, moreSeeds, turningLoss } = gate;
  const loss = turningLoss === null ? null : formatLoss(turningLoss);
  const range = interval && words.numbers.range(interval.low.toFixed(3), interval.high.toFixed(3));
  const turns = (): string => {
    if (loss === null || interval === null) return text.moreRuns;
    if (status === 'undecided') return moreSeeds === null ? text.unsettled : text.settledBy(moreSeeds);
    return status === 'go' ? text.turnsAt(loss) : text.passesAt(loss);
  };
  return {
    criterion: text.criterion(recipe, formatNumber(limit, 4), baseline),
    measured: factor === null ? text.unknown : text.measured(factor.toFixed(3), range),
    turns: turns(),
  };
}

function regionParts(gate: RegionGate, words: Words): Parts {
  const text = words.decision.region;
  const percent = percentIn(words);
  const { status, recipe, baseline, kept, ratio, interval, isCut, moreSeeds, waitsForSeeds } = gate;
  const turns = (): string => {
    if (status === 'go') return text.fallsBelow(percent(kept));
    if (status === 'no-go') return text.finer;
    if (ratio === null) return text.stableBaseline(baseline);
    if (waitsForSeeds) return text.moreSeeds;
    if (moreSeeds !== null) return text.settledBy(moreSeeds);
    return isCut ? text.beyond : text.unsettled;
  };
  return {
    criterion: text.criterion(recipe, percent(kept), baseline),
    measured:
      ratio === null ? text.notComparable : text.measured(percent(ratio), intervalIn(words, interval), isCut),
    turns: turns(),
  };
}

function costParts(gate: CostGate, words: Words): Parts {
  const text = words.decision.costGate;
  const percent = percentIn(words);
  const { status, recipe, go, cheaper, speedupGo, moreSeeds } = gate;
  const turns = (): string => {
    if (speedupGo === null) return text.neverReaches;
    if (status === 'go') return text.fallsBelow(speedupGo.toFixed(2));
    const reaches = text.reaches(speedupGo.toFixed(2));
    return moreSeeds === null ? reaches : words.numbers.sentences([reaches, text.orSeeds(moreSeeds)]);
  };
  return {
    criterion: text.criterion(recipe, percent(go)),
    measured: text.measured(percent(cheaper)),
    turns: turns(),
  };
}
