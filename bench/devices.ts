// Compares devices on the model of a spec that `precipice bench` measures: lane-steps per second at the same number of lanes, measured in turns so that
// what else the machine does falls on all of them, with the processor time of a lane-step, which it disturbs less. Each loss
// is printed too: the same work gives nearly the same numbers.
//   node bench/devices.ts [--model width-256] [--batch 16] [--lanes 4] [--steps 2] [--rounds 5] [--threads 2]
//     [--devices wasm,tensorflow] [--recipes fp32,bf16-mixed,tensorwise]
import { parseArgs } from 'node:util';
import { trainingOffsets, type Corpus } from '../src-main/engine/corpus.ts';
import type { DeviceName, Session } from '../src-main/engine/device.ts';
import { gatherSequences } from '../src-main/engine/sequences.ts';
import { initialWeights } from '../src-main/engine/train.ts';
import type { StepProgram } from '../src-main/engine/program.ts';
import { transformerStep } from '../src-main/engine/transformer.ts';
import { createDevice } from '../src-main/host/devices.ts';
import { recipeByName } from '../src-main/recipes/presets.ts';
import { BENCH_SPECS, readBenchSpec } from '../src-main/sweep/preset-files.ts';
import { parseSpec } from '../src-main/spec/spec.ts';
import { corpusOf, MOBY_DICK, readText } from '../src-main/sweep/text-source.ts';

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'width-256' },
    batch: { type: 'string', default: '16' },
    lanes: { type: 'string', default: '4' },
    steps: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '5' },
    threads: { type: 'string', default: '2' },
    devices: { type: 'string', default: 'wasm,tensorflow' },
    recipes: { type: 'string', default: 'fp32,bf16-mixed,tensorwise' },
  },
});
const LEARNING_RATE = 1e-3;
const [batchSize, lanes, steps, rounds, threads] = [
  values.batch,
  values.lanes,
  values.steps,
  values.rounds,
  values.threads,
].map(Number) as [number, number, number, number, number];
const all = Array.from({ length: lanes }, (_, lane) => lane);

async function open(session: Session, program: StepProgram): Promise<Session> {
  for (const spec of program.weights) {
    const weights = initialWeights(spec, 1);
    for (const lane of all) await session.write(lane, spec.name, weights);
  }
  return session;
}

/** Trains some steps; returns lane-steps per second and the last loss of the first lane. */
async function measure(session: Session, program: StepProgram, corpus: Corpus, fromStep: number) {
  const batches = all.flatMap((lane) =>
    Array.from({ length: steps }, (_, i) =>
      trainingOffsets(corpus, lane, fromStep + i, batchSize, program.context),
    ),
  );
  const before = process.cpuUsage();
  const started = performance.now();
  const { series } = await session.run({
    program: 0,
    lanes: all,
    fromStep,
    steps,
    ...gatherSequences(corpus.tokens, batches, program.context),
    learningRates: new Float64Array(lanes * steps).fill(LEARNING_RATE),
    statisticsEvery: Infinity,
  });
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(before);
  const processor = (user + system) / 1e6 / (lanes * steps);
  return { speed: (lanes * steps) / seconds, processor, loss: series.loss[steps - 1]! };
}

const name = BENCH_SPECS.find((each) => each === values.model);
if (name === undefined)
  throw new Error(`--model is "${values.model}"; it must be ${BENCH_SPECS.join(' or ')}.`);
const spec = parseSpec(readBenchSpec(name));
const corpus = corpusOf(readText(MOBY_DICK), spec);
const optimizer = { ...spec.optimizer, momentum: 0.9, warmupSteps: 0 };
const names = values.devices.split(',') as DeviceName[];
const devices = new Map(
  await Promise.all(names.map(async (name) => [name, await createDevice(name, { threads })] as const)),
);
console.log(`${name}, batch size ${batchSize}, ${lanes} lanes, ${threads} threads, lane-steps/s`);
for (const name of values.recipes.split(',')) {
  const program = transformerStep({
    model: spec.model,
    optimizer,
    recipe: recipeByName(name),
    batchSize,
    vocabulary: corpus.vocabularySize,
    sharpnessEpsilon: 1e-3,
  });
  const sessions = new Map<DeviceName, Session>();
  for (const [device, { open: opened }] of devices) {
    const session = await opened({ programs: [program], seeds: all });
    sessions.set(device, await open(session, program));
    await measure(session, program, corpus, 1);
  }
  const speeds = new Map(names.map((device) => [device, [] as number[]]));
  const processors = new Map(names.map((device) => [device, [] as number[]]));
  const losses = new Map<DeviceName, number>();
  for (let round = 1; round <= rounds; round++) {
    for (const [device, session] of sessions) {
      const { speed, processor, loss } = await measure(session, program, corpus, 1 + round * steps);
      speeds.get(device)!.push(speed);
      processors.get(device)!.push(processor);
      losses.set(device, loss);
    }
  }
  for (const session of sessions.values()) await session.close();
  const parts = names.map((device) => {
    const sorted = speeds.get(device)!.toSorted((a, b) => a - b);
    const shown = [sorted[0]!, sorted[Math.floor(sorted.length / 2)]!, sorted.at(-1)!];
    const [least, median, most] = shown.map((speed) => speed.toPrecision(3));
    const processor = Math.min(...processors.get(device)!).toPrecision(3);
    return `${device} ${median} (${least} to ${most}), ${processor} processor seconds each, loss ${losses.get(device)!.toFixed(4)}`;
  });
  console.log(`  ${name}: ${parts.join('; ')}`);
}
for (const device of devices.values()) await device.close();
