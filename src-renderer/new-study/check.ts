// What is wrong with a draft, and at which fields of the form: all that parseSpec says of it, each with the nearest field that
// shows the place it is about.
import { SETTINGS, SITES } from '../../src-main/recipes/sites.ts';
import {
  fieldName,
  parseSpec,
  SpecError,
  type Spec,
  type SpecPath,
  type SpecProblem,
} from '../../src-main/spec/spec.ts';
import type { PageWords } from '../words/words.ts';
import { RATES_AS, specJson, valueAt, type Draft } from './draft.ts';
import { SCALAR_FIELDS } from './fields-table.ts';
import { plainSentence } from './problem-words.ts';

/** What parseSpec says of it, with the path of the field to look at; null where the whole is wrong, e.g. too many runs. */
export interface Found {
  readonly problem: SpecProblem;
  readonly field: string | null;
}

/** The same in the words of the form. */
export interface Problem {
  readonly message: string;
  readonly field: string | null;
}

export interface Checked {
  /** null while something is wrong. */
  readonly spec: Spec | null;
  /** Empty where nothing is. */
  readonly found: readonly Found[];
}

/** `lastSpec`: the last one without a mistake. With its help what is wrong in several ways is told at once. */
export function checkDraft(draft: Draft, lastSpec: Spec | null = null): Checked {
  const json = specJson(draft);
  const found = problemsOf(json);
  if (found.spec !== null) return { spec: found.spec, found: [] };
  const fields = fieldPaths(draft);
  const problems = [...found.problems, ...(lastSpec ? hiddenProblems(json, found.problems, lastSpec) : [])];
  return {
    spec: null,
    found: problems.map((problem) => ({ problem, field: fieldOf(problem.path, fields) })),
  };
}

export function inWordsOfForm(found: readonly Found[], draft: Draft, words: PageWords): Problem[] {
  const names = draft.recipes.map(({ name }) => name);
  return found.map(({ problem, field }) => ({ message: plainSentence(problem, names, words), field }));
}

type Problems = SpecError['problems'];

function problemsOf(
  json: unknown,
): { readonly spec: Spec } | { readonly spec: null; readonly problems: Problems } {
  try {
    return { spec: parseSpec(json) };
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    return { spec: null, problems: error.problems };
  }
}

/** Parts of a spec whose fields stand by themselves. */
const GROUPS: readonly string[] = ['model', 'optimizer', 'thresholds'];

/**
 * Whether fields fit together is looked at only where each is right by itself: with the wrong ones as they were before, what else is
 * wrong. What would then be said of them, or by them, is not.
 */
function hiddenProblems(json: Record<string, unknown>, problems: Problems, lastSpec: Spec): Problems {
  const mended = structuredClone(json);
  const words = problems.map(({ path }) => String(path[1] ?? path[0]));
  for (const { path } of problems) {
    const [group, key] = path;
    if (group === undefined || group === 'recipes') return [];
    const within = mended[group];
    if (GROUPS.includes(String(group)) && typeof within === 'object' && within !== null && key !== undefined)
      Reflect.set(within, key, valueAt(lastSpec, `${group}.${key}`));
    else mended[group] = valueAt(lastSpec, String(group));
  }
  const found = problemsOf(mended);
  if (found.spec !== null) return [];
  const isAboutMended = (text: string) => words.some((word) => new RegExp(`\\b${word}\\b`).test(text));
  return found.problems.filter(({ message }) => !isAboutMended(message));
}

/** The sentences about one field; null where there is none. */
export function problemOf(problems: readonly Problem[], field: string): string | null {
  const own = problems.filter((problem) => problem.field === field);
  return own.length === 0 ? null : own.map(({ message }) => message).join(' ');
}

function fieldOf(path: SpecPath, fields: ReadonlySet<string>): string | null {
  const places = path.map((_, last) => fieldName(path.slice(0, path.length - last)));
  return places.find((place) => fields.has(place)) ?? null;
}

/** Every place of a spec that has a field of its own in this form. */
function fieldPaths({ texts, recipes }: Draft): ReadonlySet<string> {
  const rates =
    texts[RATES_AS] === 'range'
      ? ['learningRates.from', 'learningRates.to', 'learningRates.count']
      : ['learningRates'];
  const sites = [...SITES, ...SETTINGS].map(({ path }) => path);
  const own = recipes.flatMap(({ stages, optimizer, own: written }, index) => {
    const at = `recipes[${index}]`;
    return [
      at,
      ...stages.slice(0, -1).map((_, stage) => `${at}.stages[${stage}].untilStep`),
      ...optimizer.map(({ setting }) => `${at}.optimizer.${setting}`),
      ...(written ? ['extends', ...sites] : []).map((site) => `${at}.${site}`),
    ];
  });
  return new Set([
    ...SCALAR_FIELDS.map(({ path }) => path),
    ...rates,
    ...['text', 'tokens.files', 'tokens.validation', 'tokens.vocabularySize'],
    ...[
      'recipes',
      'baseline',
      'batchSizes',
      'rows.setting',
      'rows.values',
      'rows.with',
      'seeds',
      'thresholds.unstableLabels',
      'earlyStop',
    ],
    ...own,
  ]);
}
