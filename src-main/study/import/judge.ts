// The labels that imported runs will get: those of their file, or those that the rules of every study give. Pure.
import { labelRuns, type Label, type LossReference } from '../../analysis/labels/labels.ts';
import { apartInColumns } from '../../analysis/grid/rate-columns.ts';
import { DEFAULT_THRESHOLDS } from '../../analysis/labels/thresholds.ts';
import { ImportError } from './import-error.ts';
import type { Mapping } from '../../spec/import-mapping.ts';
import { guessBaseline, spelling } from '../../recipes/precision-names.ts';
import type { ImportedRun, ImportedRuns } from './runs.ts';

export interface Judged {
  readonly baseline: string;
  readonly recipes: readonly string[];
  /** By run, in their order; null where it failed for infrastructure reasons. */
  readonly labels: readonly (Label | null)[];
}

export function referenceOf({
  initialLoss,
  vocabulary,
  unigramEntropy,
  failedAbove,
}: Mapping): LossReference {
  const untrained = vocabulary === null ? null : Math.log(vocabulary);
  return { initialLoss: initialLoss ?? untrained, unigramEntropy, failedAbove };
}

/** @throws ImportError where the baseline that was named is none of the recipes. */
export function baselineOf({ mapping, runs }: Pick<ImportedRuns, 'mapping' | 'runs'>): string {
  const recipes = recipesOf(runs);
  if (mapping.baseline === null) return guessBaseline(recipes);
  const { baseline } = mapping;
  const found =
    recipes.find((recipe) => recipe === baseline) ??
    recipes.find((recipe) => spelling(recipe) === spelling(baseline));
  if (found !== undefined) return found;
  throw new ImportError(`baseline is "${baseline}"; it must be one of the recipes: ${recipes.join(', ')}.`);
}

function recipesOf(runs: readonly ImportedRun[]): string[] {
  return [...new Set(runs.map(({ planned }) => planned.recipe))];
}

/** @throws ImportError, see baselineOf. */
export function judge(imported: ImportedRuns): Judged {
  const { runs, mapping } = imported;
  const baseline = baselineOf(imported);
  const finished = runs.filter(({ failure, unjudged }) => failure === null && unjudged === null);
  const verdicts = labelRuns(
    apartInColumns(
      finished.map(({ planned, measured }) => ({ ...planned, ...measured })),
      imported.ratesPerDecade,
    ),
    {
      baseline,
      reference: referenceOf(mapping),
      thresholds: DEFAULT_THRESHOLDS,
      rowComplete: () => true,
    },
  );
  const byRun = new Map(finished.map((run, i) => [run, run.label ?? verdicts[i]!.label]));
  const labels = runs.map((run) => byRun.get(run) ?? (run.unjudged === null ? null : 'unjudged'));
  return { baseline, recipes: recipesOf(runs), labels };
}
