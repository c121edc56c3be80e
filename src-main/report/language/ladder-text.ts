// What a ladder of sizes says, in words: how the held-out size came out, what is expected of a larger one, or why nothing is.
import type { HeldOut, LadderPrediction, LadderRefusal } from '../../analysis/ladder/ladder.ts';
import type { LadderMeasureName } from '../../analysis/ladder/measures.ts';
import {
  predictTokens,
  type BudgetLadder,
  type RecipeBudgets,
  type TokenPrediction,
} from '../../analysis/ladder/token-efficiency.ts';
import {
  isRefusal,
  predictFor,
  type RecipeLadder,
  type StudyLadder,
} from '../../analysis/ladder/recipe-ladder.ts';
import type { Spread } from '../../analysis/decision/spread.ts';
import type { Words } from './language.ts';
import { formatCount, formatEdge, formatLevel, formatNats, formatNumber, formatPercent } from './numbers.ts';

/** The model that is asked about. */
export interface AskedModel {
  /** null: what lies at the end of the reach. */
  readonly size: number | null;
  /** null: as many as its sizes make of a model of that size. */
  readonly tokens: number | null;
}

export const AT_ITS_REACH: AskedModel = { size: null, tokens: null };

/**
 * Of every recipe and measure how its held-out size came out, and what is expected of the model; where sizes were trained under several budgets
 * the penalty is that of its tokens.
 */
export function ladderSentences(
  ladder: StudyLadder,
  asked: AskedModel,
  confidence: number,
  words: Words,
): string[] {
  const { sizeIn, ladders, budgets } = ladder;
  const bySize = ladders.flatMap((each) => {
    const heldOut = heldOutSentence(each, confidence, words);
    if (budgets && each.measure === 'penalty') return [heldOut];
    const size = asked.size ?? sizeAtReach(each);
    const said = predictFor(each, size, confidence);
    return [heldOut, predictionSentence(each, said, { size, sizeIn, confidence }, words)];
  });
  const told = bySize.flatMap((sentence) => (sentence === null ? [] : [words.ladder.whole(sentence)]));
  return [...told, ...tokenRemarks(ladder, asked, confidence, words)];
}

/** The size at the end of what may be predicted. */
export function sizeAtReach({ fit }: RecipeLadder): number {
  const last = fit.points.at(-1);
  return last ? 2 ** (last.octaves + fit.reach) : 1;
}

/** What several budgets say of tokens, or that they say nothing any more; none where a study has one budget. */
export function tokenRemarks(
  { budgets, areBudgetsStale }: StudyLadder,
  asked: AskedModel,
  confidence: number,
  words: Words,
): string[] {
  const byTokens = budgets ? tokenSentences(budgets, asked, confidence, words) : [];
  const said = areBudgetsStale ? [...byTokens, words.ladder.staleBudgets] : byTokens;
  return said.map((sentence) => words.ladder.whole(sentence));
}

/** Of every recipe how the most steps came out when they were held out, and what is expected of the model. */
export function tokenSentences(
  budgets: BudgetLadder,
  { size, tokens }: AskedModel,
  confidence: number,
  words: Words,
): string[] {
  const { ladder } = words;
  return budgets.recipes.flatMap((recipe) => {
    const parameters = size ?? budgets.sizes.at(-1)!.parameters * 2 ** sharedReach(recipe);
    const said = predictTokens(budgets, recipe, { parameters, tokens }, confidence);
    const told = isRefusal(said)
      ? [nothingSentence({ recipe: recipe.recipe, measure: 'penalty' }, said, words)]
      : [
          tokensExpectedSentence(recipe.recipe, said, confidence, words),
          moreTokensSentence(recipe.recipe, said.efficiency, words),
        ];
    const tested = (['penalty', 'slope'] as const).flatMap((measure) => {
      const [heldOut] = recipe[measure].heldOut;
      if (!heldOut) return [];
      const measured = measure === 'slope' ? ladder.slope : ladder.measures.penalty;
      return [
        `${ladder.of(recipe.recipe, measured)}: ${heldOutBudgetWords(measure, heldOut, confidence, words)}`,
      ];
    });
    return [...tested, ...told];
  });
}

