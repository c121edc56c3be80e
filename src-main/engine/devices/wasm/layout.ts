// Where everything stands in the shared memories of a session: the state of each lane, and for each thread the workspace of
// one step. Plain data, computed once and sent to the workers.
import type { SessionShape } from '../../device.ts';
import { HADAMARD_POINTS } from '../../../formats/hadamard.ts';
import { layoutOf as scalesOf } from '../../../formats/scaling.ts';
import type { Operand, Operation, OperationOf, StepProgram } from '../../program.ts';
import { lengthOf, sessionBuffers } from '../../session-buffers.ts';
import { rowBlock, sumBlock } from '../blas/shapes.ts';
import { PAGE } from './memories.ts';
import { shareRoundings } from './sharing.ts';

/** One memory. */
export interface Layout {
  readonly lanes: number;
  /** Threads that may train its lanes at once, each in a workspace of its own. */
  readonly threads: number;
  readonly states: number;
  readonly stateBytes: number;
  readonly workspaces: number;
  readonly workspaceBytes: number;
  /** Offsets from the start of a lane's state. */
  readonly stateOffsets: Readonly<Record<string, number>>;
  /** Offsets from the start of a thread's workspace. */
  readonly workspaceOffsets: Readonly<Record<string, number>>;
  readonly lengths: Readonly<Record<string, number>>;
  /** Offsets in a workspace. */
  readonly tokens: number;
  readonly sums: number;
  readonly counts: number;
  readonly scratch: number;
  /** A rounded operand that the next product reads again. */
  readonly kept: number;
  /** Casts and rotary tables of each program. */
  readonly tables: readonly number[];
  /** Whole pages. */
  readonly totalBytes: number;
}

export interface SessionLayout {
  /** Threads that train: more than there are lanes would have nothing to do. */
  readonly threads: number;
  /** One for all threads; or several, each with one workspace and the lanes that take turns in it. */
  readonly memories: readonly Layout[];
}

/** What does not depend on the number of lanes and threads. */
type Parts = Omit<Layout, 'lanes' | 'threads' | 'workspaces' | 'totalBytes'>;

/** What the kernels' own constants need, and more. */
const RESERVED = 65536;
/** Casts and roundings of attention heads. */
const TABLE_BYTES = 65536;
export const COUNT_BYTES = 12;
/** Rows that gemmColumns packs, and rows that gemmRows rounds, at once (kernels/gemm.ts). */
const DEPTH = 256;
const HEIGHT = 96;

/** Bytes of an array with room for two vectors after its last value. */
export function room(values: number): number {
  return Math.ceil((4 * values + 32) / 64) * 64;
}

/** Columns of the panels of B, rows of a tile, and bytes for a tile at an edge (kernels/tile.ts). */
const PANEL = 16;
const TILE_ROWS = 6;
/** Rows whose blocks get their factors together (kernels/blocks.ts). */
const BLOCK_ROWS = 32;
export const EDGE_BYTES = 384;

/** Columns in whole panels. */
export const panels = (n: number) => Math.ceil(n / PANEL) * PANEL;

/**
 * Offsets of what a product needs beside its operands: a rounded operand, whole only where it has blocks or sums are narrow, else
 * the rows that are rounded at once, and B packed, whole or as much as one pass over the sum takes.
 */
export function productScratch(op: OperationOf<'matmul'>) {
  const { m, n, k, accumulation } = op;
  const inPasses = op.transposeA && !accumulation;
  const isWhole = ({ precision }: Operand) => accumulation !== null || scalesOf(precision!).blocks !== null;
  const rowsOfA = inPasses ? 0 : Math.min(m, Math.max(HEIGHT, rowBlock(op)));
  const valuesOfA = op.a.precision ? (isWhole(op.a) ? m : rowsOfA) * k : 0;
  const valuesOfB = op.b.precision && (!inPasses || isWhole(op.b)) ? k * n : 0;
  const terms = sumBlock(op);
  const pass = room((DEPTH + 1) * (panels(n) + m + TILE_ROWS + Math.max(m, n))) + EDGE_BYTES + 256;
  const packedBytes = inPasses ? Math.max(pass, room(terms * m) + room(terms * n)) : room(k * panels(n));
  const a = EDGE_BYTES;
  const b = a + room(valuesOfA);
  const packed = b + room(valuesOfB);
  const blocks = packed + packedBytes;
  return { a, b, packed, blocks, bytes: blocks + blockScratch(Math.max(m, n, k)) };
}

/** Bytes that `quantizeBlocks` needs. */
export function blockScratch(columns: number): number {
  return Math.max(room(5 * (columns + 16)), room(3 * (BLOCK_ROWS * Math.ceil(columns / 8) + 16)));
}

/** Rows of the backward pass of attention whose probabilities exist at once (kernels/attention.ts). */
const ATTENTION_ROWS = 96;

/** Bytes of the `scratch` of `attention` and `attentionGradient` (kernels/attention.ts). */
function attentionScratch(op: OperationOf<'attention' | 'attention-gradient'>): number {
  const { kind, context: n, heads, width } = op;
  const headWidth = width / heads;
  const rows = room(n * headWidth);
  const packed = room(Math.max(panels(n) * headWidth, n * panels(headWidth)));
  const line = 4 * (panels(n) + PANEL);
  return (
    EDGE_BYTES +
    (kind === 'attention'
      ? rows + 2 * packed + TILE_ROWS * line
      : 2 * rows + 5 * packed + 2 * ATTENTION_ROWS * line)
  );
}

