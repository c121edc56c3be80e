// A shard: the study file that a task makes on its own machine and then copies, whole, to where the others see it.
import { copyFileSync, cpSync, existsSync, renameSync, rmSync } from 'node:fs';
import { logFolderOf, RunLogs } from '../../../study/run-logs.ts';
import { StudyError } from '../../../study/study-error.ts';
import { openStudy, type Study } from '../../../study/study.ts';
import type { FinishedRun, RunRow } from '../../../records/types.ts';
import type { GridRun } from '../../../plan/plan.ts';
import type { RunOutcome } from '../executor.ts';
import type { KeepLog } from '../kept-logs.ts';
import { partOf } from './work-folder.ts';

/** Copies a closed file under another name and renames it, so that it is there whole or not at all. */
export function publish(from: string, to: string): void {
  const partial = partOf(to);
  copyFileSync(from, partial);
  renameSync(partial, to);
}

/** What trainers printed, which lies beside the study, goes with it and stays with it. */
export function publishLogs(from: string, to: string): void {
  const [own, shown] = [logFolderOf(from), logFolderOf(to)];
  if (!existsSync(own)) return;
  const partial = partOf(shown);
  cpSync(own, partial, { recursive: true });
  rmSync(shown, { recursive: true, force: true });
  renameSync(partial, shown);
}

/** Hands over what was kept of these runs. The shard can be read: its runs have been. */
export function keepLogs(file: string, runs: readonly GridRun[], keep: KeepLog): void {
  if (!existsSync(logFolderOf(file))) return;
  const shard = openStudy(file, 'read');
  try {
    const logs = new RunLogs({ file, createdAt: shard.info().createdAt });
    const ids = new Map(shard.runs().map((row) => [keyOf(row), row.id]));
    for (const run of runs) {
      const own = ids.get(keyOf(run));
      const text = own === undefined ? null : logs.read(own);
      if (text !== null) keep(run.id, text);
    }
  } finally {
    shard.close();
  }
}

export interface ReadShard {
  /** In the order of the runs asked for; null where the run is not done. */
  readonly outcomes: readonly (RunOutcome | null)[];
  /** How far it is, comparable between shards of the same runs: runs that ended, then when the last checkpoint was made. */
  readonly finished: number;
  readonly checkpointedAt: string;
}

/** null where the file is no study that can be read: then its runs have to be trained again. */
export function readShard(file: string, runs: readonly GridRun[]): ReadShard | null {
  let shard: Study;
  try {
    shard = openStudy(file, 'read');
  } catch (error) {
    if (error instanceof StudyError) return null;
    throw error;
  }
  try {
    const rows = new Map(shard.runs().map((row) => [keyOf(row), row]));
    const outcomes = runs.map((run) => {
      const row = rows.get(keyOf(run));
      return row === undefined ? null : outcomeOf(shard, row);
    });
    return {
      outcomes,
      finished: outcomes.filter((outcome) => outcome?.kind === 'finished').length,
      checkpointedAt: shard.lastCheckpointAt() ?? '',
    };
  } finally {
    shard.close();
  }
}

function keyOf({ recipe, learningRate, rowValue, seed }: Omit<GridRun, 'id'>): string {
  return JSON.stringify([recipe, learningRate, rowValue, seed]);
}

function outcomeOf(shard: Study, row: RunRow): RunOutcome | null {
  if (row.state === 'failed-infrastructure') {
    return { kind: 'failed', message: row.reason ?? 'It failed for reasons that its task did not tell.' };
  }
  if (row.state !== 'finished') return null;
  return { kind: 'finished', run: finishedRunOf(shard, row), environment: shard.environmentOf(row.id) ?? {} };
}

/** What the task stored of a run, as it was when it was stored. */
function finishedRunOf(shard: Study, row: RunRow): FinishedRun {
  const sites = shard.siteStatistics(row.id);
  return {
    measured: row,
    curves: Object.fromEntries(shard.curveNames(row.id).map((name) => [name, shard.curve(row.id, name)!])),
    sites: sites?.sites ?? [],
    siteSteps: sites?.steps ?? [],
    siteStatistics: sites?.values ?? new Float32Array(),
    seconds: row.seconds ?? 0,
    device: row.device ?? '',
    stopped: row.label === 'stopped' ? row.reason : null,
    events: shard.events(row.id).map(({ step, kind, message, details }) => ({
      step,
      kind,
      message,
      ...(details !== undefined && { details }),
    })),
  };
}
