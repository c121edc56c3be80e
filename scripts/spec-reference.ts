// docs/spec.md and docs/spec.schema.json, made from the schemas that check a spec: node scripts/spec-reference.ts.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import prettier from 'prettier';
import { specJsonSchema, type JsonSchema } from '../src-main/spec/json-schema.ts';
import { RECIPE_NAMES } from '../src-main/recipes/presets.ts';
import { MEANINGS } from './spec-meanings.ts';

const DOCS = path.resolve(import.meta.dirname, '../docs');
export const SPEC_PAGE = path.join(DOCS, 'spec.md');
export const SPEC_SCHEMA = path.join(DOCS, 'spec.schema.json');

interface Field {
  readonly place: string;
  readonly description: string;
  readonly isRequired: boolean;
  readonly fallback: unknown;
}

/** Every field of a schema, those of objects within after the field that holds them; of alternatives each field once. */
function fieldsOf(schema: JsonSchema, place = ''): Field[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([key, field]) => {
    const at = place === '' ? key : `${place}.${key}`;
    const { description = '', default: fallback } = field;
    const isRequired = schema.required?.includes(key) ?? false;
    return [{ place: at, description, isRequired, fallback }, ...fieldsOf(field, at)];
  });
  const within = [
    ...(schema.items ? fieldsOf(schema.items, `${place}[]`) : []),
    ...(schema.anyOf ?? []).flatMap((each) => fieldsOf(each, place)),
  ];
  return [...new Map([...own, ...within].map((field) => [field.place, field])).values()];
}

/** Said once, at the end of the page. */
const ALL_RECIPES = RECIPE_NAMES.join(', ');

function table(fields: readonly Field[]): string {
  const row = ({ place, description, isRequired, fallback }: Field) => {
    const open = fallback === undefined ? (isRequired ? 'required' : '') : `\`${JSON.stringify(fallback)}\``;
    return `| \`${place}\` | ${description.replace(ALL_RECIPES, 'the recipes below').replaceAll('|', '\\|')} | ${open} |`;
  };
  return ['| Field | What it says | Left out |', '| --- | --- | --- |', ...fields.map(row)].join('\n');
}

/** The two files, as they are to be. */
export async function specReference(): Promise<{ readonly page: string; readonly schema: string }> {
  const json = specJsonSchema(MEANINGS);
  const [own, byCommand] = [fieldsOf(json.else as JsonSchema), fieldsOf(json.then as JsonSchema)];
  const known = new Set(own.map(({ place }) => place));
  const only = byCommand.filter(({ place }) => !known.has(place) || place === 'recipes[].name');
  const page = [
    '# SPEC.json',
    'Written by `node scripts/spec-reference.ts` from the schemas that check a spec. [spec.schema.json](spec.schema.json) says the same to editors, which then complete and check a spec while it is written; in VS Code: `"json.schemas": [{ "fileMatch": ["*spec.json"], "url": "./docs/spec.schema.json" }]` (a `$schema` within the spec is no field of it). A spec that is wrong is refused with a sentence for every problem, which names the field, its value and what is allowed. What fields must be together is checked only then: a baseline that is one of the recipes, a warm-up that is no longer than the run, a grid of at most 1,000,000 runs.',
    'The smallest spec has a name, a model, recipes, learning rates, batch sizes, seeds and steps; `resources/presets/` holds some. A name such as `a[].b` is the field `b` of each item of the list `a`; a recipe is written in one of several forms: a name, a program by name (`there-and-back:tensorwise`), or an object with `name` and `recipe` (a variant), `stages`, `program` and `recipe`, or `extends` (a recipe of the spec’s own, whose sites are fields with a dot in their names). Its fields below are of all these forms.',
    '## Runs that this program trains',
    table(own),
    '## Precisions',
    'A site has null (float32), the name of a format, which is then rounded to nearest even and not scaled, or an object with these fields. `precipice recipe NAME` prints the sites of a recipe, and with `--json` as a spec takes them.',
    table(fieldsOf(json.definitions!.precision!)),
    '## Runs that a command trains',
    'The fields `version`, `name`, `baseline`, the axes, `steps`, `budget`, `rows`, `thresholds` and `refine` are as above; recipes, and what rows are of, are names that the command knows. These are others ([external-trainer.md](external-trainer.md)).',
    table(only),
    '## Recipes',
    `${ALL_RECIPES}.`,
  ].join('\n\n');
  const format = async (text: string, parser: string, file: string) =>
    prettier.format(text, { ...(await prettier.resolveConfig(file)), parser });
  return {
    page: await format(page, 'markdown', SPEC_PAGE),
    schema: await format(JSON.stringify(json), 'json', SPEC_SCHEMA),
  };
}

if (import.meta.main) {
  const { page, schema } = await specReference();
  writeFileSync(SPEC_PAGE, page);
  writeFileSync(SPEC_SCHEMA, schema);
}
