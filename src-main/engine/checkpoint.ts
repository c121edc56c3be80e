// A training job half done as a stream of bytes, bit for bit what it goes on from: of each lane what it knows, its state and what
// it can be rolled back to, one part of a buffer after the other, so that no more than that is in memory beside the device's own.
// Cut into parts of one size, as pipes and files take them.
import { Assembler, piecesOf } from '../wire/stream.ts';
import { activationReadings } from './activations.ts';
import type { Session } from './device.ts';
import type { TrainingJob } from './job.ts';
import type { LaneData, LaneRun } from './lane-run.ts';
import type { StepProgram } from './program.ts';
import { stateLengths } from './session-buffers.ts';
import { snapshotsOf } from './snapshots.ts';

/** Bytes of every part but the last. */
export const PART_BYTES = 16 << 20;
/** Values that are read from the device at once: no more than a part, also where they have 64 bits. */
export const VALUES_AT_ONCE = PART_BYTES / 8;

/** A checkpoint is not one of this job, or not whole; its lanes have to begin again. The message is one sentence. */
export class CheckpointError extends Error {
  override name = 'CheckpointError';
}

/** What comes first. */
interface Head {
  readonly lanes: number;
  /** Of every state. */
  readonly buffers: readonly string[];
  /** Readings of activations that its lanes have in each step in which sites are counted. */
  readonly readings: number;
}

/** What comes before the states of a lane; lanes are in the order of the job's. */
interface LaneHead {
  readonly data: Omit<LaneData, 'kept'>;
  /** Its state follows; of a lane that has ended there is none. */
  readonly hasState: boolean;
  /** Steps whose states follow after that, for rollbacks, oldest first. */
  readonly kept: readonly number[];
}

/** The next values of a buffer of a state; as many messages as it takes, buffer by buffer. */
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
  const lengths = stateLengths(programs);
  const readings = activationReadings(programs[0]!).length;
  yield* piecesOf({ lanes: records.length, buffers: [...lengths.keys()], readings } satisfies Head);
  for (const run of records) {
    const lane = present.indexOf(run);
    const { kept, ...data } = run.data;
    const steps = lane < 0 ? [] : kept.map(({ step }) => step);
    yield* piecesOf({ data, hasState: lane >= 0, kept: steps } satisfies LaneHead);
    if (lane < 0) continue;
    yield* valuesOf(session, lane, lengths);
    for (const { snapshot } of kept) yield* valuesOf(session, lane, lengths, snapshot);
  }
}

/** All buffers of a state: of a snapshot, or of the lane as it is. */
async function* valuesOf(
  session: Session,
  lane: number,
  lengths: ReadonlyMap<string, number>,
  snapshot?: number,
): AsyncGenerator<Uint8Array, void, void> {
  for (const [name, whole] of lengths) {
    for (let from = 0; from < whole; from += VALUES_AT_ONCE) {
      const length = Math.min(VALUES_AT_ONCE, whole - from);
      const values = await session.read(lane, name, {
        from,
        length,
        ...(snapshot !== undefined && { snapshot }),
      });
      yield* piecesOf({ values } satisfies Values);
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
 * Writes the states into a session that holds every lane of the job, and returns what the lanes know. However many values a
 * message has, it is read: what wrote a whole buffer at once is gone on from as well.
 * @throws CheckpointError where the parts are not those of such a checkpoint; the session is not to be used then.
 */
export async function restoreCheckpoint(
  session: Session,
  parts: AsyncIterable<Uint8Array>,
  programs: readonly StepProgram[],
  job: Pick<TrainingJob, 'lanes' | 'precision'>,
): Promise<LaneData[]> {
  const messages = messagesOf(parts);
  const next = async <T>(): Promise<T> => {
    const { done, value } = await messages.next();
    if (done) throw new CheckpointError('The checkpoint ends before its last state.');
    return value as T;
  };
  const another = () => new CheckpointError('The checkpoint is one of another job or version.');
  const head = await next<Head>();
  const lengths = stateLengths(programs);
  const lanes = job.lanes.length;
  if (head.readings !== activationReadings(programs[0]!).length) throw another();
  if (head.lanes !== lanes || String(head.buffers) !== String([...lengths.keys()])) throw another();
  const restoreState = async (lane: number, snapshot?: number) => {
    for (const [name, length] of lengths) {
      for (let from = 0; from < length;) {
        const { values } = await next<Values>();
        if (values.length === 0 || from + values.length > length) {
          throw new CheckpointError(`The checkpoint holds no ${name} of this job.`);
        }
        await session.write(lane, name, values, { from, ...(snapshot !== undefined && { snapshot }) });
        from += values.length;
      }
    }
  };
  const restored: LaneData[] = [];
  for (let lane = 0; lane < lanes; lane++) {
    const { data, hasState, kept } = await next<LaneHead>();
    if (kept.length > snapshotsOf(job.precision)) throw another();
    if (hasState) await restoreState(lane);
    for (const snapshot of kept.keys()) await restoreState(lane, snapshot);
    restored.push({ ...data, kept: kept.map((step, snapshot) => ({ step, snapshot })) });
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