/** What is expected of the penalty of a model that is trained on so many tokens. */
export function tokensExpectedSentence(
  recipe: string,
  { parameters, tokens, penalty }: Pick<TokenPrediction, 'parameters' | 'tokens' | 'penalty'>,
  confidence: number,
  words: Words,
): string {
  const { ladder } = words;
  return `${nameOf({ recipe, measure: 'penalty' }, words)}: ${ladder.tokensExpected(
    formatLevel(confidence, words),
    ladder.sizeOf(formatCount(parameters)),
    formatNumber(tokens / parameters),
    ...predictionValues('penalty', penalty),
  )}`;
}

function nothingSentence(
  { recipe, measure }: Pick<RecipeLadder, 'recipe' | 'measure'>,
  refusal: LadderRefusal,
  words: Words,
): string {
  return `${nameOf({ recipe, measure }, words)}: ${words.ladder.nothing(refusalReason(measure, refusal, words))}`;
}

function sharedReach({ penalty, slope }: RecipeBudgets): number {
  return Math.min(penalty.reach.size, slope.reach.size);
}

function moreTokensSentence(recipe: string, { median, interval }: Spread, { ladder }: Words): string {
  const more = (efficiency: number) => formatPercent(1 / efficiency - 1);
  return ladder.moreTokensNeeded(recipe, more(median), more(interval.high), more(interval.low));
}

/** `heldOut.octaves`: log2 of the size. */
export function heldOutBudgetWords(
  measure: MeasureName,
  heldOut: HeldOut,
  confidence: number,
  words: Words,
): string {
  const { ladder } = words;
  const { octaves, predicted, interval, measured, isHit } = heldOut;
  const [expected, low, high, found] = [predicted, interval.low, interval.high, measured].map((value) =>
    ladderValue(measure, value),
  );
  const level = formatLevel(confidence, words);
  return ladder.heldOutBudget(level, sizeText(octaves, ladder), expected!, low!, high!, found!, isHit);
}

function sizeText(octaves: number, ladder: Words['ladder']): string {
  return ladder.sizeOf(formatCount(2 ** octaves));
}

function predictionValues(
  measure: MeasureName,
  { expected, interval }: LadderPrediction,
): [string, string, string] {
  return [expected, interval.low, interval.high].map((value) => ladderValue(measure, value)) as [
    string,
    string,
    string,
  ];
}

/** Whether some measure of some recipe was predicted before it was looked at. */
export function isTested(ladders: readonly Pick<RecipeLadder, 'fit'>[]): boolean {
  return ladders.some(({ fit }) => fit.heldOut.length > 0);
}

/** What stands beside the ladders. */
export function ladderCaption(ladders: readonly RecipeLadder[], { ladder, numbers }: Words): string {
  return numbers.sentences([ladder.caption, ...(isTested(ladders) ? [ladder.captionTested] : [])]);
}

/** How the held-out size came out; null where none was held out. */
export function heldOutSentence(
  { recipe, measure, fit }: RecipeLadder,
  confidence: number,
  words: Words,
): string | null {
  const [heldOut] = fit.heldOut;
  if (!heldOut) return null;
  return `${nameOf({ recipe, measure }, words)}: ${heldOutWords(measure, heldOut, confidence, words)}`;
}

/** What is expected at a size, or why nothing is. */
export function predictionSentence(
  { recipe, measure }: Pick<RecipeLadder, 'recipe' | 'measure'>,
  said: LadderPrediction | LadderRefusal,
  {
    size,
    sizeIn,
    confidence,
  }: { readonly size: number; readonly sizeIn: string; readonly confidence: number },
  words: Words,
): string {
  if (isRefusal(said)) return nothingSentence({ recipe, measure }, said, words);
  const { ladder } = words;
  const count = formatCount(size);
  const text = ladder.expected(
    formatLevel(confidence, words),
    sizeIn === 'parameters' ? ladder.sizeOf(count) : `${sizeIn} ${count}`,
    ...predictionValues(measure, said),
  );
  return `${nameOf({ recipe, measure }, words)}: ${text}`;
}

