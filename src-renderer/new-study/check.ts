// What is wrong with a draft, and at which fields of the form: the sentences of parseSpec, each with the nearest field that
// shows the place it is about.
import { SETTINGS, SITES } from '../../src-main/recipes/sites.ts';
import { fieldName, parseSpec, SpecError, type Spec, type SpecPath } from '../../src-main/spec/spec.ts';
import { RATES_AS, specJson, type Draft } from './draft.ts';
import { SCALAR_FIELDS } from './fields-table.ts';

export interface Problem {
  readonly message: string;
  /** Path of the field to look at; null where the whole is wrong, e.g. too many runs. */
  readonly field: string | null;
}

export interface Checked {
  /** null while something is wrong. */
  readonly spec: Spec | null;
  /** Empty where nothing is. */
  readonly problems: readonly Problem[];
}

export function checkDraft(draft: Draft): Checked {
  try {
    return { spec: parseSpec(specJson(draft)), problems: [] };
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    const fields = fieldPaths(draft);
    const problems = error.problems.map(({ path, message }) => ({ message, field: fieldOf(path, fields) }));
    return { spec: null, problems };
  }
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
