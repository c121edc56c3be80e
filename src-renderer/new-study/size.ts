// How much a spec asks for, counted without a device: runs, steps, tokens, and the memory of one lane. Pure.
import { bufferBytes } from '../../src-main/engine/session-buffers.ts';
import { snapshotsOf } from '../../src-main/engine/snapshots.ts';
import { jobPrograms } from '../../src-main/engine/train.ts';
import { jobOf } from '../../src-main/plan/plan.ts';
import { assumedVocabulary } from '../../src-main/plan/step-size.ts';
import { rowValuesOf, specAtRow, stepsAt, type GridSpec, type Spec } from '../../src-main/spec/spec.ts';

export interface Size {
  readonly runs: number;
  readonly steps: number;
  readonly tokens: number;
}

export function sizeOf(spec: Spec): Size {
  return {
    ...runsAndSteps(spec),
    tokens: sumOverRuns(spec, (rowValue) => {
      const { steps, batchSizes, model } = specAtRow(spec, rowValue);
      return steps * batchSizes[0]! * model.context;
    }),
  };
}

export function runsAndSteps(spec: GridSpec): Pick<Size, 'runs' | 'steps'> {
  return {
    runs: sumOverRuns(spec, () => 1),
    steps: sumOverRuns(spec, (rowValue) => stepsAt(spec, rowValue)),
  };
}

function sumOverRuns(spec: GridSpec, of: (rowValue: number) => number): number {
  const { recipes, learningRates, seeds } = spec;
  const runsARow = recipes.length * learningRates.length * seeds.length;
  return rowValuesOf(spec).reduce((total, rowValue) => total + runsARow * of(rowValue), 0);
}

/** Bytes of a lane and its snapshots with its workspace in the row that takes most, with the assumed vocabulary. */
export function aboutLaneBytes(spec: Spec): number {
  const each = rowValuesOf(spec).flatMap((rowValue) =>
    spec.recipes.map(({ name }) => {
      const job = jobOf(spec, { recipe: name, rowValue, runs: [] });
      return bufferBytes(jobPrograms(job, assumedVocabulary(spec)), snapshotsOf(job.precision));
    }),
  );
  return Math.max(...each.map(({ lane, workspace }) => lane + workspace));
}
