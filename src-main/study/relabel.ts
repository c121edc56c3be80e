// Labels every finished run of a study anew from its stored numbers. Labels that were imported stay.
import { labelRuns } from '../analysis/labels.ts';
import type { Study } from './study.ts';
import { importedFacts, type RunRow } from './types.ts';

export function relabel(study: Study): void {
  const info = study.info();
  const { baseline, text, thresholds } = info;
  const imported = importedFacts(info);
  const runs = study.runs();
  const open = new Set(
    runs
      .filter(({ state }) => state === 'planned' || state === 'running')
      .map(({ recipe, batchSize }) => `${batchSize} ${recipe}`),
  );
  const finished = runs.filter(({ state }) => state === 'finished');
  const verdicts = labelRuns(finished, {
    baseline,
    unigramEntropy: text?.unigramEntropy ?? imported?.unigramEntropy ?? null,
    thresholds,
    rowComplete: (recipe, batchSize) => !open.has(`${batchSize} ${recipe}`),
  });
  const isOpen = ({ label }: RunRow) => !imported?.labelled || label === null;
  study.setLabels(
    verdicts.flatMap((verdict, i) => (isOpen(finished[i]!) ? [{ id: finished[i]!.id, ...verdict }] : [])),
  );
}
