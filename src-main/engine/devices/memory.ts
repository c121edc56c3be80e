// How many bytes a session takes on a device, before it is opened: what plans are made with. The wasm and webgpu devices allocate
// by the very functions that are asked here. What TensorFlow and a GPU's driver take beside the buffers only they know.
import type { DeviceDescription } from '../device.ts';
import type { StepProgram } from '../program.ts';
import { bufferBytes } from '../session-buffers.ts';
import { temporaryBytes } from './tensorflow/temporaries.ts';
import { laneBytes, sessionBytes as wasmBytes } from './wasm/layout.ts';
import { LARGEST_MEMORY } from './wasm/memories.ts';
import { plannedBytes as webgpuBytes } from './webgpu/memory.ts';

export interface SessionMemory {
  readonly bytes: (lanes: number) => number;
  /** Bytes of the largest tensor that a lane keeps. */
  readonly tensor: number;
  /** Bytes of the largest tensor of a lane's workspace; absent: it does not matter. */
  readonly widest?: number;
  /** Bytes of what must lie together: a lane's state and the workspace of its step. Absent: nothing must. */
  readonly lane?: number;
}

/** @param snapshots States of each lane that are kept beside its own (snapshotsOf). */
export function sessionMemory(
  { name, threads, memory }: Pick<DeviceDescription, 'name' | 'threads' | 'memory'>,
  programs: readonly StepProgram[],
  snapshots: number,
): SessionMemory {
  const { lane, workspace, tensor } = bufferBytes(programs, snapshots);
  switch (name) {
    case 'wasm':
    case 'native':
      return {
        tensor,
        lane: laneBytes(programs),
        bytes: wasmBytes({ programs, snapshots }, threads, memory?.lane ?? LARGEST_MEMORY),
      };
    case 'reference':
      // Every lane has all buffers for itself, in float64.
      return { tensor: 2 * tensor, bytes: (lanes) => 2 * lanes * (lane + workspace) };
    case 'webgpu': {
      const { session: total, tensor: buffer } = memory ?? { session: Infinity, tensor: Infinity };
      return { tensor, ...webgpuBytes(programs, { total, buffer }, snapshots) };
    }
    case 'tensorflow': {
      const step = workspace + temporaryBytes(programs);
      return { tensor, bytes: (lanes) => lanes * lane + Math.min(lanes, threads) * step };
    }
  }
}

type Holder = Pick<DeviceDescription, 'name' | 'lanes' | 'memory'>;

/** The most lanes that the device likes and that fit into its memory, or `machine` bytes where it has none; 0: not even one. */
export function lanesThatFit(device: Holder, memory: SessionMemory, machine: number): number {
  let lanes = device.lanes;
  while (lanes > 0 && excess(device, memory, machine, lanes) !== null) lanes--;
  return lanes;
}

/** What a lane needs and there is not, to be said of it; null where it fits. */
export function whyNoLaneFits(device: Holder, memory: SessionMemory, machine: number): string | null {
  return excess(device, memory, machine, 1);
}

const gibibytes = (bytes: number) => `${Number((bytes / 2 ** 30).toPrecision(3))} GiB`;

function excess(
  { name, memory }: Holder,
  { bytes, tensor, widest = 0, lane = 0 }: SessionMemory,
  machine: number,
  lanes: number,
): string | null {
  const {
    session,
    tensor: ofTensor,
    lane: ofLane = Infinity,
  } = memory ?? { session: machine, tensor: Infinity };
  if (bytes(lanes) > session)
    return `needs ${gibibytes(bytes(lanes))} of memory, and the ${name} device can have ${gibibytes(session)}`;
  if (lane > ofLane)
    return `needs ${gibibytes(lane)} of memory in one piece, weights, moments and the workspace of a step, and the ${name} device has ${gibibytes(ofLane)} at most in one`;
  const largest = Math.max(lanes * tensor, widest);
  if (largest > ofTensor)
    return `has a tensor of ${gibibytes(largest)}, and a buffer of this GPU holds ${gibibytes(ofTensor)}`;
  return null;
}
