// A verdict as a manager reads it: what to do, what was found and what it would save on which conditions, what that rests on, and
// the next step. The same decision as in decision-text.ts, in other words: nothing is judged here.
import type { Decision, Undecidable } from '../../analysis/decision/decide.ts';
import type { Gate, QualityGate, RegionGate } from '../../analysis/decision/gates.ts';
import type { Withheld } from '../../analysis/decision/withheld.ts';
import type { Interval } from '../../analysis/statistics/interval.ts';
import {
  decisionSentence,
  evidenceText,
  isBlind,
  reasonText,
  searchSentences,
  settleText,
} from './decision-text.ts';
import { gateText } from './gate-text.ts';
import { finiteInterval, formatNumber, formatPercent, formatPercentInterval } from './numbers.ts';
import type { Words } from './language.ts';
import { savingIntervalText, savingText } from './saving-text.ts';

/** Whole sentences. */
export interface ManagerText {
  /** "FP8 with per-tensor scaling (tensorwise): go to a pilot." */
  readonly verdict: string;
  /** What it keeps and costs, and what it would save; none where runs say nothing of it. */
  readonly findings: readonly string[];
  /** What the verdict rests on; null where there is nothing to rest one on. */
  readonly evidence: string | null;
  readonly next: string;
}

export function managerText(decision: Decision | Undecidable, words: Words): ManagerText {
  const { manager } = words;
  if (decision.verdict === 'undecidable') {
    const { reason, recipe, baseline } = decision;
    const isLong = reason === 'not-searched';
    return {
      verdict: isLong
        ? words.decision.noVerdict(namedRecipe(recipe, words), titleOf(baseline, words))
        : decisionSentence(decision, words),
      findings: isLong ? [words.numbers.sentences(searchSentences(decision, words))] : [],
      evidence: null,
      next: manager.next(manager.stepsUndecidable[decision.reason]),
    };
  }
  return {
    verdict: verdictText(decision, words),
    findings: isBlind(decision) ? [] : [foundText(decision, words), likelySaving(decision, words)],
    evidence: manager.evidence(evidenceText(decision, words), controlText(decision, words)),
    next: manager.next(nextStep(decision, words)),
  };
}

/** All of it in order. */
export function sentencesOf({ verdict, findings, evidence, next }: ManagerText): string[] {
  return [verdict, ...findings, ...(evidence === null ? [] : [evidence]), next];
}

/** "FP8 with per-tensor scaling (tensorwise)"; the bare name of a recipe that is no preset. */
function namedRecipe(recipe: string, { manager }: Words): string {
  const title = manager.recipes[recipe];
  return title === undefined ? recipe : manager.named(title, recipe);
}

/** "BF16 mixed precision" */
function titleOf(recipe: string, { manager }: Words): string {
  return manager.recipes[recipe] ?? recipe;
}

function verdictText(decision: Decision, words: Words): string {
  const { verdict, withheld, recipe } = decision;
  const { manager } = words;
  const named = namedRecipe(recipe.recipe, words);
  if (withheld.length > 0) {
    return manager.withheld(
      named,
      withheld.map((reason) => reasonText(reason, decision, words)),
    );
  }
  const because = (told: Words['manager']['misses']) =>
    deciding(decision).map((gate) => {
      const who = gate.recipe === recipe.recipe ? null : titleOf(gate.recipe, words);
      return told[gate.kind](who, titleOf(decision.baseline.recipe, words));
    });
  switch (verdict) {
    case 'go':
      return manager.go(named);
    case 'no-go':
      return manager.noGo(named, because(manager.misses));
    case 'undecided':
      return manager.undecided(named, because(manager.open));
  }
}

/** The gates that make the verdict. */
function deciding({ gates, verdict }: Decision): Gate[] {
  return gates.filter(({ status }) => status === verdict);
}

function foundText(decision: Decision, words: Words): string {
  const region = decision.gates.find((gate) => gate.kind === 'region')!;
  const quality = decision.gates.find((gate) => gate.kind === 'quality')!;
  return words.manager.found(regionPart(region, words), lossPart(quality, words), isSettled(decision));
}

