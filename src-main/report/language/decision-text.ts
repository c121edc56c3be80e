// The decision in words: its sentence, and each gate with its criterion, what was measured, and what would change it. Pure; the
// words are those of the language.
import type { Evidence } from '../../analysis/decision/basis.ts';
import type { Decision, Undecidable } from '../../analysis/decision/decide.ts';
import type {
  CostGate,
  EdgeGate,
  Gate,
  QualityGate,
  RegionGate,
  StableGate,
} from '../../analysis/decision/gates.ts';
import { COST_INPUTS } from '../../analysis/decision/inputs.ts';
import type { Quantity } from '../../analysis/decision/quantities.ts';
import type { Withheld } from '../../analysis/decision/withheld.ts';
import {
  formatChance,
  formatCount,
  formatEdge,
  formatLearningRate,
  formatNumber,
  formatPercent,
  formatPercentInterval,
} from './numbers.ts';
import type { RowSetting } from '../../analysis/grid/rows.ts';
import { refusalReason } from './ladder-text.ts';
import type { Words } from './language.ts';
import { rowName, rowText } from './row-text.ts';
import { savingIntervalText, savingText } from './saving-text.ts';

export interface GateText {
  readonly stage: string;
  readonly status: string;
  readonly criterion: string;
  readonly measured: string;
  readonly turns: string;
}

export function decisionSentence(decision: Decision | Undecidable, words: Words): string {
  const text = words.decision;
  if (decision.verdict !== 'undecidable') return verdictSentence(decision, words);
  const { recipe, baseline, reason } = decision;
  switch (reason) {
    case 'no-recipe':
      return text.noRecipe(recipe);
    case 'no-baseline':
      return text.noBaseline(baseline);
    case 'is-baseline':
      return text.isBaseline(recipe);
    case 'not-searched':
      return (decision.rowSetting.kind === 'unknown' ? text.unknownRows : text.notSearched)(
        recipe,
        baseline,
        rowName(decision.rowSetting, words),
      );
    case 'not-run':
      return text.notRun(recipe, baseline);
    case 'baseline-fails':
      return text.baselineFails(recipe, baseline);
  }
}

function verdictSentence(decision: Decision, words: Words): string {
  const { decision: text, numbers } = words;
  const { verdict, withheld, recipe: own, gates, hasPositiveControl } = decision;
  const { recipe } = own;
  const cost = costText(decision, words);
  const evidence = evidenceText(decision, words);
  if (withheld.length > 0) {
    const sentence = text.withheld(
      recipe,
      evidence,
      withheld.map((reason) => reasonText(reason, decision, words)),
    );
    // Runs that could not have seen a difference, or do not compare, say nothing of the cost either.
    const isBlind = withheld.some(({ reason }) => reason === 'control-missed' || reason === 'budgets-apart');
    return isBlind ? sentence : numbers.sentences([sentence, text.asFarAsKnown(cost)]);
  }
  switch (verdict) {
    case 'go': {
      const sentence = text.go(recipe, evidence, cost);
      return hasPositiveControl ? sentence : numbers.sentences([sentence, text.withoutControl]);
    }
    case 'no-go': {
      const failed = gates.filter(({ status }) => status === 'no-go');
      const { criterion, measured } = gateText(failed[0]!, decision.rowSetting, words);
      return text.noGo(recipe, evidence, criterion, measured, failed.length - 1, cost);
    }
    case 'undecided': {
      const open = gates.filter(({ status }) => status === 'undecided').length;
      return text.undecided(recipe, evidence, open, gates.length, settleText(decision, words), cost);
    }
  }
}

function costText({ baseline, cheaper, saving, failures }: Decision, words: Words): string {
  const { decision: text } = words;
  const chance = percentIn(words)(cheaper);
  return (
    text.cost(
      baseline.recipe,
      chance,
      savingText(saving.median, words),
      savingIntervalText(saving.interval, words),
    ) + text.byFailures[failures.used]
  );
}

