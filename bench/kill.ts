// Kills sweeps by SIGKILL at random moments, the command, the server or the engine host of either, goes on each time, and says
// whether anything was lost: every finished run still there, the file sound, the results bit-identical to those of a sweep
// that nobody disturbed. Needs `npm run build` (the server's page). usage: node bench/kill.ts [KILLS]     (default 200)
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { random32, randomUnit } from '../src-main/engine/random.ts';
import { carryOut, resultsOf, type Kills, type Mode } from './kill/carry-out.ts';
import { startCommand, type Plan } from './kill/victims.ts';

const KILLS = Number(process.argv[2] ?? 200);
const folder = mkdtempSync(path.join(tmpdir(), 'precipice-kill-'));
/** Batches of a second, so that most kills fall into the middle of one. */
const spec = {
  name: 'kill',
  model: { layers: 2, width: 16, heads: 2, context: 16 },
  recipes: ['bf16-mixed', 'bf16-weights-stochastic', 'guarded-fp8:fp8-unscaled'],
  learningRates: { from: 0.001, to: 0.3, count: 5 },
  batchSizes: [4, 8],
  seeds: 2,
  steps: 150,
  statisticsEvery: 5,
  validationSequences: 16,
};
const specFile = path.join(folder, 'spec.json');
writeFileSync(specFile, JSON.stringify(spec));
function planIn(name: string): Plan {
  mkdirSync(path.join(folder, name));
  return { spec, specFile, file: path.join(folder, name, 'kill.precipice'), checkpointSeconds: 0.1 };
}

const whole = planIn('whole');
const begun = performance.now();
await startCommand(whole).ended;
const wholeSeconds = (performance.now() - begun) / 1000;
const expected = resultsOf(whole.file);

const kills: Kills = { command: 0, server: 0, made: 0, host: 0, withCheckpoint: 0 };
const total = () => kills.command + kills.server + kills.host;
let sweeps = 0;
let draws = 0;
while (total() < KILLS) {
  const plan = planIn(String(sweeps));
  const mode: Mode = sweeps % 2 === 0 ? 'server' : 'command';
  await carryOut(plan, mode, kills, () => {
    if (total() >= KILLS) return null;
    draws += 1;
    // At any moment of the first half, so that some sweeps get somewhere.
    return { after: randomUnit(draws, 0) * 500 * wholeSeconds, isHost: random32(draws, 1) % 3 === 0 };
  });
  if (resultsOf(plan.file) !== expected) throw new Error(`${plan.file} differs from the undisturbed sweep.`);
  sweeps += 1;
  process.stderr.write(`${total()} kills, ${sweeps} sweeps\n`);
}
process.stdout.write(
  `${total()} kills (${kills.command} of the command, ${kills.server} of the server, ${kills.host} of the engine host) in ` +
    `${sweeps} sweeps of ${wholeSeconds.toFixed(0)} s: no finished run lost, every file sound, every result bit-identical; ` +
    `${kills.withCheckpoint} times a half-done batch was on file.\n`,
);
rmSync(folder, { recursive: true });
