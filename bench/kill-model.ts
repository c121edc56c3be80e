// As kill.ts, with a model of the size that people train: a sweep of one run in BF16 and one in FP8 of 10 million parameters on the
// wasm device with two threads is killed by SIGKILL, or its host, at random moments, goes on each time from its last checkpoint, and
// has to end with every number of the undisturbed sweep, bit by bit. Linux only.
// usage: node bench/kill-model.ts [KILLS] [STEPS]     (default 6 50)
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { random32, randomUnit } from '../src-main/engine/random.ts';
import { carryOut, resultsOf, type Kills } from './kill/carry-out.ts';
import { startCommand, type Plan } from './kill/victims.ts';

const [kills = 6, steps = 50] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(path.join(tmpdir(), 'precipice-kill-'));
const spec = {
  name: 'model',
  text: 'moby-dick',
  model: { layers: 6, width: 384, heads: 6, context: 64 },
  recipes: ['bf16-mixed', 'tensorwise'],
  learningRates: [0.001],
  batchSizes: [2],
  seeds: 1,
  steps,
  validationSequences: 4,
};

function planIn(name: string): Plan {
  mkdirSync(path.join(folder, name));
  const specFile = path.join(folder, name, 'spec.json');
  writeFileSync(specFile, JSON.stringify(spec));
  return { spec, specFile, file: path.join(folder, name, 'model.precipice'), checkpointSeconds: 1 };
}

const whole = planIn('whole');
const begun = performance.now();
await startCommand(whole).ended;
const milliseconds = performance.now() - begun;
const expected = resultsOf(whole.file);

const disturbed = planIn('disturbed');
const done: Kills = { command: 0, server: 0, made: 0, host: 0, withCheckpoint: 0 };
const total = () => done.command + done.host;
let draws = 0;
await carryOut(disturbed, 'command', done, () => {
  if (total() >= kills) return null;
  draws += 1;
  return { after: (0.03 + 0.12 * randomUnit(draws, 5)) * milliseconds, isHost: random32(draws, 6) % 3 === 0 };
});
if (total() < kills) throw new Error(`It ended after ${total()} of ${kills} kills.`);
if (resultsOf(disturbed.file) !== expected) throw new Error('It differs from the undisturbed sweep.');
process.stdout.write(
  `${total()} kills (${done.command} of the sweep, ${done.host} of the engine host) of a sweep of ${(milliseconds / 1000).toFixed(0)} s, ` +
    `${steps} steps of 10.7 million parameters in each of ${spec.recipes.join(' and ')}: every result bit-identical; ${done.withCheckpoint} ` +
    `times a half-done batch was on file.\n`,
);
rmSync(folder, { recursive: true });