/** "a model of 58,000 parameters, 120 steps, emulated precision, 5 seeds per cell". */
function evidenceText({ evidence, target }: Pick<Decision, 'evidence' | 'target'>, words: Words): string {
  const { decision, numbers } = words;
  const { evidence: text } = decision;
  const { parameters, steps, precision, seeds, leftOut = 0 } = evidence ?? NO_EVIDENCE;
  return numbers.list([
    parameters === null ? text.unknownSize : text.size(formatCount(parameters)),
    steps === null ? text.unknownSteps : text.steps(steps.low, steps.high),
    text.precision[precision ?? 'unknown'],
    ...(seeds === null ? [] : [text.seeds(seeds.low, seeds.high)]),
    ...(leftOut === 0 ? [] : [text.leftOut(leftOut)]),
    ...(target === null
      ? []
      : [
          text.target(
            formatCount(target.parameters),
            target.sizes,
            formatCount(target.from),
            formatCount(target.to),
          ),
        ]),
  ]);
}

const NO_EVIDENCE: Evidence = { parameters: null, steps: null, precision: null, seeds: null };

function reasonText(withheld: Withheld, { recipe, baseline }: Decision, words: Words): string {
  const text = words.decision.reasons;
  switch (withheld.reason) {
    case 'control-missed':
      return text.controlMissed(withheld.control, baseline.recipe);
    case 'budgets-apart':
      return text.budgetsApart(recipe.recipe, baseline.recipe);
    case 'unfinished':
      return text.unfinished(withheld.runs);
    case 'off-grid':
      return text.offGrid(withheld.recipes);
    case 'fails-below-edge': {
      const { failed, pairs, p } = withheld;
      return text.failsBelowEdge(recipe.recipe, baseline.recipe, failed, pairs, formatChance(p));
    }
    case 'no-prediction':
      return text.noPrediction(refusalReason('penalty', withheld.refusal, words));
    case 'left-out':
      return text.leftOut(withheld.runs);
  }
}

/** What the small runs allow, and the reader's own number beside it where there is one. */
export function failuresText(decision: Decision, words: Words): string {
  const { failures, recipe, baseline, quantities } = decision;
  const { decision: text, numbers } = words;
  const study = text.studyFailures(
    recipe.recipe,
    intervalIn(words, failures.study.recipe.interval)!,
    baseline.recipe,
    intervalIn(words, failures.study.baseline.interval)!,
  );
  if (failures.used === 'measured') return study;
  const yours = (name: 'recipeFailure' | 'baselineFailure') => {
    const { low, high } = quantities.find((quantity) => quantity.name === name)!.range;
    return low === high ? numbers.percent(formatPercent(low)) : formatPercentInterval({ low, high }, words);
  };
  return numbers.sentences([
    study,
    text.yourFailures(recipe.recipe, yours('recipeFailure'), baseline.recipe, yours('baselineFailure')),
  ]);
}

/** How much of the raw speed-up is left where only some steps are in low precision; null where all are. */
export function programText(decision: Decision, words: Words): string | null {
  const rangeOf = (name: Quantity['name']) => decision.quantities.find((each) => each.name === name)?.range;
  const [share, speedup] = [rangeOf('lowShare')!.value, rangeOf('speedup')!.value];
  if (share === 1 && rangeOf('vainShare') === undefined) return null;
  return words.decision.effective(
    decision.recipe.recipe,
    formatNumber(speedup),
    words.numbers.percent(formatPercent(share)),
    decision.effectiveSpeedup.toFixed(2),
  );
}

/** "1 more seed at the chosen setting would settle it", that seeds do not, or that it is too early to tell. */
function settleText({ seedsNeeded: { setting, row, grid, rest } }: Decision, words: Words): string {
  const text = words.decision;
  if (setting + row + grid > 0) return text.settle(setting, row, grid, rest);
  return rest === 'unknown' ? text.settleUnknown : text.settleNever;
}

