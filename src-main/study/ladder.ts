// The ladder of a stored study: its rows as sizes, in parameters where the study says what its models are, and what is fitted to them.
import { studyLadders } from '../analysis/ladder/study-ladders.ts';
import { LADDER_MEASURES, type LadderMeasureName } from '../analysis/ladder/measures.ts';
import type { StudyLadder } from '../analysis/ladder/recipe-ladder.ts';
import type { GridAnalysis } from '../analysis/grid/grid.ts';
import { BATCH_SIZE_ROWS, isOfSizes } from '../analysis/grid/rows.ts';
import { atTarget, type LadderSize, type Target, type TargetBasis } from '../analysis/ladder/at-target.ts';
import { originOf } from '../records/origin.ts';
import { specOfStored } from '../records/stored-spec.ts';
import { specAtRow } from '../spec/spec.ts';
import { hasTrainer } from '../spec/trainer.ts';
import { budgetLadder } from '../analysis/ladder/token-efficiency.ts';
import { analyzeStudy } from './analyze-study.ts';
import { budgetsIn } from './budgets.ts';
import { parametersOf } from './evidence.ts';
import { StudyError } from './study-error.ts';
import type { Study } from './study.ts';

/** `analysis`: of this study. @throws StudyError where its rows are no sizes of a model. */
export function ladderOf(
  study: Study,
  analysis: GridAnalysis,
  measures: readonly LadderMeasureName[] = LADDER_MEASURES,
): StudyLadder {
  const { rowSetting, rowValues } = analysis;
  if (!isOfSizes(rowSetting)) {
    throw new StudyError(
      `The rows of this study are ${rowSetting.path}; a ladder needs rows of a size of the model, e.g. model.width.`,
    );
  }
  const known = sizesByRow(study);
  const sizes = new Map(
    rowValues.map((rowValue) => [rowValue, known ? known.get(rowValue)!.parameters : rowValue]),
  );
  const budgets = budgetsIn(study);
  return {
    sizeIn: known ? 'parameters' : rowSetting.path,
    sizes: [...sizes].map(([rowValue, size]) => ({ rowValue, size })),
    ladders: studyLadders(study.runs(), analysis, sizes, measures),
    budgets: budgets && budgets !== 'stale' ? budgetLadder(budgets, analysis.thresholds.confidence) : null,
    areBudgetsStale: budgets === 'stale',
  };
}

/** null where nobody says what was trained. */
export function sizesByRow(study: Study): ReadonlyMap<number, LadderSize> | null {
  const info = study.info();
  if (originOf(info).kind !== 'own' || info.text === null) return null;
  const spec = specOfStored(info.spec);
  if (hasTrainer(spec)) return null;
  const { vocabularySize } = info.text;
  return new Map(
    (spec.rows?.values ?? []).map((rowValue) => {
      const { model, steps, batchSizes } = specAtRow(spec, rowValue);
      const parameters = parametersOf(model, vocabularySize);
      return [rowValue, { parameters, tokens: steps * batchSizes[0]! * model.context }];
    }),
  );
}

/** The study as if it were a larger model, see `targetBasis`. @throws StudyError as that does. */
export function analysisAtTarget(study: Study, target: Pick<Target, 'parameters' | 'tokens'>): GridAnalysis {
  return atTarget(targetBasis(study), target);
}

/**
 * The study at its largest size alone, and what its ladder says of penalties. @throws StudyError where its rows are no sizes, or nobody
 * says how many parameters they have.
 */
export function targetBasis(study: Study): TargetBasis {
  const ladder = ladderOf(study, analyzeStudy(study), ['penalty']);
  const sizes = sizesByRow(study);
  if (sizes === null) {
    throw new StudyError(
      `The sizes of this study are ${ladder.sizeIn}; nothing says how many parameters its models have.`,
    );
  }
  const largest = [...sizes.keys()].reduce((most, rowValue) =>
    sizes.get(rowValue)!.parameters > sizes.get(most)!.parameters ? rowValue : most,
  );
  const { parameters } = sizes.get(largest)!;
  return {
    largest: analysisOfRow(study, largest, parameters),
    largestRow: largest,
    ladder,
    sizes: [...sizes.values()],
  };
}

/** One row as a study of its own, whose row is its batch size. */
function analysisOfRow(study: Study, rowValue: number, parameters: number): GridAnalysis {
  const inRow = study.outcomes().filter((outcome) => outcome.rowValue === rowValue);
  const batchSize = study.runs().find((run) => run.rowValue === rowValue)!.batchSize;
  const alone = inRow.map((outcome) => ({ ...outcome, rowValue: batchSize }));
  const analysis = analyzeStudy(study, alone, BATCH_SIZE_ROWS);
  return { ...analysis, evidence: analysis.evidence && { ...analysis.evidence, parameters } };
}
