// Labels every finished run of a study anew from its stored numbers. Labels that were imported stay, but for runs that met NaN
// or Inf, as do those of runs that a trigger stopped. Imported runs that ended before they could be judged stay so, and judge no
// others.
import { labelRuns, type Verdict } from '../analysis/labels/labels.ts';
import { apartInColumns } from '../analysis/grid/rate-columns.ts';
import type { Study } from './study.ts';
import { importedFacts } from '../records/origin.ts';
import { lossReferenceOf, type RunRow } from '../records/types.ts';

export function relabel(study: Study): void {
  const info = study.info();
  const { baseline, thresholds } = info;
  const imported = importedFacts(info);
  const areGiven = imported?.labelled ?? false;
  const runs = study.runs();
  const open = new Set(
    runs
      .filter(({ state }) => state === 'planned' || state === 'running')
      .map(({ recipe, rowValue }) => `${rowValue} ${recipe}`),
  );
  const finished = runs.filter(
    ({ state, label }) => state === 'finished' && !(imported !== null && label === 'unjudged'),
  );
  const verdicts = labelRuns(apartInColumns(finished, imported?.ratesPerDecade ?? null), {
    baseline,
    reference: lossReferenceOf(info),
    thresholds,
    rowComplete: (recipe, rowValue) => !open.has(`${rowValue} ${recipe}`),
  });
  const stays = ({ label, foreseen, nonfinite }: RunRow, verdict: Verdict) => {
    if (label === 'stopped') return !foreseen || verdict.label === 'stopped';
    return areGiven && label !== null && nonfinite === null;
  };
  study.setLabels(
    verdicts.flatMap((verdict, i) => {
      const run = finished[i]!;
      return stays(run, verdict) ? [] : [{ id: run.id, ...verdict }];
    }),
  );
}
