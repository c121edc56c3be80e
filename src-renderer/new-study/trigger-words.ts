// A trigger of a precision program in one line.
import type { TriggerSpec } from '../../src-main/spec/triggers.ts';

export function triggerWords({ watch, site, test, value, persistence, action }: TriggerSpec): string {
  const what = `${watch}${site === null ? '' : ` at ${site}`}`;
  const limit = {
    above: `above ${value}`,
    ratio: `above ${value}× its mean`,
    'z-score': `${value} sigma above its mean`,
    'twin-ratio': `above ${value}× the baseline twin's`,
  };
  const when = test === null ? '' : ` ${limit[test]}`;
  const lasting = persistence > 1 ? ` for ${persistence} values` : '';
  return `${what}${when}${lasting}: ${actionWords(action)}`;
}

function actionWords(action: TriggerSpec['action']): string {
  const stay = (steps: number | null) => (steps === null ? 'to the end' : `for ${steps} steps`);
  switch (action.kind) {
    case 'redo':
      return `the step again in ${action.recipe}, ${stay(action.steps)}`;
    case 'switch':
      return `${action.recipe} ${stay(action.steps)}`;
    case 'rollback':
      return `back to the last kept state, then ${action.recipe} ${stay(action.steps)}`;
    case 'lower-learning-rate':
      return `learning rate × ${action.factor} ${stay(action.steps)}`;
    case 'stop':
      return 'the run ends';
  }
}
