// The analysis of a stored study: its runs judged by its own baseline, recipes and thresholds.
import { analyze } from '../analysis/analyze.ts';
import type { GridAnalysis } from '../analysis/grid.ts';
import type { Study } from './study.ts';

/** `outcomes` may be given where they have been read already. */
export function analyzeStudy(study: Study, outcomes = study.outcomes()): GridAnalysis {
  const { baseline, thresholds, recipes, spec } = study.info();
  const refined = ((spec as { refine?: number | null }).refine ?? null) !== null;
  return analyze(outcomes, { baseline, thresholds, recipes, refined });
}
