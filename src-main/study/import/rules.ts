// What holds for all runs of a study, whichever input they are of: by what they are judged, and what the rows of its map are. Inputs may
// differ in their columns and units, never in these. Pure.
import { ImportError } from './import-error.ts';
import { CHOSEN_RULES, SAID_RULES, type Mapping, type Rule } from '../../spec/import-mapping.ts';

interface RuledInput {
  readonly name: string;
  /** Its levels in nats. */
  readonly mapping: Mapping;
}

export type Rules = Pick<Mapping, Rule>;

/** Nats within which two levels are one: they may have been said in other units. */
const SAME = 1e-9;

/** What was said of one input holds for those of which nothing was. @throws ImportError naming the field in which two inputs contradict. */
export function rulesOf(inputs: readonly RuledInput[]): Rules {
  const [first, ...others] = inputs as readonly [RuledInput, ...RuledInput[]];
  const rules: Record<string, unknown> = {};
  for (const field of SAID_RULES) {
    const said = inputs.filter(({ mapping }) => mapping[field] !== null);
    const [one, ...more] = said;
    const other = more.find(({ mapping }) => !isSame(mapping[field], one!.mapping[field]));
    if (other) throw contradiction(field, one!, other, (input) => String(input.mapping[field]));
    rules[field] = one?.mapping[field] ?? null;
  }
  for (const field of CHOSEN_RULES) {
    const other = others.find(({ mapping }) => mapping[field] !== first.mapping[field]);
    if (other) throw contradiction(field, first, other, (input) => String(input.mapping[field]));
    rules[field] = first.mapping[field];
  }
  mustAgree('row', inputs, ({ mapping }) => mapping.columns.row ?? 'the batch size');
  mustAgree('label', inputs, ({ mapping }) =>
    mapping.columns.label === null ? 'none' : 'a column of labels',
  );
  return {
    ...(rules as Omit<Rules, 'failedMeans' | 'duplicates'>),
    failedMeans: meaningsOf(inputs),
    // Runs of inputs that were put together earlier are distinct already.
    duplicates: inputs.at(-1)!.mapping.duplicates,
  };
}

function meaningsOf(inputs: readonly RuledInput[]): Mapping['failedMeans'] {
  const known = new Map<string, RuledInput>();
  for (const input of inputs) {
    for (const [word, meaning] of Object.entries(input.mapping.failedMeans)) {
      const earlier = known.get(word);
      if (earlier && earlier.mapping.failedMeans[word] !== meaning) {
        throw contradiction(
          'failedMeans',
          earlier,
          input,
          ({ mapping }) => `${word}=${mapping.failedMeans[word]}`,
        );
      }
      if (!earlier) known.set(word, input);
    }
  }
  return Object.fromEntries([...known].map(([word, { mapping }]) => [word, mapping.failedMeans[word]!]));
}

function mustAgree(
  field: string,
  [first, ...others]: readonly RuledInput[],
  valueOf: (input: RuledInput) => string,
): void {
  const other = others.find((input) => valueOf(input) !== valueOf(first!));
  if (other) throw contradiction(field, first!, other, valueOf);
}

function contradiction(
  field: string,
  one: RuledInput,
  other: RuledInput,
  valueOf: (input: RuledInput) => string,
): ImportError {
  return new ImportError(
    `${field} is ${valueOf(other)} for ${other.name} and ${valueOf(one)} for ${one.name}; the runs of one study must have one: say the same for both, or import them into two studies.`,
  );
}

function isSame(a: unknown, b: unknown): boolean {
  return typeof a === 'number' && typeof b === 'number' ? Math.abs(a - b) <= SAME : a === b;
}
