// Every operation on every device against the reference device: each is run alone on both, from the very same buffers, which
// the reference has filled up to there. So a difference belongs to the operation that shows it. Then that a whole step is its
// operations, one after the other, however a device joins them.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SERIES, type Device, type SeriesName, type Session } from '../../../src-main/engine/device.ts';
import { createReferenceDevice } from '../../../src-main/engine/devices/reference/device.ts';
import type { Operation, StepProgram } from '../../../src-main/engine/program.ts';
import { lengthOf } from '../../../src-main/engine/session-buffers.ts';
import { initialWeights } from '../../../src-main/engine/train.ts';
import type { Precision } from '../../../src-main/formats/precision.ts';
import { sequencesOf } from '../support.ts';
import { closeGpu, DEVICES } from './devices.ts';
import { areSame, once } from './outcome.ts';
import { SAMPLE, type SampleCase } from './sample.ts';

const SEED = 1;
/** Sites are counted in the first; delayed scales have a history in the second. */
const STEPS = [0, 1];

/** Sums of some hundred terms in float32 where the oracle has float64: ten units in the last place of the largest. */
const SUMS = 2e-6;
/** Numbers that an operation reports, as a share of themselves. */
const REPORTS = 1e-5;
/** A sharpness is 100 times a difference of two losses, each good to float32's last places. */
const SHARPNESS = 100 * 2 ** -22;
const SHARES = 0.02;
const REPORTED: Partial<Record<Operation['kind'], readonly SeriesName[]>> = {
  attention: ['largestLogit'],
  'cross-entropy': ['loss', 'logZ', 'sharpness', 'sharpnessLast'],
  'gradient-norm': ['gradientNorm', 'clipFactor', 'lossScale'],
  adamw: ['updateRms'],
  sgd: ['updateRms'],
  descent: ['updateRms'],
};

type Buffers = Map<string, Float32Array>;

/** One step of the coarsest of these formats: a value that differs in its last bit may fall to the other side of a tie. */
function flip(...precisions: readonly (Precision | null)[]): number {
  return Math.max(...precisions.map((own) => (own ? 2 ** (1 - own.cast.format.mantissaBits) : SUMS)));
}

/** Largest difference allowed, as a share of the buffer's largest value. Roundings and scales are the same numbers. */
function toleranceOf(operation: Operation): number {
  switch (operation.kind) {
    case 'hadamard':
    case 'round':
    case 'scale':
    case 'copy':
    case 'embedding':
    case 'add':
    case 'moments':
    case 'outliers':
    case 'clear':
    case 'multiply':
    case 'unscale':
      return 0;
    case 'attention':
      return flip(operation.qk, operation.pv);
    case 'attention-gradient':
      return flip(operation.qk, operation.pv, operation.gradient);
    case 'matmul':
      // Sums of b bits round after every addition.
      return operation.accumulation ? 2 ** (1 - operation.accumulation.bits) : SUMS;
    default:
      return SUMS;
  }
}

const TAKES_CLIP = new Set<Operation['kind']>(['adamw', 'sgd', 'momentum']);

/** Each operation as a program; an optimizer takes its clipping factor from the gradient norm before it. */
function alone(program: StepProgram): StepProgram[] {
  const norm = program.operations.find(({ kind }) => kind === 'gradient-norm')!;
  return program.operations.map((operation) => ({
    ...program,
    operations: TAKES_CLIP.has(operation.kind) ? [norm, operation] : [operation],
  }));
}

async function openWith(device: Device, programs: readonly StepProgram[]): Promise<Session> {
  const session = await device.open({ programs, seeds: [SEED] });
  for (const spec of programs[0]!.weights) {
    await session.write(0, spec.name, initialWeights(spec, SEED));
  }
  return session;
}

function runOne(session: Session, program: number, step: number, given: StepProgram) {
  return session.run({
    program,
    lanes: [0],
    fromStep: step,
    steps: 1,
    ...sequencesOf(given, step, [SEED]),
    learningRates: Float64Array.of(0.01),
    statisticsEvery: 2,
  });
}

async function readAll(session: Session, buffers: StepProgram['buffers']): Promise<Buffers> {
  const names = buffers.map(({ name }) => name);
  return readThese(session, names);
}

/** At once: a GPU is slow to answer. */
async function readThese(session: Session, names: readonly string[]): Promise<Buffers> {
  const read = async (name: string) => [name, Float32Array.from(await session.read(0, name))] as const;
  return new Map(await Promise.all(names.map(read)));
}

type Reported = Awaited<ReturnType<typeof runOne>>;

interface Done {
  readonly step: number;
  readonly index: number;
  readonly reported: Reported;
  /** What it wrote, as float32. */
  readonly changed: Buffers;
}

interface Expected {
  readonly operations: readonly Done[];
  /** After all of them. */
  readonly buffers: Buffers;
  /** Of the first step as a whole. */
  readonly whole: Reported;
}

/** What the reference device does, operation by operation, each from float32 buffers. */
async function expectedOf(program: StepProgram): Promise<Expected> {
  const reference = await createReferenceDevice();
  const session = await openWith(reference, alone(program));
  const operations: Done[] = [];
  let buffers = await readAll(session, program.buffers);
  for (const step of STEPS) {
    for (const index of program.operations.keys()) {
      const reported = await runOne(session, index, step, program);
      const after = await readAll(session, program.buffers);
      const changed = new Map([...after].filter(([name, values]) => !areSame(values, buffers.get(name)!)));
      for (const [name, values] of changed) await session.write(0, name, values);
      operations.push({ step, index, reported, changed });
      buffers = after;
    }
  }
  const whole = await runOne(await openWith(reference, [program]), 0, 0, program);
  return { operations, buffers, whole };
}

