// The draft of the form, what is wrong with it, and the last spec that was right: one reducer, checked at every change. Pure.
import type { Spec } from '../../src-main/spec/spec.ts';
import { checkDraft, type Checked } from './check.ts';
import { followed } from './controls.ts';
import { withText, type Draft, type RecipeDraft } from './draft.ts';
import { queueTextsOf } from './queue.ts';

/** The draft, and its spec or what is wrong with it. */
export interface FormState extends Checked {
  readonly draft: Draft;
  /** The last spec without a mistake: shown where the present one cannot be. */
  readonly lastSpec: Spec | null;
}

export type FormAction =
  | { readonly kind: 'set'; readonly path: string; readonly value: string }
  | { readonly kind: 'set-recipes'; readonly recipes: readonly RecipeDraft[] }
  | { readonly kind: 'replace'; readonly draft: Draft };

export function initialState(draft: Draft): FormState {
  return stateOf(draft, null);
}

export function reduceForm(state: FormState, action: FormAction): FormState {
  return stateOf(followed(changed(state.draft, action)), state.lastSpec);
}

function changed(draft: Draft, action: FormAction): Draft {
  switch (action.kind) {
    case 'set':
      return withText(draft, action.path, action.value);
    case 'set-recipes':
      return { ...draft, isTouched: true, recipes: action.recipes };
    case 'replace':
      return { ...action.draft, texts: { ...action.draft.texts, ...queueTextsOf(draft.texts) } };
  }
}

function stateOf(draft: Draft, lastSpec: Spec | null): FormState {
  const checked = checkDraft(draft, lastSpec);
  return { draft, ...checked, lastSpec: checked.spec ?? lastSpec };
}
