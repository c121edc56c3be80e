// Kills a sweep at random moments with SIGKILL, the engine host or the whole command, resumes it each time, and says whether
// anything was lost: every finished run still there, the file sound, the results bit-identical to those of a sweep that
// nobody disturbed. usage: node bench/kill.ts [KILLS]     (at least so many; default 200)
import Database from 'better-sqlite3';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { random32 } from '../src-main/engine/random.ts';

const KILLS = Number(process.argv[2] ?? 200);
const CLI = path.resolve(import.meta.dirname, '../src-main/cli/main.ts');
const folder = mkdtempSync(path.join(tmpdir(), 'precipice-kill-'));
const spec = path.join(folder, 'spec.json');
/** Batches of a second or two, so that most kills fall into the middle of one. */
writeFileSync(
  spec,
  JSON.stringify({
    name: 'kill',
    model: { layers: 2, width: 32, heads: 4, context: 32 },
    recipes: ['bf16-mixed', 'bf16-weights-stochastic', 'guarded-fp8:fp8-unscaled'],
    learningRates: { from: 0.001, to: 0.3, count: 5 },
    batchSizes: [4, 8],
    seeds: 2,
    steps: 150,
    statisticsEvery: 5,
    validationSequences: 16,
  }),
);
const environment = { ...process.env, PRECIPICE_CHECKPOINT_SECONDS: '0.3' };

function start(...args: string[]): ChildProcess {
  return spawn(process.execPath, [CLI, ...args, '--device', 'wasm', '--threads', '2'], {
    stdio: 'ignore',
    env: environment,
  });
}

const ended = (child: ChildProcess) =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', resolve));

/** Process id of the engine host that a command has started; null before that. */
function hostOf(parent: number): number | null {
  const children = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim().split(' ');
  return children[0] ? Number(children[0]) : null;
}

/** The results as the CSV has them, but for how long they took. */
function results(file: string): string {
  const csv = path.join(folder, 'runs.csv');
  execFileSync(process.execPath, [CLI, 'export', file, '--format', 'csv', '--out', csv], { stdio: 'ignore' });
  const text = readFileSync(csv, 'utf8');
  rmSync(csv);
  return text
    .split('\n')
    .map((line) => line.split(',').slice(0, 12).join(','))
    .join('\n');
}

function finishedRuns(file: string): number {
  const database = new Database(file);
  const sound = database.pragma('integrity_check', { simple: true });
  if (sound !== 'ok') throw new Error(`integrity_check says ${String(sound)}.`);
  const count = database.prepare("SELECT count(*) FROM run WHERE state = 'finished'").pluck().get() as number;
  database.close();
  return count;
}

/** Whether runs are left that `resume` would train. */
function isUnderWay(file: string): boolean {
  const database = new Database(file);
  const left = database
    .prepare("SELECT count(*) FROM run WHERE state IN ('planned', 'running')")
    .pluck()
    .get();
  database.close();
  return (left as number) > 0;
}

const whole = path.join(folder, 'whole.precipice');
const undisturbed = performance.now();
await ended(start('sweep', spec, '--out', whole));
const wholeSeconds = (performance.now() - undisturbed) / 1000;
const expected = results(whole);
const count = { command: 0, host: 0, sweeps: 0, resumedFromCheckpoint: 0, lost: 0 };

let kills = 0;
while (kills < KILLS) {
  const file = path.join(folder, `killed-${count.sweeps}.precipice`);
  let child = start('sweep', spec, '--out', file);
  let before = 0;
  for (;;) {
    await Promise.race([ended(child), sleep(300 + (random32(kills, 0) % 3000))]);
    if (child.exitCode !== null) {
      if (existsSync(file) && !isUnderWay(file)) break;
      // The device died before anything was begun, or too often in a row: a person would start again.
      child = existsSync(file) ? start('resume', file) : start('sweep', spec, '--out', file);
      continue;
    }
    const host = random32(kills, 1) % 3 === 0 ? hostOf(child.pid!) : null;
    process.kill(host ?? child.pid!, 'SIGKILL');
    count[host === null ? 'command' : 'host'] += 1;
    kills += 1;
    if (host === null) {
      await ended(child);
      if (existsSync(file)) {
        const now = finishedRuns(file);
        if (now < before) count.lost += before - now;
        before = now;
        const database = new Database(file);
        if ((database.prepare('SELECT count(*) FROM checkpoint').pluck().get() as number) > 0)
          count.resumedFromCheckpoint += 1;
        database.close();
        child = start('resume', file);
      } else {
        child = start('sweep', spec, '--out', file);
      }
    }
  }
  // A host that was killed twice in one batch leaves runs to retry.
  await ended(start('retry', file));
  if (results(file) !== expected) throw new Error(`${file} differs from the undisturbed sweep.`);
  finishedRuns(file);
  count.sweeps += 1;
}
process.stdout.write(
  `${kills} kills (${count.command} of the command, ${count.host} of the engine host) in ${count.sweeps} sweeps of ${wholeSeconds.toFixed(0)} s: ` +
    `${count.lost} finished runs lost, every file sound, every result bit-identical; ${count.resumedFromCheckpoint} times a half-done batch went on from its checkpoint.\n`,
);
rmSync(folder, { recursive: true });
