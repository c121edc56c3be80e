// The buffers of a session: those of all its programs, each once. Programs of one session share buffers by name.
import type { BufferName, BufferSpec, StepProgram } from './program.ts';

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
