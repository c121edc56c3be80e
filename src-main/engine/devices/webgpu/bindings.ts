// Names of a session's step programs turned into storage buffers: which there are, how long each is per lane, and the
// numbers by which kernels know sites, tensors and streams of random numbers. Plain bookkeeping; session.ts allocates.
import type { SeriesName } from '../../device.ts';
import { isRepeated, microBatchesOf, skippedOperations } from '../../micro-batches.ts';
import type { BufferName, OperationOf, Site, StepProgram } from '../../program.ts';
import { lengthOf, sessionBuffers } from '../../session-buffers.ts';
import { watchedTensors, type SeriesFact } from '../kit/facts.ts';
import type { Port } from './kernel.ts';
import type { MatrixUnits } from './matrix-units.ts';

type Access = Port['access'];

/** Where a lane's numbers stand in its row of the report; floats as their bits. */
export const REPORT: Readonly<Record<SeriesName | 'nonfinite' | 'overflow' | 'skipped', number>> = {
  loss: 0,
  logZ: 1,
  sharpness: 2,
  sharpnessLast: 3,
  /** An integer that orders like the float: see `ordered` in kernels/attention.ts. 0: none. */
  largestLogit: 4,
  /** Sums of squares in three parts: see kernels/update.ts. */
  gradientNorm: 5,
  clipFactor: 8,
  updateRms: 9,
  /** Number of tensors less the index of the first with NaN or Inf; 0: none. */
  nonfinite: 12,
  lossScale: 13,
  /** As `nonfinite`, of gradients by which a dynamic loss scale has to judge: then what is found there is not said at once. */
  overflow: 14,
  /** 1: the step was skipped. */
  skipped: 15,
};
/** Words of these fields; what activations report stands behind them. */
export const REPORT_FIELDS = 16;
/** Words of a `moments` operation: see kernels/moments.ts. An attention has one, its largest logit, as above. */
export const ACTIVATION_WORDS = 6;

/** Counted values that were not zero, became zero, were too large. */
export const COUNT_WIDTH = 3;

/** The buffer that holds a snapshot of a state of all lanes: a GPU does not copy within one buffer. */
export const snapshotName = (state: string, snapshot: number) => `${state}#${snapshot}`;

/** What all programs of a session share. */
export class SessionBindings {
  /** Values per lane. */
  readonly states = new Map<string, number>();
  readonly workspaces = new Map<string, number>();
  /** Constants, the same for all lanes. */
  readonly tables = new Map<string, Float32Array>();
  /** Purposes of stochastic rounding, in the order in which `#inputs` has their prefixes. */
  readonly streams: string[] = [];
  /** null: products are made without them. */
  readonly units: MatrixUnits | null;

  /** States of each lane that are kept beside its own. */
  readonly snapshots: number;

  constructor(programs: readonly StepProgram[], units: MatrixUnits | null = null, snapshots = 0) {
    this.units = units;
    this.snapshots = snapshots;
    for (const [name, spec] of sessionBuffers(programs)) {
      const lengths = spec.life === 'state' ? this.states : this.workspaces;
      lengths.set(name, lengthOf(spec));
    }
  }

  /** Buffers that lanes have as long as they live, by name and length: their states, and their snapshots, each in buffers of its own. */
  get lasting(): [name: string, length: number][] {
    const snapshots = Array.from({ length: this.snapshots }, (_, snapshot) => snapshot);
    return [...this.states].flatMap(([name, length]) => [
      [name, length],
      ...snapshots.map((snapshot): [string, number] => [snapshotName(name, snapshot), length]),
    ]);
  }

  stream(purpose: string): number {
    const known = this.streams.indexOf(purpose);
    return known >= 0 ? known : this.streams.push(purpose) - 1;
  }

  table(values: Float32Array): Port {
    const same = [...this.tables].find(([, known]) => String(known) === String(values));
    const buffer = same?.[0] ?? `#table${this.tables.size}`;
    if (!same) this.tables.set(buffer, values);
    return { buffer, life: 'shared', length: values.length, access: 'read', type: 'f32' };
  }
}

/** The column of a scale's report, and how many further that of the next micro-batch stands; 0: it is made once a step. */
export interface ScaleColumns {
  readonly first: number;
  readonly perMicroBatch: number;
}

