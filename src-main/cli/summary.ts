// A study as text and as JSON, the way sweep, resume, retry and info show it.
import { renderMaps } from '../report/terminal.ts';
import { analyzeStudy } from '../study/analyze-study.ts';
import { print } from './output.ts';
import type { Study } from '../study/study.ts';

export function printMaps(study: Study): void {
  print(renderMaps(analyzeStudy(study)));
}

/** What a script wants to know: facts, counts, and the analysis of the grid. */
export function describeStudy(study: Study) {
  const { name, createdAt, text, baseline, recipes, environments } = study.info();
  const counts = study.counts();
  return { name, createdAt, text, baseline, recipes, counts, environments, analysis: analyzeStudy(study) };
}