/** From which raw speed-up the recipe pays. */
export function breakEvenText(decision: Decision, words: Words): string {
  const { breakEvenSpeedup, recipe, baseline, quantities } = decision;
  const text = words.decision;
  const share = quantities.find(({ name }) => name === 'lowShare')!.range.value;
  if (share === 0) return text.nothingToSpeedUp(recipe.recipe, baseline.recipe);
  if (breakEvenSpeedup === null) return text.neverPays(baseline.recipe);
  return breakEvenSpeedup > COST_INPUTS.speedup.most
    ? text.paysTooHigh(recipe.recipe, formatNumber(breakEvenSpeedup))
    : text.paysFrom(recipe.recipe, breakEvenSpeedup.toFixed(2));
}

/** What share of its attempts may fail before the gain is gone. */
export function mayFailText({ breakEvenFailure, recipe, quantities }: Decision, words: Words): string {
  const speedup = quantities.find(({ name }) => name === 'speedup')!.range.value;
  const share = words.numbers.percent(formatPercent(breakEvenFailure));
  return words.decision.mayFail(formatNumber(speedup), recipe.recipe, share);
}

export function gateText(gate: Gate, rowSetting: RowSetting, words: Words): GateText {
  const { status, stage, recipe } = gate;
  const { stages, status: statuses } = words.decision;
  const baseline = 'baseline' in gate ? gate.baseline : recipe;
  return {
    stage: stages[stage](baseline, recipe),
    status: statuses[status],
    ...partsOf(gate, rowSetting, words),
  };
}

type Parts = Pick<GateText, 'criterion' | 'measured' | 'turns'>;

function partsOf(gate: Gate, rowSetting: RowSetting, words: Words): Parts {
  switch (gate.kind) {
    case 'stable':
      return stableParts(gate, rowSetting, words);
    case 'edge':
      return edgeParts(gate, words);
    case 'quality':
      return qualityParts(gate, rowSetting, words);
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

function stableParts(gate: StableGate, rowSetting: RowSetting, words: Words): Parts {
  const text = words.decision.stable;
  const percent = percentIn(words);
  const { status, recipe, learningRate, rowValue, unstable, finished, moreSeeds, reopenedBy } = gate;
  const turns = (): string => {
    if (status === 'undecided') return moreSeeds === null ? text.unsettled : text.settledBy(moreSeeds);
    if (reopenedBy === null) return text.neverReopened;
    return status === 'go' ? text.reopenedByUnstable(reopenedBy) : text.reopenedByStable(reopenedBy);
  };
  return {
    criterion: text.criterion(
      recipe,
      formatLearningRate(learningRate),
      rowText(rowSetting, rowValue, words),
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

function qualityParts(gate: QualityGate, rowSetting: RowSetting, words: Words): Parts {
  const text = words.decision.quality;
  const { status, recipe, baseline, penalty, interval, moreSeeds } = gate;
  const limit = formatNumber(gate.limit);
  const nats = (value: number) => value.toFixed(3);
  const range = interval && words.numbers.range(nats(interval.low), nats(interval.high));
  const turns = (): string => {
    if (interval === null) return text.moreRuns;
    if (status === 'undecided') return moreSeeds === null ? text.unsettled : text.settledBy(moreSeeds);
    return status === 'go' ? text.turnsAt(limit) : text.passesAt(limit);
  };
  return {
    criterion: text.criterion(
      recipe,
      limit,
      baseline,
      formatLearningRate(gate.learningRate),
      rowText(rowSetting, gate.rowValue, words),
    ),
    measured: penalty === null ? text.unknown : text.measured(nats(penalty), range),
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
    if (isCut) return text.cut(recipe, baseline);
    if (ratio === null) return text.stableBaseline(baseline);
    if (waitsForSeeds) return text.moreSeeds;
    if (moreSeeds !== null) return text.settledBy(moreSeeds);
    return text.unsettled;
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
  const { status, recipe, go, cheaper, speedupGo, moreSeeds, waitsForSeeds } = gate;
  const turns = (): string => {
    if (waitsForSeeds) return text.moreSeeds;
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
