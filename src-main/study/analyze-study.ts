// The analysis of a stored study: its runs judged by its own baseline, recipes and thresholds.
import { analyze } from '../analysis/analyze.ts';
import type { GridAnalysis } from '../analysis/grid.ts';
import type { Study } from './study.ts';

export function analyzeStudy(study: Study): GridAnalysis {
  const { baseline, thresholds, recipes } = study.info();
  return analyze(study.runs(), { baseline, thresholds, recipes });
}
