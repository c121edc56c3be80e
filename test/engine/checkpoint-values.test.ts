// How many values of a buffer a checkpoint has in memory at once, and that one is gone on from however many each message holds: what
// came before wrote a whole buffer in one.
import { expect, test } from 'vitest';
import {
  checkpointParts,
  PART_BYTES,
  restoreCheckpoint,
  VALUES_AT_ONCE,
} from '../../src-main/engine/checkpoint.ts';
import type { Session } from '../../src-main/engine/device.ts';
import { LaneRun } from '../../src-main/engine/lane-run.ts';
import type { StepProgram } from '../../src-main/engine/program.ts';
import { stagedProgram } from '../../src-main/recipes/precision-program.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import { piecesOf } from '../../src-main/wire/stream.ts';
import { copied, jobOf } from './support.ts';

/** More than is read at once, and not a whole number of it. */
const LENGTH = VALUES_AT_ONCE + 12_345;
const PROGRAMS = [
  {
    operations: [],
    buffers: [
      { name: 'table', shape: [LENGTH], life: 'state' },
      { name: 'scale', shape: [1], life: 'state' },
    ],
  },
] as unknown as StepProgram[];
const recipe = recipeByName('fp32');
const JOB = jobOf(recipe, {
  precision: {
    ...stagedProgram('guarded', [{ recipe, untilStep: null }]),
    triggers: [
      {
        watch: 'loss',
        site: null,
        test: 'above',
        value: 1,
        window: 2,
        persistence: 1,
        fromStep: 0,
        cooldown: 0,
        atMost: 1,
        action: { kind: 'rollback', recipe, steps: 1 },
      },
    ],
    checkpointEvery: 1,
  },
});

type State = Record<string, Float32Array>;
const stateOf = (seed: number): State => ({
  // Others at every place that a message may begin or end.
  table: new Float32Array(LENGTH)
    .fill(seed)
    .fill(-seed, VALUES_AT_ONCE)
    .fill(seed / 2, LENGTH - 1),
  scale: Float32Array.of(seed),
});

/** One lane, its state first, then its snapshots. */
function sessionOf(states: readonly State[]) {
  const reads: number[] = [];
  const session: Pick<Session, 'read' | 'write'> = {
    read: async (_, name, { from = 0, length = LENGTH, snapshot = -1 } = {}) => {
      reads.push(length);
      return states[snapshot + 1]![name]!.slice(from, from + length);
    },
    write: async (_, name, values, { from = 0, snapshot = -1 } = {}) =>
      states[snapshot + 1]![name]!.set(values, from),
  };
  return { session: session as Session, reads };
}

const empty = (): State => ({ table: new Float32Array(LENGTH), scale: new Float32Array(1) });
const areSame = (a: State, b: State) =>
  Buffer.from(a.table!.buffer).equals(Buffer.from(b.table!.buffer)) && a.scale![0] === b.scale![0];

async function* streamOf(parts: Iterable<Uint8Array>) {
  yield* parts;
}

function laneAtSnapshots(): LaneRun {
  const run = new LaneRun(JOB.lanes[0]!, JOB);
  for (const [step, snapshot] of [0, 1].entries()) {
    run.data.step = step;
    expect(run.beginChunk()).toBe(snapshot);
  }
  return run;
}

test('a checkpoint reads half a part of float32 values at once, and writes the snapshots as well', async () => {
  const states = [1, 2, 3].map(stateOf);
  const { session, reads } = sessionOf(states);
  const run = laneAtSnapshots();
  const parts = await copied(checkpointParts(session, [run], [run], PROGRAMS));
  expect(Math.max(...reads)).toBe(VALUES_AT_ONCE);
  expect(8 * VALUES_AT_ONCE).toBeLessThanOrEqual(PART_BYTES);
  expect(reads.reduce((sum, length) => sum + length, 0)).toBe(3 * (LENGTH + 1));

  const again = [empty(), empty(), empty()];
  const [data] = await restoreCheckpoint(sessionOf(again).session, streamOf(parts), PROGRAMS, JOB);
  expect(data!.kept).toEqual(run.data.kept);
  expect(again.map((state, i) => areSame(state, states[i]!))).toEqual([true, true, true]);
});

test('a checkpoint with each buffer in one message, as they were, is gone on from', async () => {
  const states = [4, 5, 6].map(stateOf);
  const { kept, ...data } = laneAtSnapshots().data;
  const messages: unknown[] = [
    { lanes: 1, buffers: ['table', 'scale'], readings: 0 },
    { data, hasState: true, kept: kept.map(({ step }) => step) },
    ...states.flatMap(({ table, scale }) => [{ values: table }, { values: scale }]),
  ];
  const whole = Buffer.concat(messages.flatMap((message) => piecesOf(message)));
  const again = [empty(), empty(), empty()];
  const [restored] = await restoreCheckpoint(sessionOf(again).session, streamOf([whole]), PROGRAMS, JOB);
  expect(restored!.kept).toEqual(kept);
  expect(again.map((state, i) => areSame(state, states[i]!))).toEqual([true, true, true]);
});
