// As kill.ts, with checkpoints of a gigabyte and more: kills a sweep or its host by SIGKILL at random moments while checkpoints are
// made, kept and given back, goes on each time, and says whether anything was lost. The device computes nothing and its states cost
// nothing but their bytes. Linux only. usage: node bench/kill-large.ts [KILLS] [GIGABYTES]     (default 20 1.1)
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { random32, randomUnit } from '../src-main/engine/random.ts';
import { carryOut, resultsOf, type Kills } from './kill/carry-out.ts';
import { startMade, type Plan } from './kill/victims.ts';

const [kills = 20, gigabytes = 1.1] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(path.join(tmpdir(), 'precipice-kill-'));
function planIn(name: string): Plan {
  mkdirSync(path.join(folder, name));
  const file = path.join(folder, name, 'made.precipice');
  return { spec: { name: 'made' }, specFile: '', file, checkpointSeconds: 0.001, gigabytes };
}

const whole = planIn('whole');
const begun = performance.now();
await startMade(whole).ended;
const milliseconds = performance.now() - begun;
const expected = resultsOf(whole.file);
rmSync(path.dirname(whole.file), { recursive: true });

const done: Kills = { command: 0, server: 0, made: 0, host: 0, withCheckpoint: 0 };
const total = () => done.made + done.host;
let sweeps = 0;
for (let draws = 0; total() < kills; sweeps += 1) {
  const plan = planIn(String(sweeps));
  await carryOut(plan, 'made', done, () => {
    if (total() >= kills) return null;
    draws += 1;
    // Every other one soon, while the first checkpoint is made; the rest where some are on file.
    const within = draws % 2 === 0 ? milliseconds : milliseconds / 5;
    return { after: randomUnit(draws, 3) * within, isHost: random32(draws, 4) % 3 === 0 };
  });
  if (resultsOf(plan.file) !== expected) throw new Error(`${plan.file} differs from the undisturbed sweep.`);
  rmSync(path.dirname(plan.file), { recursive: true });
  process.stderr.write(`${total()} kills, ${sweeps + 1} sweeps\n`);
}
process.stdout.write(
  `${total()} kills (${done.made} of the sweep, ${done.host} of the engine host) in ${sweeps} sweeps of ${(milliseconds / 1000).toFixed(0)} s with ` +
    `checkpoints of ${gigabytes} GB: no finished run lost, every file sound, every result bit-identical; ${done.withCheckpoint} times a ` +
    `half-done batch was on file.\n`,
);
rmSync(folder, { recursive: true });
