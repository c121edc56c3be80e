// A training job half done as a stream of bytes, bit for bit what it goes on from: first what the lanes know, then their states,
// one buffer after the other, so that the whole is never in memory beside the device's own. Cut into parts of one size, as
// pipes and files take them.
import { Assembler, piecesOf } from '../wire/stream.ts';
import type { Session } from './device.ts';
import type { LaneData, LaneRun } from './lane-run.ts';
import { stateLengths, type LaneState } from './lane-state.ts';
import type { StepProgram } from './program.ts';

/** Bytes of every part but the last. */
export const PART_BYTES = 16 << 20;

/** A checkpoint is not one of this job, or not whole; its lanes have to begin again. The message is one sentence. */
export class CheckpointError extends Error {
  override name = 'CheckpointError';
}

/** What comes first. */
interface Head {
  readonly lanes: number;
  /** Of every state. */
  readonly buffers: readonly string[];
}

/** What comes before the states of a lane; lanes are in the order of the job's. */
interface LaneHead {
  readonly data: Omit<LaneData, 'kept'>;
  /** Its state follows; of a lane that has ended there is none. */
  readonly hasState: boolean;
  /** Steps whose states follow after that, for rollbacks. */
  readonly kept: readonly number[];
}

/** One buffer of a state. */
interface Values {
  readonly values: Float32Array | Float64Array;
}

/**
 * The parts of a checkpoint of these lanes. A part is valid until the next one is asked for.
 * @param present Lanes that have a state, in the session's order.
 * @throws whatever the device throws; the reason of the signal.
 */
export function checkpointParts(
  session: Session,
  records: readonly LaneRun[],
  present: readonly LaneRun[],
  programs: readonly StepProgram[],
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void, void> {
  return inParts(pieces(session, records, present, programs), signal);
}

async function* pieces(
  session: Session,
  records: readonly LaneRun[],
  present: readonly LaneRun[],
  programs: readonly StepProgram[],
): AsyncGenerator<Uint8Array, void, void> {
  const buffers = [...stateLengths(programs).keys()];
  yield* piecesOf({ lanes: records.length, buffers } satisfies Head);
  for (const run of records) {
    const lane = present.indexOf(run);
    const { kept, ...data } = run.data;
    const steps = kept.map(({ step }) => step);
    yield* piecesOf({ data, hasState: lane >= 0, kept: steps } satisfies LaneHead);
    for (const name of lane < 0 ? [] : buffers) {
      yield* piecesOf({ values: await session.read(lane, name) } satisfies Values);
    }
    for (const { state } of kept) {
      for (const name of buffers) yield* piecesOf({ values: state.get(name)! } satisfies Values);
    }
  }
}

/** One buffer is filled again and again: whoever takes the parts is done with one when he asks for the next. */
async function* inParts(
  pieces: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void, void> {
  const part = new Uint8Array(PART_BYTES);
  let filled = 0;
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length;) {
      const taken = piece.subarray(at, at + PART_BYTES - filled);
      part.set(taken, filled);
      filled += taken.length;
      at += taken.length;
      if (filled < PART_BYTES) break;
      signal?.throwIfAborted();
      yield part;
      filled = 0;
    }
  }
  signal?.throwIfAborted();
  if (filled > 0) yield part.subarray(0, filled);
}

/**
 * Writes the states into a session that holds every lane of the job, and returns what the lanes know.
 * @param lanes How many they are.
 * @throws CheckpointError where the parts are not those of such a checkpoint; the session is not to be used then.
 */
export async function restoreCheckpoint(
  session: Session,
  parts: AsyncIterable<Uint8Array>,
  programs: readonly StepProgram[],
  lanes: number,
): Promise<LaneData[]> {
  const messages = messagesOf(parts);
  const next = async <T>(): Promise<T> => {
    const { done, value } = await messages.next();
    if (done) throw new CheckpointError('The checkpoint ends before its last state.');
    return value as T;
  };
  const head = await next<Head>();
  const lengths = stateLengths(programs);
  if (head.lanes !== lanes || String(head.buffers) !== String([...lengths.keys()])) {
    throw new CheckpointError('The checkpoint is one of another job or version.');
  }
  const nextValues = async (name: string) => {
    const { values } = await next<Values>();
    if (values.length !== lengths.get(name)) {
      throw new CheckpointError(`The checkpoint holds no ${name} of this job.`);
    }
    return values;
  };
  const restored: LaneData[] = [];
  for (let lane = 0; lane < lanes; lane++) {
    const { data, hasState, kept } = await next<LaneHead>();
    for (const name of hasState ? lengths.keys() : []) {
      await session.write(lane, name, await nextValues(name));
    }
    const states: { step: number; state: LaneState }[] = [];
    for (const step of kept) {
      const state = new Map<string, Float32Array | Float64Array>();
      for (const name of lengths.keys()) state.set(name, await nextValues(name));
      states.push({ step, state });
    }
    restored.push({ ...data, kept: states });
  }
  if (!(await messages.next()).done)
    throw new CheckpointError('The checkpoint goes on after its last state.');
  return restored;
}

async function* messagesOf(parts: AsyncIterable<Uint8Array>): AsyncGenerator<unknown, void, void> {
  const waiting: unknown[] = [];
  const assembler = new Assembler((message) => waiting.push(message));
  for await (const part of parts) {
    try {
      assembler.take(part);
    } catch (error) {
      throw new CheckpointError(`The checkpoint cannot be read: ${(error as Error).message}`);
    }
    while (waiting.length > 0) yield waiting.shift();
  }
  if (!assembler.isBetween) throw new CheckpointError('The checkpoint ends in the middle of a state.');
}
