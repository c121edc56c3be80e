// What a ladder says of the larger model that a decision is about: how its largest size came out when it was held out, and what is expected of
// the model, or why nothing is.
import type { Decision } from '../../analysis/decision/decide.ts';
import { isRefusal } from '../../analysis/ladder/recipe-ladder.ts';
import type { Words } from './language.ts';
import {
  heldOutBudgetWords,
  heldOutWords,
  nameOf,
  predictionSentence,
  tokensExpectedSentence,
} from './ladder-text.ts';

/** Whole sentences on the penalty of the recipe; none where the decision is about the models of the study. */
export function targetSentences(
  {
    target,
    recipe: { recipe },
  }: { readonly target: Decision['target']; readonly recipe: { readonly recipe: string } },
  words: Words,
): string[] {
  const own = target?.penalties.find((penalty) => penalty.recipe === recipe);
  if (!target || !own) return [];
  const { said, heldOut } = own;
  const { parameters, steps, confidence } = target;
  const measure = 'penalty';
  const tested =
    heldOut && (steps === null ? heldOutWords : heldOutBudgetWords)(measure, heldOut, confidence, words);
  const expected =
    !isRefusal(said) && said.tokens !== null
      ? tokensExpectedSentence(
          recipe,
          { parameters, tokens: said.tokens, penalty: said.penalty },
          confidence,
          words,
        )
      : predictionSentence(
          { recipe, measure },
          isRefusal(said) ? said : said.penalty,
          { size: parameters, sizeIn: 'parameters', confidence },
          words,
        );
  return [...(tested === null ? [] : [`${nameOf({ recipe, measure }, words)}: ${tested}`]), expected].map(
    (sentence) => words.ladder.whole(sentence),
  );
}
