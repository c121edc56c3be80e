// The state of the form as its fields reach it, through a context; and the way of the keyboard to a field.
import { createContext, use } from 'react';
import { cautionsOf } from './cautions.ts';
import { useWords } from '../words/language.ts';
import { problemOf, type Problem } from './check.ts';
import { valueAt } from './draft.ts';
import type { FormAction, FormState } from './form-reducer.ts';
import type { QueueProblem } from './queue.ts';

export interface Form extends FormState {
  /** Everything that is to be corrected, in words; empty where nothing is. */
  readonly problems: readonly Problem[];
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
  const words = useWords();
  const caution = spec && cautionsOf(spec, words).find(({ field }) => field === path);
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
export function focusProblem(problems: readonly Problem[]): void {
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
