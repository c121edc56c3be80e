// States that a device keeps of a lane, on every device: what is kept comes back bit by bit, whatever was trained, dropped or kept
// since; parts of buffers are the parts of the whole; a job that goes back reads no state from the device.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Device, Session } from '../../../src-main/engine/device.ts';
import type { TrainingJob } from '../../../src-main/engine/job.ts';
import { stateLengths } from '../../../src-main/engine/session-buffers.ts';
import { snapshotsOf } from '../../../src-main/engine/snapshots.ts';
import { initialWeights, jobPrograms, train } from '../../../src-main/engine/train.ts';
import { stagedProgram, type Action, type Trigger } from '../../../src-main/recipes/precision-program.ts';
import { recipeByName } from '../../../src-main/recipes/presets.ts';
import { copied, CORPUS, given, jobOf, MODEL, sequencesOf, toleranceOf } from '../support.ts';
import { closeGpu, DEVICES, REFERENCE } from './devices.ts';

const model = { ...MODEL, layers: 1 };
/** Scales of the steps before and their histories are state as well. */
const recipe = recipeByName('te-delayed');
const fp32 = recipeByName('fp32');
const [program] = jobPrograms(jobOf(recipe, { model }), CORPUS.vocabularySize);
const LENGTHS = stateLengths([program!]);
const SEEDS = [1, 2, 3];

type State = Record<string, number[]>;

async function stateOf(session: Session, lane: number, snapshot?: number): Promise<State> {
  const state: State = {};
  for (const name of LENGTHS.keys()) {
    state[name] = [...(await session.read(lane, name, snapshot === undefined ? {} : { snapshot }))];
  }
  return state;
}

function step(session: Session, lanes: readonly number[], fromStep: number) {
  return session.run({
    program: 0,
    lanes,
    fromStep,
    steps: 1,
    ...sequencesOf(program!, fromStep, lanes),
    learningRates: Float64Array.from(lanes, () => 0.01),
    statisticsEvery: 1,
  });
}

afterAll(closeGpu);

