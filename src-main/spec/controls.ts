// Whether the recipes that a spec calls controls can be controls: one of each kind, none of them the baseline, and the negative
// one the baseline over again. Pure.
import { CONTROLS } from '../recipes/control.ts';
import { problemAt, type SpecProblem } from './errors.ts';
import type { RecipeChoice } from './recipes.ts';

interface Part {
  readonly recipes: readonly RecipeChoice[];
  readonly baseline: string;
  readonly optimizer: object;
}

/** Of a spec whose baseline is one of its recipes. */
export function* controlProblems({ recipes, baseline, optimizer }: Part): Generator<SpecProblem> {
  const problem = (index: number, allowed: string) =>
    problemAt(['recipes', index, 'control'], `is "${recipes[index]!.control}"; it must be ${allowed}.`);
  const base = recipes.find(({ name }) => name === baseline)!;
  const trained = (choice: RecipeChoice) => trainedAs(choice, optimizer);
  for (const kind of CONTROLS) {
    const of = [...recipes.keys()].filter((index) => recipes[index]!.control === kind);
    const [first, second] = of;
    if (second !== undefined)
      yield problem(second, `left out: "${recipes[first!]!.name}" is the ${kind} one`);
    if (first !== undefined && recipes[first] === base) yield problem(first, 'left out of the baseline');
  }
  const again = recipes.findIndex(({ control }) => control === 'negative');
  if (again >= 0 && recipes[again] !== base && trained(recipes[again]!) !== trained(base)) {
    yield problem(
      again,
      `left out, or all else that recipes[${again}] says must be as in the baseline, "${baseline}"`,
    );
  }
}

/** What a recipe trains by, whatever it is called; equal texts train alike. */
function trainedAs(
  { stages, triggers = [], checkpointEvery, kept, optimizer }: RecipeChoice,
  common: object,
): string {
  const settings = Object.entries({ ...common, ...optimizer }).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([stages, triggers, checkpointEvery ?? null, kept ?? null, settings]);
}
