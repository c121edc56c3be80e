// Labels every finished run of a study anew from its stored numbers. Labels that were imported stay, but for runs that met NaN
// or Inf, as do those of runs that a trigger stopped. Imported runs that ended before they could be judged stay so, and judge no
// others. What runs of an origin lose is measured against what is known of that origin, and against the best of a row twice: that of its own
// origin and that of all, which may have been trained on something else. The worse label counts.
import { labelRuns, type Verdict } from '../analysis/labels/labels.ts';
import { worseVerdict } from '../analysis/labels/worse.ts';
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
  const placed = apartInColumns(finished, imported?.ratesPerDecade ?? null);
  const verdicts = Array<Verdict>(finished.length);
  const originAt = (index: number): RunOrigin => (isImported(finished[index]!) ? 'imported' : 'trained');
  for (const [origin, own] of Map.groupBy(finished.keys(), originAt)) {
    const context = {
      baseline,
      reference: lossReferenceOf(info, origin),
      thresholds,
      rowComplete: (recipe: string, rowValue: number) => !open.has(`${rowValue} ${recipe}`),
    };
    const byAll = labelRuns(placed, context);
    const isAlone = own.length === placed.length;
    const byOwn = isAlone
      ? byAll
      : labelRuns(
          own.map((index) => placed[index]!),
          context,
        );
    own.forEach((index, i) => (verdicts[index] = worseVerdict(byAll[index]!, byOwn[i]!, thresholds)));
  }
  const stays = (run: RunRow, verdict: Verdict) => {
    const { label, foreseen, nonfinite } = run;
    if (label === 'stopped') return !foreseen || verdict.label === 'stopped';
    return areGiven && isImported(run) && label !== null && nonfinite === null;
  };
  study.setLabels(
    finished.flatMap((run, i) => {
      const verdict = verdicts[i]!;
      return stays(run, verdict) ? [] : [{ id: run.id, ...verdict }];
    }),
  );
}
