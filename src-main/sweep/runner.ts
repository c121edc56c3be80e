// Runs a study once, whatever trains it: an estimate, then the training. The command line and the app begin a
// study, resume it and retry it through this; what opens a runner stands in open-runner.ts.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { log } from '../diagnosis/log.ts';
import { createStudy, type Study } from '../study/study.ts';
import type { RunState } from '../analysis/labels/run.ts';
import type { TextFacts } from '../records/types.ts';
import { Environments } from './environments.ts';
import { Estimator, timesRange, type SpeedSample, type TimeRange } from '../plan/estimate.ts';
import type { Executor } from './executors/executor.ts';
import { planRuns } from '../plan/plan.ts';
import { stepSize } from '../plan/step-size.ts';
import { runRefined } from './refined-sweep.ts';
import { runSweep, type SweepProgress, type SweepSummary } from './run.ts';
import { storedSpec } from '../records/stored-spec.ts';
import { stepsAt, thresholdsOf } from '../spec/spec.ts';
import type { AnySpec } from '../spec/trainer.ts';

export interface Runner {
  readonly spec: AnySpec;
  /** null where what trains reads a text of its own. */
  readonly text: TextFacts | null;
  readonly executor: Executor;
  /** For all these runs, as calibrated; null where nothing was measured. */
  estimate(runs: readonly { readonly recipe: string; readonly rowValue: number }[]): TimeRange | null;
  run(study: Study, hooks?: RunHooks): Promise<SweepSummary>;
  close(): Promise<void>;
}

export interface RunHooks {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SweepProgress) => void;
}

/** `samples` are what a calibration measured of one of the batches at once; none where time cannot be told before something is trained. */
export function runnerOn(
  executor: Executor,
  spec: AnySpec,
  text: TextFacts | null,
  samples: readonly SpeedSample[],
): Runner {
  return {
    spec,
    text,
    executor,
    estimate: (runs) => {
      const seconds = new Estimator(samples).seconds(
        runs.map(({ recipe, rowValue }) => ({
          recipe,
          size: stepSize(spec, rowValue),
          laneSteps: stepsAt(spec, rowValue),
        })),
      );
      return seconds && timesRange(1 / executor.atOnce, seconds);
    },
    run: async (study, hooks = {}) => {
      const environments = new Environments(study);
      const sweep = { study, spec, executor, estimator: new Estimator(samples), environments, ...hooks };
      log.info(`A sweep begins, ${study.counts().planned} runs are planned.`);
      const summary = await (spec.refine === null ? runSweep(sweep) : runRefined(sweep));
      // Not why something failed: what a command wrote may hold anything.
      const { outcome, finished, failed, seconds } = summary;
      log.info(`The sweep ends: ${JSON.stringify({ outcome, finished, failed, seconds })}`);
      return summary;
    },
    close: () => executor.close(),
  };
}

/** Makes the study file with every run planned. @throws StudyError if there is such a file. */
export function createPlannedStudy(file: string, { spec, text }: Pick<Runner, 'spec' | 'text'>): Study {
  return createStudy(file, {
    name: spec.name,
    spec: storedSpec(spec),
    text,
    baseline: spec.baseline,
    recipes: spec.recipes.map(({ name }) => name),
    thresholds: thresholdsOf(spec),
    runs: planRuns(spec),
  });
}

/** Runs that `run` will train. */
export function plannedOf<R extends { readonly state: RunState }>(runs: readonly R[]): R[] {
  return runs.filter(({ state }) => state === 'planned');
}

export function precipiceVersion(): string {
  const file = path.resolve(import.meta.dirname, '../../package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
