// Labels every finished run of a study anew from its stored numbers. Labels that were imported stay, but for runs that met NaN
// or Inf, as do those of runs that a trigger stopped.
import { labelRuns, type Verdict } from '../analysis/labels.ts';
import type { Study } from './study.ts';
import { importedFacts, lossReferenceOf, type RunRow } from '../records/types.ts';

export function relabel(study: Study): void {
  const info = study.info();
  const { baseline, thresholds } = info;
  const areGiven = importedFacts(info)?.labelled ?? false;
  const runs = study.runs();
  const open = new Set(
    runs
      .filter(({ state }) => state === 'planned' || state === 'running')
      .map(({ recipe, batchSize }) => `${batchSize} ${recipe}`),
  );
  const finished = runs.filter(({ state }) => state === 'finished');
  const verdicts = labelRuns(finished, {
    baseline,
    reference: lossReferenceOf(info),
    thresholds,
    rowComplete: (recipe, batchSize) => !open.has(`${batchSize} ${recipe}`),
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
