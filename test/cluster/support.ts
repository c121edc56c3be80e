// A real Slurm on this machine for tests, started by slurm.sh, and what is done to its tasks from outside.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import which from 'which';

const SCRIPT = path.join(import.meta.dirname, 'slurm.sh');
const PROGRAMS = ['slurmctld', 'slurmd', 'munged', 'sbatch', 'squeue', 'scancel', 'runuser'];
const SEARCHED = [process.env.PATH, '/usr/sbin', '/sbin'].join(path.delimiter);

/** Why there can be no Slurm here; null where there can. */
export function whyNoSlurm(): string | null {
  if (process.platform !== 'linux' || process.getuid!() !== 0) return 'it takes root on Linux';
  const missing = PROGRAMS.filter(
    (program) => which.sync(program, { nothrow: true, path: SEARCHED }) === null,
  );
  return missing.length === 0
    ? null
    : `${missing.join(', ')} not installed (Debian: slurmctld slurmd slurm-client munge)`;
}

/** Starts it and points this process to it; returns how to end it. */
export function startSlurm(): () => void {
  const folder = mkdtempSync(path.join(tmpdir(), 'precipice-slurm-'));
  const environment = { ...process.env, PATH: SEARCHED };
  const script = (action: string) =>
    execFileSync('bash', [SCRIPT, action, folder], { env: environment, encoding: 'utf8' }).trim();
  process.env.SLURM_CONF = script('start');
  return () => {
    script('stop');
    delete process.env.SLURM_CONF;
    rmSync(folder, { recursive: true, force: true });
  };
}

export function slurm(command: string, ...args: string[]): string {
  return execFileSync(command, args, { encoding: 'utf8' }).trim();
}

/** Numbers and states of the tasks in the queue, e.g. "3_0 RUNNING". */
export function queue(): string[] {
  return slurm('squeue', '--noheader', '--array', '--format=%i %T').split('\n').filter(Boolean);
}

/** As when a node fails or a task is preempted; without the two minutes that Slurm then lets it wait. */
export async function requeue(task: string): Promise<void> {
  slurm('scontrol', 'requeue', task);
  while (!queue().includes(`${task} PENDING`)) await sleep(100);
  slurm('scontrol', 'update', `jobid=${task}`, 'starttime=now');
}

/** Kills the first task that is seen to run. */
export async function killOneTask(studyFile: string): Promise<void> {
  for (;;) {
    const [pid] = taskProcesses(studyFile).values();
    if (pid !== undefined) return void process.kill(pid, 'SIGKILL');
    await sleep(20);
  }
}

/** The process of each task that runs now, by the index in its array. */
export function taskProcesses(studyFile: string): Map<number, number> {
  const folder = studyFile.replace(/precipice$/, 'slurm');
  const found = new Map<number, number>();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    let words: string[];
    try {
      words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    } catch {
      continue;
    }
    const at = words.indexOf('task');
    if (at >= 0 && words[at + 1]?.startsWith(folder)) found.set(Number(words[at + 2]), Number(pid));
  }
  return found;
}
