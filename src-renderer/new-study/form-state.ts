// The state of the form: the draft, what is wrong with it, and the last spec that was right. One reducer, checked at every
// change; the fields reach it through a context.
import { createContext, use } from 'react';
import type { Spec } from '../../src-main/spec/spec.ts';
import { cautionsOf } from './cautions.ts';
import { checkDraft, problemOf, type Checked } from './check.ts';
import { followed } from './controls.ts';
import { valueAt, withText, type Draft, type RecipeDraft } from './draft.ts';
import { queueTextsOf, type QueueProblem } from './queue.ts';

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

export interface Form extends FormState {
  /** What is wrong with the fields of a queue, which are no part of the spec; among the problems as well. */
  readonly queueProblems: readonly QueueProblem[];
  readonly dispatch: (action: FormAction) => void;
}

export const FormContext = createContext<Form | null>(null);

export function useForm(): Form {
  const form = use(FormContext);
  if (!form) throw new Error('There is no form above this component.');
  return form;
}

/** One text of the draft with what a control needs to show it. */
export interface FieldState {
  readonly id: string;
  readonly text: string;
  readonly set: (value: string) => void;
  /** What is wrong with this field. */
  readonly problem: string | null;
  /** What the study could not show because of it. */
  readonly caution: string | null;
  /** What the spec takes where the text is empty; empty if it is not known. */
  readonly open: string;
}

export function useField(path: string): FieldState {
  const { draft, problems, spec, lastSpec, dispatch } = useForm();
  const caution = spec && cautionsOf(spec).find(({ field }) => field === path);
  return {
    id: fieldId(path),
    text: draft.texts[path] ?? '',
    set: (value) => dispatch({ kind: 'set', path, value }),
    problem: problemOf(problems, path),
    caution: caution?.sentence ?? null,
    open: lastSpec === null ? '' : String(valueAt(lastSpec, path) ?? ''),
  };
}

export function fieldId(path: string): string {
  return `field-${path}`;
}

/** Brings the keyboard to the first field that something is wrong with, or else to the sentences. */
export function focusProblem(problems: Checked['problems']): void {
  const field = problems.find((problem) => problem.field !== null)?.field ?? null;
  if (field !== null) focusField(field);
  else document.getElementById('form-problem')?.focus();
}

/** Brings the keyboard to a field. A folded part that holds a problem is open by then. */
export function focusField(path: string): void {
  const element = document.getElementById(fieldId(path));
  element?.focus();
  element?.scrollIntoView({ block: 'nearest' });
}
