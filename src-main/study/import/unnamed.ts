// Several inputs of which none says the recipe of its runs: each may be a recipe of its own, as folders of BF16 and FP8 runs are. Taken for
// one, they would hide what they were made to tell. It is asked. Pure.
import type { ReadInput } from './candidates.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { RateColumns } from './rates.ts';
import type { Candidate } from './repeats.ts';
import { UNNAMED } from './settings.ts';

/** Asks where an input has a run at a learning rate and row of an earlier one, and says something else than that. */
export function askOfRecipes(
  inputs: readonly ReadInput[],
  byInput: ReadonlyMap<number, readonly Candidate[]>,
  rates: RateColumns,
): void {
  const earlier = new Map<string, number>();
  const fingerprints = new Set<string>();
  for (const [number, { name, mapping, table, questions }] of inputs.entries()) {
    const unnamed = (byInput.get(number) ?? []).filter(({ recipe }) => recipe === UNNAMED);
    const cellOf = ({ learningRate, rowValue }: Candidate) => `${rates.exact(learningRate)} ${rowValue}`;
    const shared = unnamed.filter((run) => earlier.has(cellOf(run)) && !fingerprints.has(fingerprintOf(run)));
    const [first] = shared;
    if (first && table !== null && mapping.recipe === null) {
      const other = inputs[earlier.get(cellOf(first))!]!.name;
      const runs = `${shared.length} ${shared.length === 1 ? 'run' : 'runs'}`;
      questions.raise(
        'recipe',
        'unnamed',
        first.line,
        () =>
          `Neither ${other} nor ${name} says a recipe, and ${runs} of ${name} have the learning rate and row of runs of ${other}; say by --recipe-name what each is, one import after the other (--recipe-name ${UNNAMED}: ${name} is of the recipe of ${other}).`,
      );
    }
    for (const run of unnamed) {
      fingerprints.add(fingerprintOf(run));
      if (!earlier.has(cellOf(run))) earlier.set(cellOf(run), number);
    }
  }
}
