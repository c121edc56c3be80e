// What a cost rests on, in words: every number with its unit, its range, whether it was measured, assumed or put in by the reader,
// and where it comes from. Pure; the words are those of the language.
import { COST_INPUTS, type CostInputName } from '../../analysis/decision/inputs.ts';
import type { Decision } from '../../analysis/decision/decide.ts';
import type { Quantity, QuantityName } from '../../analysis/decision/quantities.ts';
import { formatNumber } from './numbers.ts';
import type { Words } from './language.ts';

export interface QuantityText {
  readonly name: string;
  readonly unit: string;
  readonly low: string;
  readonly value: string;
  readonly high: string;
  readonly kind: string;
  readonly source: string;
}

type Names = Pick<Decision, 'quantities' | 'target'> & {
  readonly recipe: { readonly recipe: string };
  readonly baseline: { readonly recipe: string };
};

export function quantityTexts(decision: Names, words: Words): QuantityText[] {
  return decision.quantities.map((quantity) => {
    const { low, value, high } = quantity.range;
    return {
      ...headOf(quantity.name, decision, words),
      low: formatNumber(low),
      value: formatNumber(value),
      high: formatNumber(high),
      kind: words.decision.kinds[quantity.kind],
      source: sourceOf(quantity, decision, words),
    };
  });
}

export function quantityName(
  name: QuantityName,
  names: Pick<Names, 'recipe' | 'baseline'>,
  words: Words,
): string {
  return headOf(name, names, words).name;
}

function headOf(
  name: QuantityName,
  { recipe, baseline }: Pick<Names, 'recipe' | 'baseline'>,
  { decision: text }: Words,
): { readonly name: string; readonly unit: string } {
  if (!isInput(name)) return text.quantities[name](recipe.recipe, baseline.recipe);
  const { name: meaning, unit } = text.inputs[name];
  return { name: meaning, unit };
}

function isInput(name: QuantityName): name is QuantityName & CostInputName {
  return name in COST_INPUTS;
}

function sourceOf(
  { name, kind }: Quantity,
  { quantities, target }: Names,
  { decision: text }: Words,
): string {
  const isMadeOf = (other: QuantityName) => quantities.some((quantity) => quantity.name === other);
  switch (name) {
    case 'tokenEfficiency':
      if (!isMadeOf('penalty') || !isMadeOf('slope')) break;
      return kind === 'assumption' ? text.byAssumedSlope : text.measuredBy.tokenEfficiency;
    case 'recipeSearchRuns':
      return text.measuredBy.recipeSearchRuns;
    case 'baselineFailure':
    case 'recipeFailure':
      return kind === 'yours' ? text.yours : text.measuredBy.failure;
    case 'baselineFound':
    case 'recipeFound':
      return text.measuredBy.found;
    case 'penalty':
      return target === null ? text.measuredBy.penalty : text.measuredBy.predicted;
    case 'vainShare':
      return text.measuredBy[name];
    case 'slope':
      if (kind !== 'measured') break;
      return target?.steps ? text.measuredBy.predictedSlope : text.measuredBy.slope;
    case 'lowShare':
    case 'searchRuns':
    case 'searchRatio':
      if (kind === 'measured') return text.measuredBy[name];
      break;
    default:
      break;
  }
  return kind === 'yours' ? text.yours : text.inputs[name].source;
}
