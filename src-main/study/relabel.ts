// Labels every finished run of a study anew from its stored numbers. Runs that were stopped on their way keep their label.
import { labelRuns } from '../analysis/labels.ts';
import type { Study } from './study.ts';
import { importedFacts, unigramEntropyOf } from './types.ts';

export function relabel(study: Study): void {
  const info = study.info();
  const { baseline, thresholds } = info;
  if (importedFacts(info)?.labelled) return;
  const runs = study.runs();
  const open = new Set(
    runs
      .filter(({ state }) => state === 'planned' || state === 'running')
      .map(({ recipe, batchSize }) => `${batchSize} ${recipe}`),
  );
  const finished = runs.filter(({ state }) => state === 'finished');
  const verdicts = labelRuns(finished, {
    baseline,
    unigramEntropy: unigramEntropyOf(info),
    thresholds,
    rowComplete: (recipe, batchSize) => !open.has(`${batchSize} ${recipe}`),
  });
  study.setLabels(
    verdicts
      .map((verdict, i) => ({ id: finished[i]!.id, ...verdict }))
      .filter((_, i) => finished[i]!.label !== 'stopped'),
  );
}
