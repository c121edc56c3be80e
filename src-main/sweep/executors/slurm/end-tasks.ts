// Ends the tasks of a study and keeps what they had finished.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Study } from '../../../study/study.ts';
import { Environments } from '../../environments.ts';
import { plannedOf } from '../../runner.ts';
import { mustHaveSlurm } from './queue.ts';
import { logKeeper } from '../kept-logs.ts';
import { keepLogs, readShard } from './shard.ts';
import { cancelActive, recallTasks, shardOf } from './tasks.ts';
import { WorkFolder, workFolderOf } from './work-folder.ts';

/** Tasks have this long to leave what they have; Slurm kills them after its KillWait, 30 s unless it is set otherwise. */
const PATIENCE_MILLISECONDS = 60_000;
const ASK_EVERY = 1000;

export interface EndedTasks {
  readonly tasks: number;
  /** Runs that they had finished and that are kept. */
  readonly merged: number;
}

/**
 * How many tasks were ended, and how many runs of their shards were taken over. The work folder is gone afterwards, but for what others put there.
 * @throws SlurmError where tasks are known but Slurm is out of reach.
 */
export async function endTasks(study: Study, studyFile: string): Promise<EndedTasks> {
  const work = new WorkFolder(workFolderOf(studyFile));
  if (!work.exists) return { tasks: 0, merged: 0 };
  mustHaveSlurm();
  const all = await recallTasks(work);
  const tasks = await cancelActive(all);
  const begun = performance.now();
  while ((await cancelActive(all)) > 0 && performance.now() - begun < PATIENCE_MILLISECONDS)
    await sleep(ASK_EVERY);
  const environments = new Environments(study);
  const keep = logKeeper(study);
  let merged = 0;
  for (const task of all) {
    const shard = shardOf(task);
    if (shard === null) continue;
    const planned = new Map(plannedOf(study.runs()).map((run) => [run.id, run]));
    const runs = task.plan.ids.flatMap((id) => planned.get(id) ?? []);
    const read = readShard(shard, runs);
    if (read === null) continue;
    const { outcomes } = read;
    keepLogs(shard, runs, keep);
    study.transaction(() => {
      for (const [index, { id }] of runs.entries()) {
        const outcome = outcomes[index];
        if (outcome?.kind !== 'finished') continue;
        const environmentId = environments.idOf(outcome.environment);
        study.startRuns([id], environmentId);
        study.finishRun(id, outcome.run, environmentId);
        merged += 1;
      }
    });
  }
  work.remove();
  return { tasks, merged };
}
