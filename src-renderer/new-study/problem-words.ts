// The sentences of parseSpec as the form says them: the name of the field where they have its place in a spec, and nothing about how a
// spec is written. What is wrong, and what is allowed, stay parseSpec's. Pure.
import { fieldName, type SpecPath } from '../../src-main/spec/spec.ts';
import { SCALAR_FIELDS } from './fields-table.ts';

const SCALARS = new Map(SCALAR_FIELDS.map(({ path, label }) => [path, label]));

/** Fields that are no scalars; of a list, each of its values. */
const OTHERS: ReadonlyMap<string, string> = new Map([
  ['learningRates', 'The list of learning rates'],
  ['learningRates.from', 'The lowest learning rate'],
  ['learningRates.to', 'The highest learning rate'],
  ['learningRates.count', 'The number of learning rates'],
  ['batchSizes', 'The list of batch sizes'],
  ['seeds', 'The number of seeds'],
  ['rows.setting', 'What rows are'],
  ['rows.values', 'The list of rows'],
  ['rows.with', 'What moves along with the rows'],
  ['text', 'The path of the text'],
  ['tokens.files', 'The list of token files'],
  ['tokens.validation', 'The list of files to validate on'],
  ['tokens.vocabularySize', 'The size of the vocabulary'],
  ['recipes', 'The list of recipes'],
  ['baseline', 'The baseline'],
  ['thresholds.unstableLabels', 'The list of labels that count as unstable'],
]);

const ITEMS: ReadonlyMap<string, string> = new Map([
  ['learningRates', 'Learning rate'],
  ['batchSizes', 'Batch size'],
  ['seeds', 'Seed'],
  ['rows.values', 'Row'],
  ['tokens.files', 'Token file'],
  ['tokens.validation', 'File to validate on'],
]);

/** What the place is called in the form; null: the study as a whole. */
function labelOf(path: SpecPath, recipes: readonly string[]): string | null {
  if (path.length === 0) return null;
  const place = fieldName(path);
  const known = SCALARS.get(place) ?? OTHERS.get(place);
  if (known !== undefined) return known;
  const last = path.at(-1)!;
  const item = typeof last === 'number' ? ITEMS.get(fieldName(path.slice(0, -1))) : undefined;
  if (item !== undefined) return `${item} ${(last as number) + 1}`;
  if (path[0] !== 'recipes' || typeof path[1] !== 'number') return place;
  const recipe = `recipe ${recipes[path[1]] ?? path[1] + 1}`;
  const within = path.slice(2);
  if (within.length === 0) return `The ${recipe}`;
  const [first, second, third] = within;
  if (first === 'stages' && typeof second === 'number')
    return `Stage ${second + 1} of ${recipe}${third === 'untilStep' ? ', its last step,' : ''}`;
  const setting = SCALARS.get(fieldName(within));
  return `${setting ?? fieldName(within)} of ${recipe}`;
}

/** Words about how a spec is written, and what stands for them here. */
const REWORDED: readonly (readonly [RegExp, string])[] = [
  [/\bis (missing|\[\]|" *");/, 'is empty;'],
  [/, or \{[^}]*\}/g, ''],
  [/ \(1 to 1000 of them\)/g, ''],
  [/\bfrom, (?=[\d.])/g, 'the lowest, '],
  [/where count is 1/g, 'where there is one'],
  [/, or a list of seeds/g, ''],
];

/** One sentence for a person at the form. `message` is parseSpec's about this place; recipes by their names. */
export function plainSentence(path: SpecPath, message: string, recipes: readonly string[]): string {
  const place = `${fieldName(path)} `;
  const label = labelOf(path, recipes);
  const isNamed = label !== null && message.startsWith(place);
  const named = isNamed ? `${label} ${message.slice(place.length)}` : message;
  const reworded = REWORDED.reduce((text, [from, to]) => text.replace(from, to), named);
  return reworded.replace(/\b(model|optimizer|thresholds)\.\w+/g, (dotted) => SCALARS.get(dotted) ?? dotted);
}
