// Plans a session's memory: weights and other state for all lanes at once, the workspace of a step for as many as fit. What
// does not fit is refused here, in one sentence, before anything is allocated.
import { OutOfMemoryError } from '../../device.ts';
import type { StepProgram } from '../../program.ts';
import { compile, type CompiledStep } from './compile.ts';
import { SESSION_UNIFORMS } from './kernel.ts';
import { SessionBindings } from './bindings.ts';

export interface MemoryLimits {
  /** Of one buffer, in bytes. */
  readonly buffer: number;
  /** Of all buffers of a session. */
  readonly total: number;
}

export interface MemoryPlan {
  /** Lanes whose steps are computed at once. */
  readonly group: number;
  /** Bytes of every buffer but the uniforms. */
  readonly buffers: ReadonlyMap<string, number>;
  /** Of all buffers together. */
  readonly bytes: number;
}

/** Steps whose results are read back at once. */
export const REPORTED_STEPS = 64;
const MOST_GROUPS = 65535;

const gibibytes = (bytes: number) => `${(bytes / 2 ** 30).toPrecision(2)} GiB`;

export interface PlannedBytes {
  /** Bytes of all buffers; where so many lanes do not fit, of those that the fewest at a time would need. */
  readonly bytes: (lanes: number) => number;
  /** Bytes of the largest buffer of the workspace of one lane. */
  readonly widest: number;
}

/** What a session without matrix units takes: those have operands of their own besides. */
export function plannedBytes(
  programs: readonly StepProgram[],
  limits: MemoryLimits,
  snapshots = 0,
): PlannedBytes {
  const bindings = new SessionBindings(programs, null, snapshots);
  const compiled = programs.map((program) => compile(program, bindings));
  return {
    widest: 4 * Math.max(...bindings.workspaces.values()),
    bytes: (lanes) => {
      const least = bytesOf(bindings, compiled, lanes, 1);
      if (least > limits.total) return least;
      return bytesOf(bindings, compiled, lanes, Math.max(1, groupOf(bindings, compiled, lanes, limits)));
    },
  };
}

/** @throws OutOfMemoryError where not even one lane at a time can be computed. */
export function planMemory(
  bindings: SessionBindings,
  programs: readonly CompiledStep[],
  lanes: number,
  limits: MemoryLimits,
): MemoryPlan {
  const advice = 'train fewer lanes at once, or use a smaller batch size, context or model';
  const states = bindings.lasting.map(([name, length]) => [name, 4 * length * lanes] as const);
  const perLane = [...bindings.workspaces].map(([name, length]) => [name, 4 * length] as const);
  const tables = [...bindings.tables].map(([name, values]) => [name, 4 * values.length] as const);
  for (const [name, bytes] of [...states, ...perLane, ...tables]) {
    if (bytes <= limits.buffer) continue;
    throw new OutOfMemoryError(
      `${lanes} lanes need ${gibibytes(bytes)} for ${name} and a buffer of this GPU holds ${gibibytes(limits.buffer)}; ${advice}.`,
    );
  }
  const least = bytesOf(bindings, programs, lanes, 1);
  if (least > limits.total) {
    throw new OutOfMemoryError(
      `${lanes} lanes need ${gibibytes(least)} of GPU memory and ${gibibytes(limits.total)} are planned with; ${advice}.`,
    );
  }
  const group = groupOf(bindings, programs, lanes, limits);
  if (group < 1) throw new Error(`One lane has too many sequences and heads for this GPU; ${advice}.`);
  return replan(bindings, programs, lanes, group);
}

const kernelsOf = (programs: readonly CompiledStep[]) =>
  programs.flatMap(({ operations }) => operations.flatMap(({ kernels }) => kernels));

/** The most lanes at a time. */
function groupOf(
  bindings: SessionBindings,
  programs: readonly CompiledStep[],
  lanes: number,
  limits: MemoryLimits,
): number {
  const heads = Math.max(...kernelsOf(programs).map((kernel) => kernel.heads));
  const largest = 4 * Math.max(...bindings.workspaces.values());
  const [none, one] = [0, 1].map((group) => bytesOf(bindings, programs, lanes, group)) as [number, number];
  return Math.min(
    lanes,
    Math.floor(limits.buffer / largest),
    Math.floor((limits.total - none) / (one - none)),
    Math.floor(MOST_GROUPS / heads),
  );
}

/** The same session with fewer lanes at once. */
export function replan(
  bindings: SessionBindings,
  programs: readonly CompiledStep[],
  lanes: number,
  group: number,
): MemoryPlan {
  const buffers = buffersOf(bindings, programs, lanes, group);
  return { group, buffers, bytes: bytesOf(bindings, programs, lanes, group) };
}

/** The uniforms, of which each kernel has one, included. */
function bytesOf(
  bindings: SessionBindings,
  programs: readonly CompiledStep[],
  lanes: number,
  group: number,
): number {
  const uniforms = kernelsOf(programs).reduce((sum, { numbers }) => sum + numbers.byteLength, 0);
  const sizes = [...buffersOf(bindings, programs, lanes, group).values()];
  return sizes.reduce((sum, bytes) => sum + bytes, uniforms + SESSION_UNIFORMS);
}

function buffersOf(
  bindings: SessionBindings,
  programs: readonly CompiledStep[],
  lanes: number,
  group: number,
): Map<string, number> {
  const most = (of: (compiled: CompiledStep) => number) => Math.max(1, ...programs.map(of));
  const rows = REPORTED_STEPS * group;
  const tokens = most(({ program: { batchSize, context } }) => batchSize * (context + 1));
  return new Map([
    ...bindings.lasting.map(([name, length]) => [name, 4 * length * lanes] as const),
    ...[...bindings.workspaces].map(([name, length]) => [name, 4 * length * group] as const),
    ...[...bindings.tables].map(([name, values]) => [name, 4 * values.length] as const),
    ['#tokens', 4 * group * tokens],
    ['#inputs', 4 * (group * (1 + bindings.streams.length) + rows)],
    ['#report', 4 * rows * most(({ bindings: { reportWidth } }) => reportWidth)],
    ['#counts', 4 * rows * most(({ bindings: { counts } }) => counts)],
    ['#scales', 4 * rows * most(({ bindings: { scaleSites } }) => scaleSites.length)],
  ]);
}
