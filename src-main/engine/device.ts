// The interface between the trainer and a device: open a session of lanes on step programs, run steps, read results.
// A device holds the numbers; what a step is stands in program.ts, what a run is in train.ts.
import type { BufferName, StepProgram } from './program.ts';

export const DEVICE_NAMES = ['reference', 'wasm', 'native', 'webgpu', 'tensorflow'] as const;
export type DeviceName = (typeof DEVICE_NAMES)[number];

/**
 * One number per lane and step. `sharpness` is the mean over all positions, `sharpnessLast` over the last of each sequence. `lossScale`
 * is the one with which the step was taken, NaN where the recipe has no dynamic one; a step that was skipped has NaN for its
 * gradient norm and clipping factor, and an update of 0.
 */
export const SERIES = [
  'loss',
  'gradientNorm',
  'clipFactor',
  'updateRms',
  'largestLogit',
  'logZ',
  'sharpness',
  'sharpnessLast',
  'lossScale',
] as const;
export type SeriesName = (typeof SERIES)[number];

/**
 * Rounding at one site in one step, over all layers: share of non-zero values that became zero, share of all values
 * above the largest finite one (after scaling), and the geometric mean of the tensor scales (1 where there are none).
 */
export const SITE_STATISTICS = ['underflow', 'overflow', 'scale'] as const;

export interface DeviceDescription {
  readonly name: DeviceName;
  /** What it is, e.g. "WebAssembly SIMD, 2 threads, AMD EPYC". */
  readonly summary: string;
  /** A library that computes products, with its version: another one gives other last bits. Absent: there is none. */
  readonly library?: string;
  readonly threads: number;
  /** Lanes it likes to train at once. */
  readonly lanes: number;
  /** Lanes are computed together, so that their number changes how fast each is; else each is one thread's. */
  readonly together: boolean;
  /** What its speed is told by: processor time, which other programs disturb little, or, where a GPU computes, wall time. */
  readonly clock: 'processor' | 'wall';
  /** Absent: the machine's memory is what counts. */
  readonly memory?: DeviceMemory;
  /** It is a GPU driver that computes on the CPU: right, but slow. */
  readonly software?: boolean;
  /** Names of the GPUs that it could be opened on, by number; absent where it does not say. */
  readonly gpus?: readonly string[];
}

/** In bytes. */
export interface DeviceMemory {
  /** What a session may take. */
  readonly session: number;
  /** What one tensor of all its lanes may take. */
  readonly tensor: number;
  /** What a lane's state and the workspace of its step may take together; absent: as much as a session. */
  readonly lane?: number;
}

/** What was asked of the device does not fit into its memory; fewer lanes may. The message is one sentence. */
export class OutOfMemoryError extends Error {
  override name = 'OutOfMemoryError';
}

/** What decides how much memory a session takes. */
export interface SessionShape {
  readonly programs: readonly StepProgram[];
  readonly lanes: number;
  /** States of each lane that are kept beside its own; absent: none. */
  readonly snapshots?: number;
}

export interface SessionOptions {
  /** All share the same weights, batch size and context; they differ in recipe. */
  readonly programs: readonly StepProgram[];
  /** Seed of each lane: stochastic rounding draws from it. */
  readonly seeds: readonly number[];
  /** States of each lane that can be kept beside its own; absent: none. */
  readonly snapshots?: number;
}

/** Values of a buffer one after the other. */
export interface BufferPart {
  /** The first of them; absent: 0. */
  readonly from?: number;
  /** Absent: to the buffer's end. */
  readonly length?: number;
  /** In one of the lane's snapshots; absent: in the lane as it is. */
  readonly snapshot?: number;
}

/** The sequences of some steps or batches: each is `context` tokens, and one more for the last target. */
export interface Sequences {
  /** Token ids that the sequences are parts of, which may overlap: those of these steps, not of a whole text. */
  readonly tokens: Uint16Array | Uint32Array;
  /** [lanes, steps or batches, batch size]: where each begins in `tokens`. */
  readonly offsets: Int32Array;
}

export interface StepInputs extends Sequences {
  /** Index into SessionOptions.programs. */
  readonly program: number;
  /** Lanes to train (indices into the session's current lanes). */
  readonly lanes: readonly number[];
  readonly fromStep: number;
  readonly steps: number;
  /** [lanes, steps]. */
  readonly learningRates: Float64Array;
  /** Sites are counted at steps divisible by this. */
  readonly statisticsEvery: number;
}

export interface StepResults {
  /** [lanes, steps] each; NaN after a lane has ended. */
  readonly series: Readonly<Record<SeriesName, Float32Array>>;
  /** Steps at which the sites were counted. */
  readonly siteSteps: readonly number[];
  /** [lanes, site steps, sites, SITE_STATISTICS]. */
  readonly sites: Float32Array;
  /** [lanes, site steps, activationReadings of the program]. */
  readonly activations: Float32Array;
  /** Lanes (positions in StepInputs.lanes) that ended with NaN or Inf, the step and the first tensor that had it. */
  readonly ended: readonly { readonly lane: number; readonly step: number; readonly tensor: string }[];
}

export interface Session {
  run(inputs: StepInputs): Promise<StepResults>;
  /** Mean cross-entropy of each lane over its batches. Changes no state. */
  evaluate(
    program: number,
    lanes: readonly number[],
    batches: number,
    sequences: Sequences,
  ): Promise<Float64Array>;
  /** Workspace buffers may be read and written too while the session has one lane and one thread (tests do). */
  read(lane: number, buffer: BufferName, part?: BufferPart): Promise<Float32Array | Float64Array>;
  write(
    lane: number,
    buffer: BufferName,
    values: Float32Array | Float64Array,
    to?: Omit<BufferPart, 'length'>,
  ): Promise<void>;
  /** Makes the lane's state its snapshot of this number, below SessionOptions.snapshots. The values stay on the device. */
  keep(lane: number, snapshot: number): Promise<void>;
  /** Makes a snapshot the lane's state, bit by bit; the snapshot stays. */
  restore(lane: number, snapshot: number): Promise<void>;
  /** Keeps these lanes with their snapshots, in this order, and frees the others. */
  compact(keep: readonly number[]): Promise<void>;
  close(): Promise<void>;
}

export interface Device {
  describe(): DeviceDescription;
  open(options: SessionOptions): Promise<Session>;
  close(): Promise<void>;
}
