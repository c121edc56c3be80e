// A trigger of a precision program in one line.
import type { TriggerSpec } from '../../src-main/spec/triggers.ts';
import type { PageWords } from '../words/words.ts';

type TriggerWords = PageWords['newStudyOwn']['trigger'];

export function triggerWords(
  { watch, site, test, value, persistence, action }: TriggerSpec,
  { newStudyOwn: { trigger: words } }: PageWords,
): string {
  const what = site === null ? watch : words.at(watch, site);
  const when = test === null || value === null ? what : words[test](what, value);
  const lasting = persistence > 1 ? words.lasting(when, persistence) : when;
  return words.then(lasting, actionWords(action, words));
}

function actionWords(action: TriggerSpec['action'], words: TriggerWords): string {
  const stay = (steps: number | null) => (steps === null ? words.toTheEnd : words.forSteps(steps));
  switch (action.kind) {
    case 'redo':
    case 'switch':
    case 'rollback':
      return words[action.kind](action.recipe, stay(action.steps));
    case 'lower-learning-rate':
      return words.lowerRate(action.factor, stay(action.steps));
    case 'stop':
      return words.stop;
  }
}
