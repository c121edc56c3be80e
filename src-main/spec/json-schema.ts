// SPEC.json as JSON Schema, made from the schemas by which it is checked: for editors, which complete and check a spec while it is
// written, and for docs/spec.md. What fields must be together (a baseline that is a recipe, a grid that is not too large) it does
// not say; parseAnySpec does. Pure.
import { z } from 'zod';
import { alternativesOf, schemaName } from './errors.ts';
import { specSchema } from './spec.ts';
import { trainerSpecSchema } from './trainer.ts';

export interface JsonSchema {
  description?: string;
  type?: string;
  const?: unknown;
  enum?: unknown[];
  default?: unknown;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  maximum?: number;
  minimum?: number;
  allOf?: JsonSchema[];
  /** Schemas that many fields share. */
  definitions?: Record<string, JsonSchema>;
  [keyword: string]: unknown;
}

/** What fields mean, by their path; of the items of a list by the path of the list. */
export type Meanings = Readonly<Record<string, string>>;

/** @throws Error for a field that has no meaning, and for a meaning that has no field. */
export function specJsonSchema(meanings: Meanings): JsonSchema {
  const shared: Shared = new Map();
  const own = described(plain(specSchema, shared), meanings);
  const byCommand = described(plain(trainerSpecSchema, shared), meanings);
  const definitions = [...shared].map(
    ([name, schema]) => [name, described(schema, meanings, DEFINITION_PLACE)] as const,
  );
  const all = [own, byCommand, ...definitions.map(([, each]) => each)];
  const unused = Object.keys(meanings).filter((path) => !all.some(({ paths }) => paths.has(path)));
  if (unused.length > 0) throw new Error(`There are no fields ${unused.join(', ')}.`);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'SPEC.json of Precipice',
    type: 'object',
    if: { required: ['trainer'] },
    then: byCommand.schema,
    else: own.schema,
    definitions: Object.fromEntries(definitions.map(([name, { schema }]) => [name, schema])),
  };
}

/** Where the meanings of the fields of shared schemas stand. */
const DEFINITION_PLACE = 'precision';

/** Schemas that were given a name, by it. */
type Shared = Map<string, JsonSchema>;

const reference = (name: string) => ({ allOf: [{ $ref: `#/definitions/${name}` }] });

/** What may be written, and in words what must be. */
function plain(schema: z.ZodType, shared: Shared): JsonSchema {
  const json = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-7',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const alternatives = alternativesOf(zodSchema)?.map((each) => plain(each, shared));
      const name = schemaName(zodSchema);
      if (name !== null) {
        shared.set(name, { anyOf: alternatives ?? [] });
        Object.assign(jsonSchema, reference(name));
      } else if (alternatives) jsonSchema.anyOf = alternatives as typeof jsonSchema.anyOf & object;
      const words = wordsOf(zodSchema);
      if (words !== null) jsonSchema.description = words;
      // zod's bounds of whole numbers that are exact.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  }) as JsonSchema;
  delete json.$schema;
  return json;
}

/** The words of a schema's own error, which say what a value must be. */
function wordsOf(schema: z.core.$ZodType): string | null {
  const { error } = schema._zod.def;
  const words = error?.({
    code: 'invalid_type',
    expected: 'string',
    input: undefined,
    path: [],
    message: '',
  } as never);
  return typeof words === 'string' ? words : null;
}

/** The schema with the meaning of every field before its words. */
function described(
  schema: JsonSchema,
  meanings: Meanings,
  root = '',
): { readonly schema: JsonSchema; readonly paths: ReadonlySet<string> } {
  const paths = new Set<string>();
  const at = (json: JsonSchema, path: string): JsonSchema => ({
    ...json,
    ...(json.properties && {
      properties: Object.fromEntries(
        Object.entries(json.properties).map(([key, field]) => {
          const place = path === '' ? key : `${path}.${key}`;
          const meaning = meanings[place];
          if (meaning === undefined) throw new Error(`The field ${place} has no meaning.`);
          paths.add(place);
          const words = field.description ?? field.anyOf?.find((each) => each.description)?.description;
          const must = words === undefined ? '' : ` Must be ${words}.`;
          return [key, { ...at(field, place), description: `${meaning}${must}` }];
        }),
      ),
    }),
    ...(json.items && { items: at(json.items, path) }),
    ...(json.anyOf && { anyOf: json.anyOf.map((each) => at(each, path)) }),
  });
  return { schema: at(schema, root), paths };
}
