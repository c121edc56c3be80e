// How the runs of each recipe ended, counted by the study's own thresholds, and the sentence that pictures of curves have as their title.
import type { Label } from '../../analysis/labels/labels.ts';
import { isOutcome } from '../../analysis/labels/labels.ts';
import type { RunRow } from '../../records/types.ts';
import type { Words } from '../language/language.ts';
import { recipeName } from '../language/recipe-name.ts';
import type { StepRange } from './curve-span.ts';

export type TalliedRun = Pick<RunRow, 'recipe' | 'label' | 'state' | 'plannedSteps' | 'endStep'>;

export interface CurveTally {
  readonly recipe: string;
  /** Finished runs by label, the most frequent first. */
  readonly labels: readonly (readonly [label: Label | null, runs: number])[];
  readonly judged: number;
  /** Runs at their end that nobody could judge. */
  readonly unjudged: number;
  readonly unstable: number;
  /** The shortest range of steps in which three quarters of the unstable runs ended early; null: fewer of them did. */
  readonly ended: StepRange | null;
  /** Whether nothing is still to be trained. */
  readonly isWhole: boolean;
}

/** What “most” means. */
const MOST = 0.75;
const NONE: ReadonlySet<string> = new Set();
/** Recipes that a title names. */
const MOST_NAMED = 4;

/** By recipe. `refinedWhole`: of the recipes of which a refined sweep leaves runs out for good, so that planned ones wait for nothing. */
export function tallyRuns(
  runs: readonly TalliedRun[],
  unstableLabels: readonly Label[],
  refinedWhole: ReadonlySet<string> = NONE,
): CurveTally[] {
  return [...Map.groupBy(runs, ({ recipe }) => recipe)].map(([recipe, own]) => {
    const finished = own.filter(({ state }) => state === 'finished');
    const unstable = finished.filter(({ label }) => label !== null && unstableLabels.includes(label));
    const judged = finished.filter(({ label }) => label !== null && isOutcome(label)).length;
    const waiting = own.filter(({ state }) => state === 'planned').length;
    const running = own.filter(({ state }) => state === 'running').length;
    const early = unstable.filter(({ endStep, plannedSteps }) => endStep < plannedSteps);
    return {
      recipe,
      labels: [...Map.groupBy(finished, ({ label }) => label)]
        .map(([label, { length }]) => [label, length] as const)
        .sort(([, a], [, b]) => b - a),
      judged,
      unjudged: own.length - waiting - running - judged,
      unstable: unstable.length,
      ended: shortestRange(
        early.map(({ endStep }) => endStep),
        Math.ceil(MOST * unstable.length),
      ),
      isWhole: running === 0 && (waiting === 0 || refinedWhole.has(recipe)),
    };
  });
}

/** The shortest that holds `count` of the steps; null: there are not so many. */
function shortestRange(steps: readonly number[], count: number): StepRange | null {
  const sorted = steps.toSorted((a, b) => a - b);
  let found: StepRange | null = null;
  for (let last = count - 1; count > 0 && last < sorted.length; last++) {
    const [from, to] = [sorted[last - count + 1]!, sorted[last]!];
    if (found === null || to - from < found.to - found.from) found = { from, to };
  }
  return found;
}

/** "tensorwise: 14 of 36 runs unstable, most between steps 40 and 90; bf16-mixed: 3 of 36"; null: no run has been judged. */
export function curvesFinding(tallies: readonly CurveTally[], words: Words): string | null {
  const { curves, soFar } = words.figures;
  const judged = tallies.filter((tally) => tally.judged > 0);
  if (judged.length === 0) return null;
  const all = judged.reduce((sum, tally) => sum + tally.judged, 0);
  const share = (tally: CurveTally) => tally.unstable / tally.judged;
  const ordered = judged.toSorted((a, b) => share(b) - share(a));
  const named = ordered.slice(0, MOST_NAMED).map(({ recipe, unstable, judged: runs, ended }, index) => {
    const name = recipeName(recipe, null, words);
    return index === 0
      ? curves.firstUnstable(name, unstable, runs, ended)
      : curves.unstableOf(name, unstable, runs);
  });
  const more = ordered.length - named.length;
  const parts = more > 0 ? [...named, curves.moreRecipes(more)] : named;
  const known = share(ordered[0]!) === 0 ? curves.noneUnstable(all) : words.numbers.semicolons(parts);
  const unjudged = tallies.reduce((sum, tally) => sum + tally.unjudged, 0);
  const finding = unjudged > 0 ? curves.besideUnjudged(known, unjudged) : known;
  return tallies.every(({ isWhole }) => isWhole) ? finding : soFar(finding);
}

export interface DrawnRuns {
  readonly study: string;
  /** Runs that were to be drawn, and those that they stand for. */
  readonly taken: number;
  readonly of: number;
  readonly isSample: boolean;
  /** Of those that were to be drawn: no curves of them were kept. */
  readonly curveless: number;
  /** Whether every run of the study was asked for. */
  readonly isAll: boolean;
  /** Whether they were chosen by how they ended, which the title does not follow. */
  readonly byOutcome: boolean;
}

/** Which runs a picture is of. */
export function selectionOf(
  { study, taken, of, isSample, curveless, isAll, byOutcome }: DrawnRuns,
  { figures, numbers }: Words,
): string {
  const { curves } = figures;
  return numbers.sentences([
    isAll ? curves.allFinished(study) : curves.chosenRuns(study, of),
    ...(byOutcome ? [curves.titleOfAll] : []),
    ...(isSample ? [curves.sample(taken, of)] : []),
    ...(curveless > 0 ? [curves.curveless(curveless, taken)] : []),
  ]);
}

/** "150 runs: ok 120, nonfinite 30": how all runs of a panel ended. */
export function endings(tallies: readonly CurveTally[], { figures, labels, numbers }: Words): string {
  const counts = new Map<Label | null, number>();
  for (const [label, runs] of tallies.flatMap((tally) => tally.labels))
    counts.set(label, (counts.get(label) ?? 0) + runs);
  const all = [...counts.values()].reduce((sum, runs) => sum + runs, 0);
  const parts = [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([label, runs]) => figures.curves.ending(label && labels[label], runs));
  return figures.curves.endings(all, numbers.list(parts));
}
