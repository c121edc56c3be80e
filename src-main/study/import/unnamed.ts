// Several inputs of which none says the recipe of its runs: each may be a recipe of its own, as folders of BF16 and FP8 runs are. Taken for
// one, they would hide what they were made to tell. It is asked. Pure.
import type { ReadInput } from './candidates.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { Questions } from './questions.ts';
import type { RateColumns } from './rates.ts';
import type { Candidate } from './repeats.ts';
import { UNNAMED } from './settings.ts';

/**
 * Asks where an input has a run at a learning rate and row of an earlier one whose recipe nothing says either, or its user by name, and says
 * something else than that.
 */
export function askOfRecipes(
  inputs: readonly ReadInput[],
  {
    byInput,
    rates,
    questions,
  }: {
    readonly byInput: ReadonlyMap<number, readonly Candidate[]>;
    readonly rates: RateColumns;
    readonly questions: Questions;
  },
): void {
  const earlier = new Map<string, number>();
  const fingerprints = new Set<string>();
  const cellOf = ({ learningRate, rowValue }: Candidate) => `${rates.exact(learningRate)} ${rowValue}`;
  for (const [number, { name, mapping, table }] of inputs.entries()) {
    const unnamed = (byInput.get(number) ?? []).filter(
      ({ recipe }) => recipe === UNNAMED || recipe === mapping.recipe,
    );
    const shared = unnamed.filter((run) => earlier.has(cellOf(run)) && !fingerprints.has(fingerprintOf(run)));
    const [first] = shared;
    if (first && table !== null && mapping.recipe === null) {
      const { name: other, mapping: said } = inputs[earlier.get(cellOf(first))!]!;
      const runs = `${shared.length} ${shared.length === 1 ? 'run' : 'runs'}`;
      const what =
        said.recipe === null
          ? `Neither ${other} nor ${name} says a recipe`
          : `Nothing says the recipe of ${name}, and that of ${other} was said to be ${said.recipe}`;
      questions.raise(
        'recipe',
        `unnamed ${number}`,
        first.line,
        () =>
          `${what}; ${runs} of ${name} have the learning rate and row of runs of ${other}: say by --recipe-name what each is, one import after the other (--recipe-name ${said.recipe ?? UNNAMED}: ${name} is of the recipe of ${other}).`,
      );
    }
    for (const run of unnamed) {
      fingerprints.add(fingerprintOf(run));
      if (!earlier.has(cellOf(run))) earlier.set(cellOf(run), number);
    }
  }
}