describe.each([REFERENCE, ...DEVICES])('on $name', ({ open, isExact }) => {
  let device: Device;
  beforeAll(async () => void (device = await open()));
  afterAll(() => device?.close());

  async function begun(snapshots: number): Promise<Session> {
    const session = await device.open({ programs: [program!], seeds: SEEDS, snapshots });
    for (const lane of SEEDS.keys()) {
      for (const spec of program!.weights) {
        await session.write(lane, spec.name, initialWeights(spec, SEEDS[lane]!));
      }
    }
    return session;
  }

  test('a state that is kept comes back bit by bit, the older of two as well, though lanes were dropped in between', async () => {
    const session = await begun(2);
    await step(session, [0, 1, 2], 0);
    const older = [await stateOf(session, 0), await stateOf(session, 1), await stateOf(session, 2)];
    for (const lane of [0, 1, 2]) await session.keep(lane, 0);
    await step(session, [0, 1, 2], 1);
    const younger = await stateOf(session, 2);
    await session.keep(2, 1);
    await step(session, [0, 1, 2], 2);
    const last = await stateOf(session, 2);
    expect(younger).not.toEqual(older[2]);
    expect(last).not.toEqual(younger);
    expect(await stateOf(session, 2, 0)).toEqual(older[2]);
    expect(await stateOf(session, 2, 1)).toEqual(younger);

    await session.compact([2, 0]);
    expect(await stateOf(session, 0)).toEqual(last);
    const beside = await stateOf(session, 1);
    await session.restore(0, 0);
    expect(await stateOf(session, 0)).toEqual(older[2]);
    expect(await stateOf(session, 1)).toEqual(beside);
    await session.restore(1, 0);
    expect(await stateOf(session, 1)).toEqual(older[0]);
    // What came back is trained on, and kept as it was all the same.
    await step(session, [0, 1], 3);
    expect(await stateOf(session, 0)).not.toEqual(older[2]);
    expect(await stateOf(session, 0, 0)).toEqual(older[2]);
    await session.restore(0, 1);
    expect(await stateOf(session, 0)).toEqual(younger);
    await session.keep(0, 0);
    expect(await stateOf(session, 0, 0)).toEqual(younger);
    expect(await stateOf(session, 1, 0)).toEqual(older[0]);
    await session.close();
  });

  test('a step from a state that came back has the numbers that it had before', async () => {
    const session = await begun(1);
    await step(session, [0, 1, 2], 0);
    for (const lane of [0, 1, 2]) await session.keep(lane, 0);
    const first = await step(session, [0, 1, 2], 1);
    const after = await stateOf(session, 1);
    await step(session, [0, 1, 2], 2);
    for (const lane of [0, 1, 2]) await session.restore(lane, 0);
    const again = await step(session, [0, 1, 2], 1);
    expect(again.series).toEqual(first.series);
    expect(again.sites).toEqual(first.sites);
    expect(await stateOf(session, 1)).toEqual(after);
    await session.close();
  });

  test('parts that are read are those of the whole, and written to make it, of a lane as of what is kept', async () => {
    const session = await begun(1);
    await step(session, [0, 1, 2], 0);
    await session.keep(1, 0);
    const [name, length] = [...LENGTHS].toSorted((a, b) => b[1] - a[1])[0]!;
    const whole = await session.read(1, name);
    expect(whole).toHaveLength(length);
    const parts = [];
    for (let from = 0; from < length; from += 7) {
      parts.push(...(await session.read(1, name, { from, length: Math.min(7, length - from) })));
    }
    expect(parts).toEqual([...whole]);
    expect([...(await session.read(1, name, { from: 5 }))]).toEqual([...whole.slice(5)]);

    const values = Float32Array.from({ length }, (_, i) => i / 8);
    for (const from of [0, 3, length - 4]) {
      const end = { 0: 3, 3: length - 4 }[from] ?? length;
      await session.write(1, name, values.subarray(from, end), { from });
      await session.write(0, name, values.subarray(from, end), { from, snapshot: 0 });
    }
    expect([...(await session.read(1, name))]).toEqual([...values]);
    expect([...(await session.read(1, name, { snapshot: 0 }))]).toEqual([...whole]);
    expect([...(await session.read(0, name, { from: 2, length: 9, snapshot: 0 }))]).toEqual([
      ...values.subarray(2, 11),
    ]);
    expect([...(await session.read(0, name))]).not.toEqual([...values]);
    await session.close();
  });

  test.each(['redo', 'rollback'] as const)(
    '%s goes back without a state that leaves the device, to what a run by plan has',
    async (kind) => {
      const action: Action = { kind, recipe: fp32, steps: 2 };
      const at5: Trigger = {
        watch: 'loss',
        site: null,
        test: 'above',
        value: 1e-9,
        window: 2,
        persistence: 1,
        fromStep: 5,
        cooldown: 0,
        atMost: 1,
        action,
      };
      const planned = stagedProgram('planned', [
        { recipe, untilStep: kind === 'redo' ? 5 : 4 },
        { recipe: fp32, untilStep: kind === 'redo' ? 7 : 8 },
        { recipe, untilStep: null },
      ]);
      const guarded = {
        ...stagedProgram('guarded', [{ recipe, untilStep: null }]),
        triggers: [at5],
        checkpointEvery: 2,
      };
      const lanes = SEEDS.slice(0, 2).map((seed) => ({ seed, learningRate: 0.01 }));
      const job: TrainingJob = { ...jobOf(recipe, { model, steps: 8, lanes }), precision: guarded };
      let reads = 0;
      const watched: Device = {
        ...device,
        open: async (options) => {
          expect(options.snapshots).toBe(snapshotsOf(guarded));
          const session = await device.open(options);
          return new Proxy(session, {
            get(target, name) {
              if (name === 'read') reads += 1;
              const member: unknown = Reflect.get(target, name, target);
              return typeof member === 'function' ? member.bind(target) : member;
            },
          });
        },
      };
      const found = await train(watched, job, CORPUS);
      expect(reads).toBe(0);
      const expected = await train(device, { ...job, precision: planned }, CORPUS);
      const losses = (results: typeof found) => results.map(({ series }) => [...series.loss]);
      const expectClose = (results: typeof found) => {
        for (const [lane, loss] of losses(found).entries()) {
          for (const [i, value] of loss.entries()) {
            expect(Math.abs(value / losses(results)[lane]![i]! - 1)).toBeLessThan(toleranceOf(recipe.name));
          }
        }
      };
      if (isExact) expect(losses(found)).toEqual(losses(expected));
      else expectClose(expected);

      // Before the first step, and before the second: then states are kept that may be gone back to.
      const checkpoints: Uint8Array[][] = [];
      const onCheckpoint = async (parts: AsyncIterable<Uint8Array>) => {
        checkpoints.push(await copied(parts));
        if (checkpoints.length === 2) throw new Error('killed');
      };
      const killed = train(device, job, CORPUS, { onCheckpoint, checkpointSeconds: 0 });
      await expect(killed).rejects.toThrow('killed');
      const resumed = await train(device, job, CORPUS, { from: given(checkpoints[1]!) });
      const timeless = (results: typeof found) => results.map((lane) => ({ ...lane, seconds: 0 }));
      if (isExact) expect(timeless(resumed)).toEqual(timeless(found));
      else expectClose(resumed);
    },
  );
});
