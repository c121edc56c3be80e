// What a task does on its node: it trains its runs as a small study on the node's own disk, as `resume` would, and leaves
// that study as its shard, whether all of it is done or it was told to stop.
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createStudy, openStudy, type Study } from '../../../study/study.ts';
import { recallAssignment } from '../../recall.ts';
import type { SweepProgress } from '../../progress.ts';
import type { Runner } from '../../runner.ts';
import type { OpenRunner } from '../../open-runner.ts';
import { publish, publishLogs } from './shard.ts';
import {
  lastShard,
  progressFile,
  readAttempts,
  readPlan,
  shardFile,
  writeJson,
  type TaskProgress,
} from './work-folder.ts';
import { recover } from '../../recover.ts';

/** Milliseconds between two words about progress. */
const TELL_EVERY = 2000;

/**
 * `done`: every run has ended; `stopped`: told to stop, what there is was left; `superseded`: Slurm took this node for lost and has
 * begun the task anew, so nothing was left.
 */
export type TaskEnding = 'done' | 'stopped' | 'superseded';

export async function runTask(
  arrayFolder: string,
  index: number,
  signal: AbortSignal,
  openRunner: OpenRunner,
): Promise<TaskEnding> {
  const plan = readPlan(arrayFolder);
  const task = plan.tasks[index]!;
  const attempt = Number(process.env.SLURM_RESTART_COUNT ?? 0);
  const isSuperseded = () => (readAttempts(arrayFolder).begun.get(index) ?? 0) > attempt;
  const file = progressFile(arrayFolder, index, attempt);
  if (isSuperseded()) return 'superseded';
  writeJson(file, { ...AT_REST, runsDone: 0, runsTotal: task.runs.length, laneSteps: 0 });
  const scratch = mkdtempSync(path.join(nodeFolder(), 'precipice-task-'));
  const local = path.join(scratch, 'shard.precipice');
  let study: Study | null = null;
  let runner: Runner | null = null;
  try {
    // A task that Slurm has queued again finds what it left the first time.
    const begun = lastShard(arrayFolder, index) ?? task.from;
    if (begun === null) study = createStudy(local, { ...plan.contents, runs: task.runs });
    else {
      copyFileSync(begun, local);
      publishLogs(begun, local);
      study = openStudy(local, 'write');
      recover(study);
      if (begun === task.from) study.retryFailed();
    }
    const assignment = recallAssignment(study.info(), null);
    runner = await openRunner(assignment, { device: plan.device, threads: plan.threads });
    const { laneSteps } = await runner.run(study, { signal, onProgress: telling(file) });
    const { planned, running } = study.counts();
    const { runs } = task;
    writeJson(file, { ...AT_REST, runsDone: runs.length - planned, runsTotal: runs.length, laneSteps });
    study.close();
    if (isSuperseded()) return 'superseded';
    const shard = shardFile(arrayFolder, index, attempt);
    // Before the shard: whoever sees that finds them.
    publishLogs(local, shard);
    publish(local, shard);
    return planned + running === 0 ? 'done' : 'stopped';
  } finally {
    study?.close();
    await runner?.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

const AT_REST = { step: 0, steps: 1, lanes: 0, lanesActive: 0 };

/** A folder on the node's own disk; what the submitting machine calls TMPDIR need not be there. */
function nodeFolder(): string {
  return [process.env.SLURM_TMPDIR, tmpdir()].find((folder) => folder && existsSync(folder)) ?? '/tmp';
}

function telling(file: string): (progress: SweepProgress) => void {
  let toldAt = -Infinity;
  return ({ runsDone, runsTotal, laneSteps, currentBatch }) => {
    const now = performance.now();
    if (!currentBatch || now - toldAt < TELL_EVERY) return;
    toldAt = now;
    const { step, steps, lanes, lanesActive } = currentBatch;
    const told: TaskProgress = { runsDone, runsTotal, laneSteps, step, steps, lanes, lanesActive };
    writeJson(file, told);
  };
}
