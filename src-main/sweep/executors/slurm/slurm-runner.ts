// Runs a study as tasks in Slurm's queue: tasks of earlier times are found again,
// new ones are queued, and what they leave is merged here, where the study is.
import { cpus, hostname } from 'node:os';
import path from 'node:path';
import { nodeExecutable } from '../../../host/node-executable.ts';
import { plainFile } from '../../../installation/plain-file.ts';
import { twinSeries } from '../../../recipes/precision-program.ts';
import { storedSpec } from '../../../records/stored-spec.ts';
import type { Environment, TextFacts } from '../../../records/types.ts';
import type { Assignment } from '../../recall.ts';
import { precipiceVersion, runnerOn, type Runner } from '../../runner.ts';
import type { AnySpec } from '../../../spec/trainer.ts';
import { SpecError, thresholdsOf, type Spec } from '../../../spec/spec.ts';
import { sourceFacts, storedCorpusOf } from '../../corpus-source.ts';
import { checkTrainer } from '../command/trainer-runner.ts';
import { logKeeper, type KeepLog } from '../kept-logs.ts';
import { planBatches, planRuns } from '../../../plan/plan.ts';
import {
  arrayLimits,
  hasEnded,
  mustHaveSlurm,
  SlurmError,
  testSubmission,
  type ArrayLimits,
} from './queue.ts';
import { sbatchOptions, type SlurmSettings } from './settings.ts';
import { runsOfTask, slurmExecutor, type KnownTask } from './slurm-executor.ts';
import { cancelActive, cancelWaiting, keyOfTask, recallTasks, shardOf, statesOf } from './tasks.ts';
import { TIMING, type Timing } from './watch.ts';
import { WorkFolder, workFolderOf } from './work-folder.ts';

export interface SlurmRunner extends Runner {
  /** Takes every task of this study out of the queue; how many these were. */
  cancel(): Promise<number>;
}

/**
 * @throws SlurmError where Slurm is not here, or would not take such tasks; TextError, SpecError as for any other.
 */
export async function openSlurmRunner(
  { spec, source }: Assignment,
  studyFile: string,
  settings: SlurmSettings,
  timing: Timing = TIMING,
): Promise<SlurmRunner> {
  mustHaveSlurm();
  let text: TextFacts | null = null;
  if (source === null) checkTrainer(spec.trainer);
  else {
    checkTwins(spec);
    text = sourceFacts(source, await storedCorpusOf(source, spec), spec);
  }
  if (settings.nodes > 1 && source !== null) {
    throw new SlurmError(
      `A task has ${settings.nodes} nodes; lanes train on one, and only a command that starts what runs on them (srun, torchrun) may have more.`,
    );
  }
  await testSubmission(sbatchOptions(settings));
  const limits = await arrayLimits();
  checkLimits(limits, spec, settings);
  const work = new WorkFolder(path.resolve(workFolderOf(studyFile)));
  const tasks = await usefulTasks(work);
  work.writeSettings(settings);
  let keep: KeepLog = () => undefined;
  const executor = slurmExecutor({
    spec,
    keepLog: (id, text) => keep(id, text),
    environment: environmentOf(settings),
    timing,
    earlier: tasks,
    submission: {
      work,
      settings,
      largestArray: limits.tasks,
      contents: {
        name: spec.name,
        // A task trains what it is given, whatever the edges may need.
        spec: storedSpec({ ...spec, refine: null }),
        text,
        baseline: spec.baseline,
        recipes: spec.recipes.map(({ name }) => name),
        thresholds: thresholdsOf(spec),
      },
      command: [nodeExecutable(), '--disable-warning=ExperimentalWarning', CLI, 'task'],
    },
  });
  const runner = runnerOn(executor, spec, text, []);
  const cancel = async () => cancelActive(await recallTasks(work));
  return {
    ...runner,
    cancel,
    async run(study, hooks) {
      keep = logKeeper(study);
      const summary = await runner.run(study, hooks);
      if (summary.outcome === 'broken') await cancel();
      const { 'failed-infrastructure': failed } = study.counts();
      if (summary.outcome === 'done' && failed === 0) {
        // A node that Slurm gave up came back with its runs before the task was begun anew.
        await cancelWaiting(await recallTasks(work));
        work.remove();
      }
      return summary;
    },
  };
}

/** @throws SlurmError where the cluster cannot hold as many tasks as the study has. */
function checkLimits({ tasks, jobs }: ArrayLimits, spec: AnySpec, settings: SlurmSettings): void {
  if (tasks < 1) throw new SlurmError('This Slurm takes no job arrays (MaxArraySize is 0).');
  const runs = planRuns(spec).map((run, id) => ({ ...run, id }));
  const lanes = runsOfTask(settings, spec);
  const wanted = planBatches(spec, runs, () => lanes).length;
  if (wanted <= jobs) return;
  const runsPerTask = Math.ceil((wanted * lanes) / jobs);
  throw new SlurmError(
    `The study would be ${wanted} tasks, and this cluster holds ${jobs} jobs at once (MaxJobCount); give a task more runs, by --runs-per-task ${runsPerTask} or more.`,
  );
}

/** A task sees its own runs alone. */
function checkTwins({ recipes }: Spec): void {
  const index = recipes.findIndex(({ triggers }) => twinSeries(triggers ?? []).length > 0);
  if (index < 0) return;
  throw new SpecError(
    `recipes[${index}] has a trigger that compares with the baseline's runs, which tasks in a queue do not see; train it here.`,
  );
}

/** Beside this part of the program, as TypeScript or compiled. */
const CLI = plainFile(
  path.resolve(import.meta.dirname, `../../../cli/main${path.extname(import.meta.filename)}`),
);

/** Those that run or wait, and those that have left a shard: of one batch the last. */
async function usefulTasks(work: WorkFolder): Promise<KnownTask[]> {
  const all = await recallTasks(work);
  const states = await statesOf(all);
  const useful = all.flatMap((task): KnownTask[] => {
    const state = states.get(keyOfTask(task));
    const isActive = state !== undefined && !hasEnded(state);
    return isActive || shardOf(task) !== null ? [{ task, isActive }] : [];
  });
  return [...new Map(useful.map((each) => [String(each.task.plan.ids), each])).values()];
}

function environmentOf({ partition }: SlurmSettings): Environment {
  return {
    executor: 'slurm',
    ...(partition !== null && { partition }),
    submittedFrom: hostname(),
    cpu: cpus()[0]?.model.trim() ?? null,
    platform: `${process.platform} ${process.arch}`,
    precipice: precipiceVersion(),
  };
}
