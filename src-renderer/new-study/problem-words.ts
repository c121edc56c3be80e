// What parseSpec finds wrong as the form says it: the name of the field where specs have its place, and nothing about how a spec is
// written. Made from what parseSpec tells as data; what it has in words alone stays in its words. Pure.
import { inWords } from '../../src-main/spec/rules.ts';
import { fieldName, type SpecPath, type SpecProblem } from '../../src-main/spec/spec.ts';
import type { PageWords } from '../words/words.ts';
import { fieldWords, SCALAR_FIELDS, type FieldPath } from './fields-table.ts';

const SCALARS = new Set<string>(SCALAR_FIELDS.map(({ path }) => path));

function scalarLabel(place: string, words: PageWords): string | null {
  return SCALARS.has(place) ? fieldWords(place as FieldPath, words).label : null;
}

/** What the place is called in the form; null: the study as a whole. */
function labelOf(path: SpecPath, recipes: readonly string[], page: PageWords): string | null {
  if (path.length === 0) return null;
  const words = page.newStudyProblems;
  const place = fieldName(path);
  const others: Readonly<Record<string, string>> = words.fields;
  const known = scalarLabel(place, page) ?? others[place];
  if (known !== undefined) return known;
  const last = path.at(-1)!;
  const items: Readonly<Record<string, (number: number) => string>> = words.items;
  const item = typeof last === 'number' ? items[fieldName(path.slice(0, -1))] : undefined;
  if (item !== undefined) return item((last as number) + 1);
  if (path[0] !== 'recipes' || typeof path[1] !== 'number') return place;
  const recipe = recipes[path[1]] ?? String(path[1] + 1);
  const within = path.slice(2);
  if (within.length === 0) return words.recipe(recipe);
  const [first, second, third] = within;
  if (first === 'stages' && typeof second === 'number')
    return third === 'untilStep' ? words.lastStep(second + 1, recipe) : words.stage(second + 1, recipe);
  return words.ofRecipe(scalarLabel(fieldName(within), page) ?? fieldName(within), recipe);
}

/** Nothing, or an empty list or text. */
function isEmpty(value: string | null): boolean {
  return value === null || /^(\[\]|" *")$/.test(value);
}

/** One sentence for a person at the form; recipes by their names. */
export function plainSentence(
  { path, message, told, ofRow }: SpecProblem,
  recipes: readonly string[],
  page: PageWords,
): string {
  const words = page.newStudyProblems;
  const label = labelOf(path, recipes, page);
  if (ofRow) {
    const setting = scalarLabel(ofRow.setting, page) ?? ofRow.setting;
    return words.inRow(label!, ofRow.value, setting, plainSentence(ofRow.problem, recipes, page));
  }
  if (told && label !== null) {
    const rule = inWords(told.rule, words.rules);
    return isEmpty(told.value) ? words.empty(label, rule) : words.wrong(label, told.value!, rule);
  }
  const place = `${fieldName(path)} `;
  const named =
    label !== null && message.startsWith(place) ? `${label} ${message.slice(place.length)}` : message;
  return named.replace(
    /\b(model|optimizer|thresholds)\.\w+/g,
    (dotted) => scalarLabel(dotted, page) ?? dotted,
  );
}
