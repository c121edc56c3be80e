// The buffers of a session: those of all its programs, each once. Programs of one session share buffers by name.
import type { BufferName, BufferSpec, StepProgram } from './program.ts';

/** Bytes of the buffers as float32. */
export interface BufferBytes {
  /** What each lane keeps, its snapshots included, and the largest tensor of it. */
  readonly lane: number;
  readonly tensor: number;
  /** Of one step: lanes that are trained one after the other share it. */
  readonly workspace: number;
}

export function lengthOf({ shape }: Pick<BufferSpec, 'shape'>): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** @throws Error when one name has two lives or lengths: lanes would then share what is their own. */
export function sessionBuffers(programs: readonly StepProgram[]): ReadonlyMap<BufferName, BufferSpec> {
  const buffers = new Map<BufferName, BufferSpec>();
  for (const spec of programs.flatMap((program) => program.buffers)) {
    const known = buffers.get(spec.name) ?? spec;
    if (known.life !== spec.life || lengthOf(known) !== lengthOf(spec)) {
      throw new Error(`Buffer ${spec.name} differs between the programs.`);
    }
    buffers.set(spec.name, known);
  }
  return buffers;
}

/** The buffers that outlive a step, over all programs of a session, and how many values each has. */
export function stateLengths(programs: readonly StepProgram[]): ReadonlyMap<BufferName, number> {
  const specs = [...sessionBuffers(programs).values()].filter(({ life }) => life === 'state');
  return new Map(specs.map((spec) => [spec.name, lengthOf(spec)]));
}

/** @param snapshots States of each lane that are kept beside its own (snapshotsOf). @throws Error as sessionBuffers. */
export function bufferBytes(programs: readonly StepProgram[], snapshots: number): BufferBytes {
  const buffers = [...sessionBuffers(programs).values()];
  const bytesOf = (life: BufferSpec['life']) =>
    buffers.filter((spec) => spec.life === life).map((spec) => 4 * lengthOf(spec));
  const sum = (bytes: readonly number[]) => bytes.reduce((total, each) => total + each, 0);
  const state = bytesOf('state');
  return {
    lane: (1 + snapshots) * sum(state),
    tensor: Math.max(0, ...state),
    workspace: sum(bytesOf('workspace')),
  };
}