const expectedFor = once(({ program }: SampleCase) => expectedOf(program));

/** What differs, in words. */
function differences(operation: Operation, done: Done, found: Reported, after: Buffers): string[] {
  const tolerance = toleranceOf(operation);
  const named = `${operation.kind} (${operation.label}) in step ${done.step}`;
  const wrong: string[] = [];
  for (const [name, values] of done.changed) {
    const own = after.get(name)!;
    const most = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    const worst = values.reduce((largest, value, i) => Math.max(largest, Math.abs(own[i]! - value)), 0);
    if (!(worst <= tolerance * most)) wrong.push(`${named} on ${name}: ${(worst / most).toExponential(1)}`);
  }
  for (const name of REPORTED[operation.kind] ?? []) {
    const [value, own] = [done.reported.series[name][0]!, found.series[name][0]!];
    const allowed = name.startsWith('sharpness') ? SHARPNESS : REPORTS * Math.abs(value);
    const isSaid = !Number.isNaN(own) || !Number.isNaN(value);
    if (isSaid && !(Math.abs(own - value) <= allowed))
      wrong.push(`${named} reports ${name} ${own}, not ${value}`);
  }
  // Inside attention a probability at the edge of what underflows may fall to either side.
  const shares = operation.kind.startsWith('attention') ? SHARES : 0;
  done.reported.sites.forEach((value, i) => {
    const own = found.sites[i]!;
    if (!(Math.abs(own - value) <= shares)) {
      wrong.push(`${named} counts ${own}, not ${value}, as number ${i}`);
    }
  });
  done.reported.activations.forEach((value, i) => {
    const own = found.activations[i]!;
    if (!(Math.abs(own - value) <= REPORTS * Math.abs(value))) {
      wrong.push(`${named} has ${own}, not ${value}, as activation number ${i}`);
    }
  });
  return wrong;
}

afterAll(closeGpu);

describe.each(DEVICES)('on $name', ({ open, isExact }) => {
  let device: Device;
  beforeAll(async () => void (device = await open()));
  afterAll(() => device?.close());

  test.each(SAMPLE)('each operation writes what the reference writes: $name', async (sample) => {
    const { program } = sample;
    const expected = await expectedFor(sample);
    const session = await openWith(device, alone(program));
    for (const spec of program.buffers) {
      if (spec.life === 'workspace') await session.write(0, spec.name, new Float32Array(lengthOf(spec)));
    }
    const wrong: string[] = [];
    for (const done of expected.operations) {
      const found = await runOne(session, done.index, done.step, program);
      const after = await readThese(session, [...done.changed.keys()]);
      for (const [buffer, values] of done.changed) await session.write(0, buffer, values);
      wrong.push(...differences(program.operations[done.index]!, done, found, after));
    }
    // What no operation writes on the reference device has stayed as it was.
    for (const [buffer, values] of await readAll(session, program.buffers)) {
      if (!areSame(values, expected.buffers.get(buffer)!)) wrong.push(`${buffer} was written`);
    }
    await session.close();
    expect(wrong).toEqual([]);
  });

  test.each(SAMPLE)(
    'a step is its operations, and reports what the reference does: $name',
    async (sample) => {
      const { program } = sample;
      const { whole } = await expectedFor(sample);
      // By itself the gradient norm comes before every weight's update, and counts its steps each time.
      const states = program.buffers.filter(
        ({ life, name }) => life === 'state' && !name.startsWith('loss-scale/'),
      );

      const apart = await openWith(device, alone(program));
      // TensorFlow keeps the workspace from one program to the next where something was written into it.
      const kept = program.buffers.find(({ life }) => life === 'workspace')!;
      await apart.write(0, kept.name, new Float32Array(lengthOf(kept)));
      for (const step of STEPS) {
        for (const index of program.operations.keys()) await runOne(apart, index, step, program);
      }
      const expected = await readAll(apart, states);
      await apart.close();

      const together = await openWith(device, [program]);
      const found: Reported[] = [];
      for (const step of STEPS) found.push(await runOne(together, 0, step, program));
      const after = await readAll(together, states);
      await together.close();

      const wrong = [...after].filter(([name, values]) => !areSame(values, expected.get(name)!));
      // Operations by themselves go through all micro-batches, one after the other.
      const isWhole = program.microBatch === program.batchSize;
      if (isExact && isWhole) expect(wrong.map(([name]) => name)).toEqual([]);
      for (const name of SERIES) {
        const [value, own] = [whole.series[name][0]!, found[0]!.series[name][0]!];
        const isSame = Number.isNaN(value) ? Number.isNaN(own) : Math.abs(own / value - 1) < 2e-2;
        expect([name, isSame]).toEqual([name, true]);
      }
      whole.sites.forEach((value, i) => {
        expect(Math.abs(found[0]!.sites[i]! - value)).toBeLessThan(SHARES * Math.max(1, Math.abs(value)));
      });
      expect(found[0]!.activations).toHaveLength(whole.activations.length);
      whole.activations.forEach((value, i) => {
        expect(Math.abs(found[0]!.activations[i]! / value - 1)).toBeLessThan(2e-2);
      });
      expect(found.map(({ siteSteps }) => siteSteps)).toEqual([[0], []]);
    },
  );
});
