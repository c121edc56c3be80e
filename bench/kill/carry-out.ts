// Carries a sweep to its end while its processes are killed, and says after every kill whether anything is lost.
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openStudy } from '../../src-main/study/study.ts';
import { countsOf, startCommand, startMade, startServer, type Plan } from './victims.ts';

export type Mode = 'command' | 'server' | 'made';
const STARTS = { command: startCommand, server: startServer, made: startMade };

export interface Kills {
  command: number;
  server: number;
  made: number;
  host: number;
  /** Of these: with a half-done batch on file, from which the next process goes on. */
  withCheckpoint: number;
}

/** All results, bit for bit; not how long they took. */
export function resultsOf(file: string): string {
  const study = openStudy(file, 'read');
  try {
    const runs = study.runs().map((run) => ({
      ...run,
      seconds: null,
      attempts: null,
      curves: study.curveNames(run.id).map((name) => [name, hex(study.curve(run.id, name)!)]),
      sites: hex(study.siteStatistics(run.id)?.values ?? new Float32Array()),
      events: study.events(run.id).map(({ createdAt: _, ...event }) => event),
    }));
    return JSON.stringify(runs);
  } finally {
    study.close();
  }
}

function hex(values: Float32Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('hex');
}

/**
 * @param next milliseconds until the next kill and whether it is the host's; null: no more kills.
 * @throws Error where a finished run is gone or the file is not sound.
 */
export async function carryOut(
  plan: Plan,
  mode: Mode,
  kills: Kills,
  next: () => { readonly after: number; readonly isHost: boolean } | null,
): Promise<void> {
  const start = STARTS[mode];
  let finished = 0;
  for (;;) {
    const victim = start(plan);
    let isDead = false;
    while (!isDead) {
      const kill = next();
      const hasEnded = victim.ended.then(() => true);
      if (await Promise.race(kill === null ? [hasEnded] : [hasEnded, sleep(kill.after, false)])) {
        await victim.close();
        isDead = true;
        break;
      }
      const host = kill!.isHost ? victim.host() : null;
      if (host !== null) {
        process.kill(host, 'SIGKILL');
        kills.host += 1;
        continue;
      }
      await victim.kill();
      kills[mode] += 1;
      isDead = true;
      if (hasCheckpoint(plan.file)) kills.withCheckpoint += 1;
    }
    finished = checked(plan.file, finished);
    if (existsSync(plan.file) && isDone(plan.file)) return;
  }
}

function isDone(file: string): boolean {
  const { finished, ...others } = countsOf(file);
  return finished > 0 && Object.values(others).every((count) => count === 0);
}

function hasCheckpoint(file: string): boolean {
  if (!existsSync(file)) return false;
  const study = openStudy(file, 'read');
  try {
    return study.checkpoints().length > 0;
  } finally {
    study.close();
  }
}

function checked(file: string, before: number): number {
  if (!existsSync(file)) return 0;
  const study = openStudy(file, 'read');
  try {
    const problems = study.integrityProblems();
    if (problems.length > 0) throw new Error(`${file} is not sound: ${problems.join('; ')}.`);
    const { finished } = study.counts();
    if (finished < before) throw new Error(`${before - finished} finished runs are gone from ${file}.`);
    return finished;
  } finally {
    study.close();
  }
}
