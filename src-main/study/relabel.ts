// Labels every finished run of a study anew from its stored numbers.
import { labelRuns } from '../analysis/labels.ts';
import type { Study } from './study.ts';

export function relabel(study: Study): void {
  const { baseline, text, thresholds } = study.info();
  const runs = study.runs();
  const open = new Set(
    runs
      .filter(({ state }) => state === 'planned' || state === 'running')
      .map(({ recipe, batchSize }) => `${batchSize} ${recipe}`),
  );
  const finished = runs.filter(({ state }) => state === 'finished');
  const verdicts = labelRuns(finished, {
    baseline,
    unigramEntropy: text.unigramEntropy,
    thresholds,
    rowComplete: (recipe, batchSize) => !open.has(`${batchSize} ${recipe}`),
  });
  study.setLabels(verdicts.map((verdict, i) => ({ id: finished[i]!.id, ...verdict })));
}
