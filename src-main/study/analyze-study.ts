// The analysis of a stored study: its runs judged by its own baseline, recipes and thresholds.
import { analyze } from '../analysis/grid/analyze.ts';
import { columnOf } from '../analysis/grid/rate-columns.ts';
import type { RowSetting } from '../analysis/grid/rows.ts';
import type { LowPrecision } from '../analysis/decision/basis.ts';
import type { GridAnalysis, RecipeMap } from '../analysis/grid/grid.ts';
import { lowPrecisionOf } from '../analysis/programs/programs.ts';
import { isHighPrecision } from '../recipes/precision-names.ts';
import { budgetPairIn } from './budget-pair.ts';
import { controlsOf } from './controls.ts';
import { evidenceOf } from './evidence.ts';
import { programRunsAt } from './program-runs.ts';
import { StudyError } from './study-error.ts';
import type { Study } from './study.ts';
import {
  importedFacts,
  isRefined,
  originOf,
  ratesPerDecadeIn,
  rowsLeftOut,
  trainedSpecIn,
} from '../records/origin.ts';
import { rowSettingIn } from '../records/row-setting.ts';
import type { ImportedFacts, LeftOutRows } from '../records/types.ts';

/**
 * Cells of all maps together; a spec makes no more. Runs of another tool may lie anywhere, and as many different learning rates
 * and rows as runs would make a grid of nothing but holes that fills the memory.
 */
const MOST_CELLS = 1_000_000;

/**
 * `outcomes` may be given where they have been read already, or where only some are to count; `rowSetting` where what they have for rows is
 * not that of the study. @throws StudyError where the grid is too large to be mapped.
 */
export function analyzeStudy(
  study: Study,
  outcomes = study.outcomes(),
  rowSetting: RowSetting | null = null,
): GridAnalysis {
  const info = study.info();
  const { baseline, thresholds, recipes } = info;
  const refined = isRefined(info);
  const absent = leftOutInColumns(importedFacts(info));
  checkGrid(recipes.length, [...outcomes, ...absent]);
  const controls = controlsOf(info);
  const evidence = evidenceOf(info, outcomes);
  const analysis = analyze(outcomes, {
    baseline,
    rowSetting: rowSetting ?? rowSettingIn(info),
    ratesPerDecade: ratesPerDecadeIn(info),
    thresholds,
    recipes,
    refined,
    controls,
    evidence,
    budgetPair: budgetPairIn(study),
    absent,
  });
  const trained = trainedSpecIn(info);
  const hasOwn = trained !== null && !trained.trainer;
  const isAllOwn = originOf(info).kind === 'own';
  return {
    ...analysis,
    recipes: analysis.recipes.map((map) => ({
      ...map,
      lowPrecision:
        (hasOwn ? lowPrecisionIn(study, map) : null) ?? (isAllOwn ? null : lowPrecisionByName(map)),
    })),
  };
}

/** Nobody says how they were trained. */
function lowPrecisionByName({ recipe }: RecipeMap): LowPrecision | null {
  return isHighPrecision(recipe) ? { lowShare: 0, vainShare: 0 } : null;
}

/** Of the runs at the setting that is chosen that were trained here; null where there are none, or the study does not say how. */
function lowPrecisionIn(study: Study, { recipe, chosen }: RecipeMap): LowPrecision | null {
  if (!chosen) return null;
  try {
    return lowPrecisionOf(programRunsAt(study, { recipe, ...chosen }));
  } catch (error) {
    // A recipe that this version does not know, or a program that is damaged: its map is shown all the same.
    if (error instanceof StudyError) return null;
    throw error;
  }
}

/** Where rows are batch sizes, its batch size says which. */
function placedInRow<T extends LeftOutRows>(place: T): T & { readonly rowValue: number | null } {
  return { ...place, rowValue: place.rowValue === undefined ? place.batchSize : place.rowValue };
}

/** Rows that were left out, in the columns of the map. */
export function leftOutInColumns(facts: ImportedFacts | null): (LeftOutRows & Setting)[] {
  const perDecade = facts?.ratesPerDecade ?? null;
  return rowsLeftOut(facts).map((place) => {
    const { learningRate } = place;
    const isFree = perDecade !== null && learningRate !== null;
    return placedInRow(isFree ? { ...place, learningRate: columnOf(learningRate, perDecade) } : place);
  });
}

interface Setting {
  /** null: not known. */
  readonly learningRate: number | null;
  readonly rowValue: number | null;
}

/** @throws StudyError. */
export function checkGrid(recipes: number, settings: readonly Setting[]): void {
  const rates = new Set(settings.map(({ learningRate }) => learningRate)).size;
  const rows = new Set(settings.map(({ rowValue }) => rowValue)).size;
  if (recipes * rates * rows <= MOST_CELLS) return;
  throw new StudyError(
    `Its runs lie on ${rates} learning rates, ${rows} rows and ${recipes} recipes, a grid of more than ${MOST_CELLS} cells; round them before the import.`,
  );
}
