// In what the specs of several studies differ, setting by setting. Pure.
import { namesOf } from '../spec/rows.ts';
import { rowsIn } from './row-setting.ts';
import { writtenSpec } from './stored-spec.ts';
import { originOf, type StoredSpec } from './origin.ts';

/** What a study says of a setting. */
export type SettingSaid =
  | { readonly kind: 'value'; readonly value: unknown }
  /** Its rows set it. */
  | { readonly kind: 'rows' }
  /** It is not set. */
  | { readonly kind: 'unsaid' }
  /** Its runs were trained by others, who may have set it to anything. */
  | { readonly kind: 'unknown' };

export interface SpecDifference {
  /** As a spec has it, e.g. `model.width`. */
  readonly path: string;
  /** One a study. */
  readonly said: readonly SettingSaid[];
}

/**
 * What names a study, and what is compared elsewhere: recipes by what they round, thresholds by those that judged the runs. Where imported runs
 * come from is no setting.
 */
const LEFT_OUT: readonly string[] = ['version', 'name', 'recipes', 'thresholds', 'imported', 'training'];

/** Settings in the order in which they come up; those that are alike in all studies where they are known are none. */
export function specDifferences(specs: readonly StoredSpec[]): SpecDifference[] {
  const settings = specs.map(settingsOf);
  const paths = [...new Set(settings.flatMap((each) => [...each.keys()]))];
  return paths
    .map((path) => ({
      path,
      said: settings.map((each, index): SettingSaid => each.get(path) ?? absentIn(specs[index]!)),
    }))
    .filter(({ said }) => {
      const known = said.filter(({ kind }) => kind !== 'unknown');
      return new Set(known.map((each) => JSON.stringify(each))).size > 1;
    });
}

function absentIn(spec: StoredSpec): SettingSaid {
  return { kind: originOf({ spec }).kind === 'own' ? 'unsaid' : 'unknown' };
}

function settingsOf(stored: StoredSpec): ReadonlyMap<string, SettingSaid> {
  const spec = Object.entries(writtenSpec(stored)).filter(([field]) => !LEFT_OUT.includes(field));
  const rows = rowsIn(stored);
  const byRow = rows ? namesOf(rows) : [];
  return new Map([
    ...spec.flatMap(([field, value]) => flattened(field, value)),
    ...byRow.map((path): [string, SettingSaid] => [path, { kind: 'rows' }]),
  ]);
}

/** What is null or absent is not set, in either case. */
function flattened(path: string, value: unknown): [string, SettingSaid][] {
  if (value === null || value === undefined) return [];
  if (typeof value !== 'object' || Array.isArray(value)) return [[path, { kind: 'value', value }]];
  return Object.entries(value).flatMap(([field, part]) => flattened(`${path}.${field}`, part));
}
