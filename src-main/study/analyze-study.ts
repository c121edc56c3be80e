// The analysis of a stored study: its runs judged by its own baseline, recipes and thresholds.
import { analyze } from '../analysis/analyze.ts';
import type { GridAnalysis } from '../analysis/grid.ts';
import { controlsOf } from './controls.ts';
import { StudyError } from './study-error.ts';
import type { Study } from './study.ts';

/**
 * Cells of all maps together; a spec makes no more. Runs of another tool may lie anywhere, and as many different learning rates
 * and batch sizes as runs would make a grid of nothing but holes that fills the memory.
 */
const MOST_CELLS = 1_000_000;

/** `outcomes` may be given where they have been read already. @throws StudyError where the grid is too large to be mapped. */
export function analyzeStudy(study: Study, outcomes = study.outcomes()): GridAnalysis {
  const info = study.info();
  const { baseline, thresholds, recipes, spec } = info;
  const refined = ((spec as { refine?: number | null }).refine ?? null) !== null;
  checkGrid(recipes.length, outcomes);
  return analyze(outcomes, { baseline, thresholds, recipes, refined, controls: controlsOf(info) });
}

interface Place {
  readonly learningRate: number;
  readonly batchSize: number;
}

/** @throws StudyError. */
export function checkGrid(recipes: number, places: readonly Place[]): void {
  const rates = new Set(places.map(({ learningRate }) => learningRate)).size;
  const sizes = new Set(places.map(({ batchSize }) => batchSize)).size;
  if (recipes * rates * sizes <= MOST_CELLS) return;
  throw new StudyError(
    `Its runs lie on ${rates} learning rates, ${sizes} batch sizes and ${recipes} recipes, a grid of more than ${MOST_CELLS} cells; round them before the import.`,
  );
}