function isSettled({ verdict }: Decision): boolean {
  return verdict !== 'undecided';
}

function regionPart({ baseline, ratio, interval, isCut }: RegionGate, words: Words): string {
  const { manager, numbers } = words;
  const title = titleOf(baseline, words);
  if (ratio === null || !Number.isFinite(ratio)) return manager.noRegion(title);
  const range = finiteInterval(interval);
  return manager.region(
    numbers.percent(formatPercent(ratio)),
    Math.round(100 * ratio) <= 100,
    title,
    range && formatPercentInterval(range, words),
    isCut,
  );
}

function lossPart({ penalty, interval, limit }: QualityGate, words: Words): string {
  const { manager, numbers } = words;
  if (penalty === null) return manager.noLoss;
  const nats = (value: number) =>
    `${value < 0 && Number(value.toFixed(3)) !== 0 ? '−' : ''}${Math.abs(value).toFixed(3)}`;
  return manager.loss(
    Math.abs(penalty).toFixed(3),
    penalty < 0 ? 'lower' : 'higher',
    interval && numbers.range(nats(interval.low), nats(interval.high)),
    formatNumber(limit),
  );
}

/** What it is likely to save or to cost more, and the two things on which that hangs most and that a study cannot measure. */
function likelySaving(decision: Decision, words: Words): string {
  const { manager } = words;
  const { saving, baseline, failures, quantities } = decision;
  const speedup = quantities.find(({ name }) => name === 'speedup')!;
  return manager.saving(
    savingIntervalText(saving.interval, words),
    savingText(saving.median, words),
    titleOf(baseline.recipe, words),
    [manager.speedup[speedup.kind](rangeText(speedup.range, words)), manager.failures[failures.used]],
    isSettled(decision),
  );
}

function rangeText({ low, high }: Interval, { numbers }: Words): string {
  return low === high ? formatNumber(low) : numbers.range(formatNumber(low), formatNumber(high));
}

function controlText({ hasPositiveControl, withheld }: Decision, { manager }: Words): string | null {
  if (hasPositiveControl) return manager.controlSeen;
  // That it was missed is why there is no verdict.
  return withheld.some(({ reason }) => reason === 'control-missed') ? null : manager.noControl;
}

function nextStep(decision: Decision, words: Words): string {
  const { verdict, withheld, recipe, baseline, rowSetting } = decision;
  const { manager } = words;
  const [own, base] = [titleOf(recipe.recipe, words), titleOf(baseline.recipe, words)];
  if (withheld.length > 0) {
    const steps = withheld.map((reason) => withheldStep(reason, own, base, words));
    return manager.nextWithheld(steps);
  }
  const gates = deciding(decision);
  const turns = gates.map((gate) => gateText(gate, rowSetting, words).turns);
  switch (verdict) {
    case 'go': {
      const cost = gates.find((gate) => gate.kind === 'cost')!;
      return manager.nextGo(own, base, cost.speedupGo === null ? null : cost.speedupGo.toFixed(2));
    }
    case 'no-go':
      return gates.some((gate) => gate.recipe !== recipe.recipe)
        ? manager.nextFailing(turns)
        : manager.nextNoGo(base, turns);
    case 'undecided':
      return hasSeedsToTrain(decision)
        ? manager.nextSeeds(settleText(decision, words))
        : manager.nextOpen([...new Set(turns)]);
  }
}

/** Whether more seeds would settle something. */
function hasSeedsToTrain({ seedsNeeded: { setting, row, grid } }: Decision): boolean {
  return setting + row + grid > 0;
}

function withheldStep(withheld: Withheld, recipe: string, baseline: string, { manager }: Words): string {
  const { steps } = manager;
  switch (withheld.reason) {
    case 'control-missed':
      return steps['control-missed'](withheld.control, baseline);
    case 'budgets-apart':
      return steps['budgets-apart'](recipe, baseline);
    case 'origins-apart':
      return steps['origins-apart'](recipe, baseline);
    case 'fails-below-edge':
      return steps['fails-below-edge'](recipe);
    default:
      return steps[withheld.reason];
  }
}
