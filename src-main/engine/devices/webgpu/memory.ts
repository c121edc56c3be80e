// Plans a session's memory: weights and other state for all lanes at once, the workspace of a step for as many as fit. What
// does not fit is refused here, in one sentence, before anything is allocated.
import { OutOfMemoryError } from '../../device.ts';
import type { CompiledStep } from './compile.ts';
import { COUNT_WIDTH, REPORT_WIDTH, type SessionBindings } from './bindings.ts';

export interface MemoryLimits {
  /** Of one buffer, in bytes. */
  readonly buffer: number;
  /** Of all buffers of a session. */
  readonly total: number;
}

export interface MemoryPlan {
  /** Lanes whose steps are computed at once. */
  readonly group: number;
  /** Bytes of every buffer. */
  readonly buffers: ReadonlyMap<string, number>;
}

/** Steps whose results are read back at once. */
export const REPORTED_STEPS = 64;
const MOST_GROUPS = 65535;

const gibibytes = (bytes: number) => `${(bytes / 2 ** 30).toPrecision(2)} GiB`;

/** @throws OutOfMemoryError where not even one lane at a time can be computed. */
export function planMemory(
  bindings: SessionBindings,
  programs: readonly CompiledStep[],
  lanes: number,
  limits: MemoryLimits,
): MemoryPlan {
  const advice = 'train fewer lanes at once, or use a smaller batch size, context or model';
  const states = [...bindings.states].map(([name, length]) => [name, 4 * length * lanes] as const);
  const perLane = [...bindings.workspaces].map(([name, length]) => [name, 4 * length] as const);
  const tables = [...bindings.tables].map(([name, values]) => [name, 4 * values.length] as const);
  const sum = (buffers: readonly (readonly [string, number])[]) =>
    buffers.reduce((total, [, bytes]) => total + bytes, 0);

  for (const [name, bytes] of [...states, ...perLane, ...tables]) {
    if (bytes <= limits.buffer) continue;
    throw new OutOfMemoryError(
      `${lanes} lanes need ${gibibytes(bytes)} for ${name} and a buffer of this GPU holds ${gibibytes(limits.buffer)}; ${advice}.`,
    );
  }
  const fixed = sum(states) + sum(tables);
  const workspace = sum(perLane);
  if (fixed + workspace > limits.total) {
    throw new OutOfMemoryError(
      `${lanes} lanes need ${gibibytes(fixed + workspace)} of GPU memory and ${gibibytes(limits.total)} are planned with; ${advice}.`,
    );
  }
  const heads = Math.max(
    ...programs.flatMap(({ operations }) =>
      operations.flatMap(({ kernels }) => kernels.map((kernel) => kernel.heads)),
    ),
  );
  const largest = Math.max(...perLane.map(([, bytes]) => bytes));
  const group = Math.min(
    lanes,
    Math.floor(limits.buffer / largest),
    Math.floor((limits.total - fixed) / workspace),
    Math.floor(MOST_GROUPS / heads),
  );
  if (group < 1) throw new Error(`One lane has too many sequences and heads for this GPU; ${advice}.`);
  return { group, buffers: buffersOf(bindings, programs, lanes, group) };
}

/** The same session with fewer lanes at once. */
export function replan(
  bindings: SessionBindings,
  programs: readonly CompiledStep[],
  lanes: number,
  group: number,
): MemoryPlan {
  return { group, buffers: buffersOf(bindings, programs, lanes, group) };
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
    ...[...bindings.states].map(([name, length]) => [name, 4 * length * lanes] as const),
    ...[...bindings.workspaces].map(([name, length]) => [name, 4 * length * group] as const),
    ...[...bindings.tables].map(([name, values]) => [name, 4 * values.length] as const),
    ['#tokens', 4 * group * tokens],
    ['#inputs', 4 * (group * (1 + bindings.streams.length) + rows)],
    ['#report', 4 * rows * REPORT_WIDTH],
    ['#counts', 4 * rows * COUNT_WIDTH * most(({ program }) => program.sites.length)],
    ['#scales', 4 * rows * most(({ bindings: { scaleSites } }) => scaleSites.length)],
  ]);
}