export function nameOf(
  { recipe, measure }: Pick<RecipeLadder, 'recipe' | 'measure'>,
  { ladder }: Words,
): string {
  return ladder.of(recipe, ladder.measures[measure]);
}

/** Of what is fitted to sizes; `slope` to sizes and budgets alone. */
type MeasureName = LadderMeasureName | 'slope';

export function refusalReason(measure: MeasureName, refusal: LadderRefusal, words: Words): string {
  const { ladder } = words;
  const ends = ({ interval: { low, high } }: HeldOut) =>
    [ladderValue(measure, low), ladderValue(measure, high)] as const;
  switch (refusal.kind) {
    case 'too-few':
      return ladder.tooFew(refusal.sizes, refusal.least);
    case 'missing-size':
      return ladder.missingSize(formatCount(refusal.size), ladder.missing[refusal.reason]);
    case 'missed':
      return ladder.missedBy(ladderValue(measure, refusal.heldOut.measured), ...ends(refusal.heldOut));
    case 'untested':
      return ladder.untested(...ends(refusal.heldOut));
    case 'too-far':
      return ladder.tooFar(formatNumber(refusal.octaves, 2), formatNumber(refusal.reach, 2));
    case 'more-tokens':
      return ladder.moreTokens(formatNumber(refusal.wanted, 2), formatNumber(refusal.measured, 2));
    case 'too-few-budgets':
      return ladder.tooFewBudgets(refusal.budgets, refusal.least);
    case 'budget-missed': {
      const { octaves, measured } = refusal.heldOut;
      return ladder.budgetMissed(
        sizeText(octaves, ladder),
        ladderValue(measure, measured),
        ...ends(refusal.heldOut),
      );
    }
    case 'budget-untested':
      return ladder.budgetUntested(sizeText(refusal.heldOut.octaves, ladder), ...ends(refusal.heldOut));
    case 'too-long':
      return ladder.tooLong(formatNumber(refusal.octaves, 2), formatNumber(refusal.reach, 2));
    case 'too-short':
      return ladder.tooShort;
    case 'no-slope':
      return ladder.noSlope(refusalReason('slope', refusal.refusal, words));
    case 'tokens-too-wide':
      return ladder.tokensTooWide(formatNumber(refusal.factor, 2));
    case 'too-small':
      return ladder.tooSmall;
    case 'too-wide':
      return ladder.tooWide(ladderWidth(measure, refusal.width, words));
  }
}

/** An edge as a learning rate, a penalty in nats with its sign. */
export function ladderValue(measure: MeasureName, value: number): string {
  switch (measure) {
    case 'edge':
      return formatEdge(10 ** value);
    case 'penalty':
      return formatNats(value, null);
    case 'largestLogit':
    case 'slope':
      return formatNumber(2 ** value, 2);
    case 'logZ':
      return formatNumber(value, 3);
  }
}

/** The width of an interval, in the unit in which it is judged. */
function ladderWidth(measure: MeasureName, width: number, { ladder }: Words): string {
  const text = formatNumber(width, 2);
  switch (measure) {
    case 'edge':
      return ladder.decades(text);
    case 'largestLogit':
    case 'slope':
      return ladder.doublings(text);
    case 'penalty':
    case 'logZ':
      return ladder.nats(text);
  }
}

export function heldOutWords(
  measure: LadderMeasureName,
  { predicted, interval, measured, isHit }: HeldOut,
  confidence: number,
  words: Words,
): string {
  const [expected, low, high, found] = [predicted, interval.low, interval.high, measured].map((value) =>
    ladderValue(measure, value),
  );
  return words.ladder.heldOut(formatLevel(confidence, words), expected!, low!, high!, found!, isHit);
}
