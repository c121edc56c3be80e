// What is wrong with a draft, and at which field of the form: the sentence of parseSpec, which names a place in the spec,
// and the nearest field that shows that place.
import { parseSpec, SpecError, type Spec } from '../../src-main/spec/spec.ts';
import { RATES_AS, specJson, type Draft } from './draft.ts';
import { SCALAR_FIELDS } from './fields-table.ts';

export interface Problem {
  readonly message: string;
  /** Path of the field to look at; null where the whole is wrong, e.g. too many runs. */
  readonly field: string | null;
}

export type Checked =
  { readonly spec: Spec; readonly problem: null } | { readonly spec: null; readonly problem: Problem };

export function checkDraft(draft: Draft): Checked {
  try {
    return { spec: parseSpec(specJson(draft)), problem: null };
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    return { spec: null, problem: { message: error.message, field: fieldOf(error.message, draft) } };
  }
}

/** Where sentences name a place: "model.heads is 4; it must be ...". */
const PLACE = /^([a-zA-Z]+(?:[.[\]\w]*)) is /;

function fieldOf(message: string, draft: Draft): string | null {
  const fields = fieldPaths(draft);
  let place = PLACE.exec(message)?.[1] ?? '';
  while (place !== '' && !fields.has(place)) place = place.replace(/(^|\.|\[)[^.[]*$/, '');
  return place === '' ? null : place;
}

/** Every place of a spec that has a field of its own in this form. */
function fieldPaths({ texts, recipes }: Draft): ReadonlySet<string> {
  const rates =
    texts[RATES_AS] === 'range'
      ? ['learningRates.from', 'learningRates.to', 'learningRates.count']
      : ['learningRates'];
  const own = recipes.flatMap(({ stages, optimizer }, index) => {
    const at = `recipes[${index}]`;
    return [
      at,
      ...stages.slice(0, -1).map((_, stage) => `${at}.stages[${stage}].untilStep`),
      ...optimizer.map(({ setting }) => `${at}.optimizer.${setting}`),
    ];
  });
  return new Set([
    ...SCALAR_FIELDS.map(({ path }) => path),
    ...rates,
    ...['text', 'recipes', 'baseline', 'batchSizes', 'seeds', 'thresholds.unstableLabels', 'earlyStop'],
    ...own,
  ]);
}
