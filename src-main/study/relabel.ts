// Labels every finished run of a study anew from its stored numbers. Labels that were imported stay, but for runs that met NaN
// or Inf, as do those of runs that a trigger stopped. Imported runs that ended before they could be judged stay so, and judge no
// others. What runs of an origin lose is measured against what is known of that origin; the best of a row is that of all its runs.
import { labelRuns, type Verdict } from '../analysis/labels/labels.ts';
import { apartInColumns } from '../analysis/grid/rate-columns.ts';
import type { Study } from './study.ts';
import { importedFacts, type RunOrigin } from '../records/origin.ts';
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
  const isImported = (run: RunRow) => imported !== null && run.origin === 'imported';
  const finished = runs.filter(
    (run) => run.state === 'finished' && !(isImported(run) && run.label === 'unjudged'),
  );
  const verdictsBy = (origin: RunOrigin) =>
    labelRuns(apartInColumns(finished, imported?.ratesPerDecade ?? null), {
      baseline,
      reference: lossReferenceOf(info, origin),
      thresholds,
      rowComplete: (recipe, rowValue) => !open.has(`${rowValue} ${recipe}`),
    });
  const origins = [...new Set(finished.map((run) => (isImported(run) ? 'imported' : 'trained')))];
  const verdicts = new Map(origins.map((origin) => [origin, verdictsBy(origin)]));
  const stays = (run: RunRow, verdict: Verdict) => {
    const { label, foreseen, nonfinite } = run;
    if (label === 'stopped') return !foreseen || verdict.label === 'stopped';
    return areGiven && isImported(run) && label !== null && nonfinite === null;
  };
  study.setLabels(
    finished.flatMap((run, i) => {
      const verdict = verdicts.get(isImported(run) ? 'imported' : 'trained')![i]!;
      return stays(run, verdict) ? [] : [{ id: run.id, ...verdict }];
    }),
  );
}