/** Bytes of the `scratch` of `hadamard` (kernels/hadamard.ts). */
const HADAMARD_BLOCK = room(HADAMARD_POINTS * HADAMARD_POINTS);

function scratchOf(op: Operation): number {
  switch (op.kind) {
    case 'matmul':
      return productScratch(op).bytes;
    case 'attention':
    case 'attention-gradient':
      return attentionScratch(op);
    case 'norm-gradient':
      return room(2 * op.x.width + 24);
    case 'hadamard':
      return HADAMARD_BLOCK;
    case 'round':
      return blockScratch(op.columns);
    default:
      return 0;
  }
}

/** Cosines and then sines, [context, width / 2] each. */
export function rotaryBytes(op: OperationOf<'rotary'>): number {
  return room(op.context * op.x.width);
}

/** Operations of the same key read the same table. */
export function rotaryKey({ context, base, x }: OperationOf<'rotary'>): string {
  return JSON.stringify([context, base, x.width]);
}

/** Bytes of a session of so many lanes: of all its memories, of which none has more than `largest`, and of what is kept beside. */
export function sessionBytes(
  { programs, snapshots = 0 }: Pick<SessionShape, 'programs' | 'snapshots'>,
  threads: number,
  largest: number,
): (lanes: number) => number {
  const parts = partsOf(programs);
  return (lanes) => bytesOf(spread(parts, lanes, threads, largest)) + lanes * snapshots * parts.stateBytes;
}

export function bytesOf({ memories }: SessionLayout): number {
  return memories.reduce((sum, { totalBytes }) => sum + totalBytes, 0);
}

/** Bytes of the memory of one lane: its state and a workspace. */
export function laneBytes(programs: readonly StepProgram[]): number {
  return layoutOf(partsOf(programs), 1, 1).totalBytes;
}

/** All lanes in one memory. */
export function planLayout({ programs, lanes }: SessionShape, threads: number): Layout {
  return layoutOf(partsOf(programs), lanes, Math.min(threads, lanes));
}

/** Memories of `largest` bytes at most; of more where not even one lane fits into that. */
export function planSession(
  { programs, lanes }: SessionShape,
  threads: number,
  largest: number,
): SessionLayout {
  return spread(partsOf(programs), lanes, threads, largest);
}

function spread(parts: Parts, lanes: number, mostThreads: number, largest: number): SessionLayout {
  const threads = Math.min(mostThreads, lanes);
  const together = layoutOf(parts, lanes, threads);
  if (together.totalBytes <= largest) return { threads, memories: [together] };
  const forStates = Math.floor(largest / PAGE) * PAGE - parts.states - parts.workspaceBytes - RESERVED;
  const lanesEach = Math.max(1, Math.floor(forStates / parts.stateBytes));
  const count = Math.max(threads, Math.ceil(lanes / lanesEach));
  const until = (memory: number) => Math.floor((memory * lanes) / count);
  const memories = Array.from({ length: count }, (_, memory) =>
    layoutOf(parts, until(memory + 1) - until(memory), 1),
  );
  return { threads, memories };
}

function layoutOf(parts: Parts, lanes: number, threads: number): Layout {
  const workspaces = parts.states + lanes * parts.stateBytes;
  const end = workspaces + threads * parts.workspaceBytes + RESERVED;
  return { ...parts, lanes, threads, workspaces, totalBytes: Math.ceil(end / PAGE) * PAGE };
}

function partsOf(programs: readonly StepProgram[]): Parts {
  const lengths: Record<string, number> = {};
  const stateOffsets: Record<string, number> = {};
  const workspaceOffsets: Record<string, number> = {};
  let stateBytes = 0;
  let workspace = 0;
  for (const [name, spec] of sessionBuffers(programs)) {
    const length = lengthOf(spec);
    lengths[name] = length;
    if (spec.life === 'state') {
      stateOffsets[name] = stateBytes;
      stateBytes += room(length);
    } else {
      workspaceOffsets[name] = workspace;
      workspace += room(length);
    }
  }
  const most = (of: (program: StepProgram) => number) => Math.max(...programs.map(of));
  const operations = programs.flatMap((program) => program.operations);
  const tokens = workspace;
  const sums = tokens + room(most(({ microBatch, context }) => microBatch * (context + 1)));
  const counts = sums + 64;
  const scratch = counts + room((most(({ sites }) => sites.length) * COUNT_BYTES) / 4);
  const kept = scratch + Math.max(64, ...operations.map(scratchOf));
  const shared = programs.flatMap((program) => [...shareRoundings(program.operations).kept]);
  let workspaceBytes = kept + Math.max(0, ...shared.map((op) => room(op.m * op.k)));
  const tables = programs.map((program) => {
    const start = workspaceBytes;
    const rotary = program.operations.filter((op) => op.kind === 'rotary');
    const tables = new Map(rotary.map((op) => [rotaryKey(op), rotaryBytes(op)]));
    workspaceBytes += TABLE_BYTES + [...tables.values()].reduce((sum, bytes) => sum + bytes, 0);
    return start;
  });
  return {
    states: RESERVED,
    stateBytes,
    workspaceBytes,
    stateOffsets,
    workspaceOffsets,
    lengths,
    tokens,
    sums,
    counts,
    scratch,
    kept,
    tables,
  };
}
