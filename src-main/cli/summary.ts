// A study as text and as JSON, the way sweep, resume, retry and info show it.
import { edgeShifts } from '../analysis/shift.ts';
import { renderMaps } from '../report/terminal.ts';
import { analyzeStudy } from '../study/analyze-study.ts';
import { print } from './output.ts';
import type { Study } from '../study/study.ts';

export function printMaps(study: Study): void {
  print(renderMaps(analyzeStudy(study)));
}

/** What a script wants to know: facts, counts, the analysis of the grid, and how far the edges shift. */
export function describeStudy(study: Study) {
  const { name, createdAt, text, baseline, recipes, environments, thresholds } = study.info();
  const counts = study.counts();
  const facts = { name, createdAt, text, baseline, recipes, counts, environments };
  const shifts = edgeShifts(study.runs(), { baseline, thresholds });
  return { ...facts, analysis: analyzeStudy(study), shifts };
}
