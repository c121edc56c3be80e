// What triggers cost where none fires: lane-steps in a second of processor time and of wall time, and the most memory of the process,
// with none, with one that switches, one that goes back to a kept state, one that takes its step back, and the last two together, on
// the wasm device with two threads. Each in turn; the best of the rounds counts. Linux only.
// usage: node bench/guarded.ts [LAYERS] [WIDTH] [LANES] [STEPS] [ROUNDS]     (default 6 384 2 6 3: 11 million parameters)
import { readCorpus } from '../src-main/engine/corpus.ts';
import { createWasmDevice } from '../src-main/engine/devices/wasm/device.ts';
import { train } from '../src-main/engine/train.ts';
import { jobOf } from '../src-main/plan/plan.ts';
import { parseSpec } from '../src-main/spec/spec.ts';
import { forgetPeak, residentOf } from './checkpoint/memory.ts';

const [layers = 6, width = 384, lanes = 2, steps = 6, rounds = 3] = process.argv.slice(2).map(Number);
const high = 'bf16-mixed';
const ACTIONS = {
  none: [],
  switch: [{ kind: 'switch', recipe: high, steps: 1 }],
  rollback: [{ kind: 'rollback', recipe: high, steps: 1 }],
  redo: [{ kind: 'redo', recipe: high, steps: 1 }],
  'redo, rollback': [
    { kind: 'redo', recipe: high, steps: 1 },
    { kind: 'rollback', recipe: high, steps: 1 },
  ],
};
const corpus = readCorpus('the quick brown fox jumps over the lazy dog. '.repeat(100), 'character');

function jobWith(actions: readonly object[]) {
  const triggers = actions.map((action) => ({ watch: 'loss', test: 'above', value: 1e9, action }));
  const spec = parseSpec({
    name: 'guarded',
    model: { layers, width, heads: Math.ceil(width / 64), context: 64 },
    recipes: [{ name: 'one', recipe: 'tensorwise', triggers, checkpointEvery: 20 }],
    learningRates: [0.001],
    batchSizes: [2],
    seeds: lanes,
    steps,
    validationSequences: 1,
  });
  const runs = Array.from({ length: lanes }, (_, id) => ({ id, seed: id + 1, learningRate: 0.001 }));
  return jobOf(spec, {
    recipe: 'one',
    rowValue: 2,
    runs: runs.map((run) => ({ ...run, recipe: 'one', rowValue: 2 })),
  });
}

/** Without the first chunk, in which the kernels are compiled. */
async function measured(actions: readonly object[]) {
  const device = await createWasmDevice({ threads: 2 });
  forgetPeak(process.pid);
  let [begun, laneSteps, wall, processor] = [0, 0, 0, 0];
  let before = process.cpuUsage();
  await train(device, jobWith(actions), corpus, {
    onProgress: (progress) => {
      if (begun === 0) {
        begun = performance.now();
        before = process.cpuUsage();
        return;
      }
      laneSteps += progress.laneSteps;
      wall = (performance.now() - begun) / 1000;
      const { user, system } = process.cpuUsage(before);
      processor = (user + system) / 1e6;
    },
  });
  await device.close();
  return {
    perProcessor: laneSteps / processor,
    perWall: laneSteps / wall,
    peak: residentOf(process.pid).peak,
  };
}

type Measured = Awaited<ReturnType<typeof measured>>;

const best = new Map<string, Measured>();
for (let round = 0; round < rounds; round++) {
  for (const [name, actions] of Object.entries(ACTIONS)) {
    const found = await measured(actions);
    const known = best.get(name) ?? found;
    const larger = (field: keyof Measured) => Math.max(known[field], found[field]);
    best.set(name, {
      perProcessor: larger('perProcessor'),
      perWall: larger('perWall'),
      peak: larger('peak'),
    });
  }
}
console.log(`${layers} layers of width ${width}, ${lanes} lanes`);
console.log('triggers          lane-steps per processor s   of none   per wall s   peak MB');
const without = best.get('none')!.perProcessor;
for (const [name, { perProcessor, perWall, peak }] of best) {
  console.log(
    `${name.padEnd(16)}  ${perProcessor.toFixed(2).padStart(26)}  ${(perProcessor / without).toFixed(2).padStart(8)}  ` +
      `${perWall.toFixed(2).padStart(11)}  ${(peak / 1e6).toFixed(0).padStart(8)}`,
  );
}