/** The bindings of one program. */
export class StepBindings {
  readonly session: SessionBindings;
  readonly program: StepProgram;
  /** Tensors in which NaN or Inf is looked for, in the order of the step. */
  readonly tensors: readonly string[];
  /** Counters of a lane and step: those of each micro-batch by itself, as all of a large batch are more than 32 bits count. */
  readonly counts: number;
  /** The site of each tensor-wide scale, in the order of the columns of `#scales`: those of each micro-batch, then the others. */
  readonly scaleSites: readonly Site[];
  /** Columns of scales that a skipped step does not make. */
  readonly unmadeColumns: ReadonlySet<number>;
  readonly #scaleColumns: ReadonlyMap<OperationOf<'scale'>, ScaleColumns>;
  /** Where each operation that reports activations has its words in a lane's row of the report. */
  readonly activations: ReadonlyMap<OperationOf<'moments' | 'attention'>, number>;
  /** Words of a row. */
  readonly reportWidth: number;

  constructor(session: SessionBindings, program: StepProgram) {
    this.session = session;
    this.program = program;
    const { operations } = program;
    this.tensors = watchedTensors(program);
    let words = REPORT_FIELDS;
    const activations = new Map<OperationOf<'moments' | 'attention'>, number>();
    for (const op of operations) {
      if ((op.kind !== 'moments' && op.kind !== 'attention') || op.again) continue;
      activations.set(op, words);
      words += op.kind === 'moments' ? ACTIVATION_WORDS : 1;
    }
    this.activations = activations;
    this.reportWidth = words;
    const scales = operations.filter((op) => op.kind === 'scale');
    const [repeated, once] = [scales.filter(isRepeated), scales.filter((op) => !isRepeated(op))];
    const times = microBatchesOf(program);
    this.counts = times * program.sites.length * COUNT_WIDTH;
    const inOrder = [...Array.from({ length: times }, () => repeated).flat(), ...once];
    this.scaleSites = inOrder.map(({ site }) => site);
    this.#scaleColumns = new Map([
      ...repeated.map((op, first) => [op, { first, perMicroBatch: repeated.length }] as const),
      ...once.map((op, i) => [op, { first: times * repeated.length + i, perMicroBatch: 0 }] as const),
    ]);
    const skippable = skippedOperations(program);
    this.unmadeColumns = new Set(
      once.filter((op) => skippable.has(op)).map((op) => this.#scaleColumns.get(op)!.first),
    );
  }

  scaleColumns(op: OperationOf<'scale'>): ScaleColumns {
    return this.#scaleColumns.get(op)!;
  }

  read(buffer: BufferName, type: Port['type'] = 'f32'): Port {
    return this.#port(buffer, 'read', type);
  }

  write(buffer: BufferName, type: Port['type'] = 'f32'): Port {
    return this.#port(buffer, 'write', type);
  }

  /** Of each lane, whether it skips the step (1 or 0), and AdamW's corrections, 1 / (1 - beta^t), if not. */
  turn(access: Access): Port {
    return this.scratch('turn', 3, access);
  }

  /** A buffer of the kernels' own, valid until the next operation asks for one of that name. */
  scratch(name: string, length: number, access: Access, type: Port['type'] = 'f32'): Port {
    const buffer = `#${name}`;
    const { workspaces } = this.session;
    workspaces.set(buffer, Math.max(length, workspaces.get(buffer) ?? 0));
    return { buffer, life: 'workspace', length, access, type };
  }

  shared(name: 'tokens' | 'report' | 'counts' | 'scales', access: Access): Port {
    const type = name === 'scales' ? 'f32' : 'u32';
    return { buffer: `#${name}`, life: 'shared', length: 0, access, type };
  }

  site(site: Site): number {
    return this.program.sites.indexOf(site);
  }

  #port(buffer: BufferName, access: Access, type: Port['type']): Port {
    const state = this.session.states.get(buffer);
    if (state !== undefined) return { buffer, life: 'state', length: state, access, type };
    const length = this.session.workspaces.get(buffer)!;
    return { buffer, life: 'workspace', length, access, type };
  }
}

/** WGSL: where the lane's row of the report begins. */
export const REPORT_ROW = `(now.row * now.lanes + lane) * now.reportWidth`;

/** The place of a fact's tensor among those that may have NaN or Inf, from the end: the number `rank` of a kernel. */
export function rankOf(bindings: StepBindings, { tensor }: SeriesFact): number {
  return bindings.tensors.length - bindings.tensors.indexOf(tensor!);
}

/** WGSL: a tensor has NaN or Inf, which a dynamic loss scale may answer; else it is as MARK_NONFINITE. */
export const MARK_OVERFLOW = `atomicMax(&report[${REPORT_ROW} + ${REPORT.overflow}u], own.rank);`;

/** WGSL: says in the report that the tensor `own.rank` has NaN or Inf; the earliest one stays. */
export const MARK_NONFINITE = `atomicMax(&report[${REPORT_ROW} + ${REPORT.nonfinite}u], own.rank);`;
