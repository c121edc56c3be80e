// The decision in words: its sentence, and what stands around it. Its gates are gate-text.ts, and the same for a manager
// manager-text.ts. Pure; the words are those of the language.
import type { Evidence } from '../../analysis/decision/basis.ts';
import type { Decision, Undecidable } from '../../analysis/decision/decide.ts';
import { COST_INPUTS } from '../../analysis/decision/inputs.ts';
import type { Quantity } from '../../analysis/decision/quantities.ts';
import type { Withheld } from '../../analysis/decision/withheld.ts';
import type { LadderRefusal } from '../../analysis/ladder/ladder.ts';
import { formatChance, formatCount, formatNumber, formatPercent, formatPercentInterval } from './numbers.ts';
import { refusalReason } from './ladder-text.ts';
import type { Words } from './language.ts';
import { gateText } from './gate-text.ts';
import { rowName } from './row-text.ts';
import { intervalIn, percentIn } from './numbers.ts';
import { savingIntervalText, savingText } from './saving-text.ts';

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
      return words.numbers.sentences([text.noVerdict(recipe, baseline), ...searchSentences(decision, words)]);
    case 'not-run':
      return text.notRun(recipe, baseline);
    case 'baseline-fails':
      return text.baselineFails(recipe, baseline);
  }
}

/** Why rows that no search tries leave nothing to decide, and what to ask instead. */
export function searchSentences({ rowSetting }: Pick<Undecidable, 'rowSetting'>, words: Words): string[] {
  const { notSearched, unknownRows, nameTheModel } = words.decision;
  const why = rowSetting.kind === 'unknown' ? unknownRows : notSearched;
  return [why(rowName(rowSetting, words)), ...(rowSetting.kind === 'size' ? [nameTheModel] : [])];
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
    return isBlind(decision) ? sentence : numbers.sentences([sentence, text.asFarAsKnown(cost)]);
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

/** Whether its runs could not have seen a difference, or do not compare: then they say nothing of the cost either. */
export function isBlind({ withheld }: Decision): boolean {
  const blind: readonly Withheld['reason'][] = ['control-missed', 'budgets-apart', 'origins-apart'];
  return withheld.some(({ reason }) => blind.includes(reason));
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
export function evidenceText(
  { evidence, target }: Pick<Decision, 'evidence' | 'target'>,
  words: Words,
): string {
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
          ...(target.steps === null ? [] : [text.budgets(target.steps.map(formatCount))]),
        ]),
  ]);
}

const NO_EVIDENCE: Evidence = { parameters: null, steps: null, precision: null, seeds: null };

export function reasonText(withheld: Withheld, { recipe, baseline }: Decision, words: Words): string {
  const text = words.decision.reasons;
  switch (withheld.reason) {
    case 'control-missed':
      return text.controlMissed(withheld.control, baseline.recipe);
    case 'budgets-apart':
      return text.budgetsApart(recipe.recipe, baseline.recipe);
    case 'origins-apart':
      return text.originsApart(recipe.recipe, baseline.recipe);
    case 'unfinished':
      return text.unfinished(withheld.runs);
    case 'off-grid':
      return text.offGrid(withheld.recipes);
    case 'fails-below-edge': {
      const { failed, pairs, p } = withheld;
      return text.failsBelowEdge(recipe.recipe, baseline.recipe, failed, pairs, formatChance(p));
    }
    case 'no-prediction':
      return (isOfTokens(withheld.refusal) ? text.noTokens : text.noPrediction)(
        refusalReason('penalty', withheld.refusal, words),
      );
    case 'left-out':
      return text.leftOut(withheld.runs);
  }
}

/** The penalty is known, and what it costs is not. */
function isOfTokens({ kind }: LadderRefusal): boolean {
  return kind === 'no-slope' || kind === 'tokens-too-wide';
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
export function settleText({ seedsNeeded: { setting, row, grid, rest } }: Decision, words: Words): string {
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
