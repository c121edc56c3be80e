// What the session and its workers say to each other. Numbers go through shared arrays; a worker takes the next turn from a
// shared counter until none is left.
import type { Sequences } from '../../device.ts';
import type { StepProgram } from '../../program.ts';
import type { BlasLibrary } from '../blas/library.ts';
import type { Ended, RecordArrays, RecordPlan } from '../kit/recorder.ts';
import type { SessionLayout } from './layout.ts';

/** What multiplies matrices without a side below `smallestSide`; the kernels multiply all where there is none. */
export interface Blas {
  readonly library: BlasLibrary;
  readonly smallestSide: number;
}

export interface WorkerSetup {
  readonly module: WebAssembly.Module;
  readonly blas: Blas | null;
}

/** Where a lane's state stands: which of the session's memories, which of its states. */
export interface Place {
  readonly memory: number;
  readonly slot: number;
  readonly seed: number;
}

export interface Lanes {
  readonly program: number;
  readonly lanes: readonly Place[];
  /** Positions of lanes that one thread trains one after the other: they share a workspace. */
  readonly turns: readonly (readonly number[])[];
  readonly sequences: Sequences;
  /** One value: the next turn to take. */
  readonly next: Int32Array;
}

export type Request =
  | {
      readonly kind: 'open';
      readonly thread: number;
      readonly layout: SessionLayout;
      readonly memories: readonly WebAssembly.Memory[];
      readonly programs: readonly StepProgram[];
    }
  | (Lanes & {
      readonly kind: 'run';
      readonly learningRates: Float64Array;
      readonly plan: RecordPlan;
      readonly arrays: RecordArrays;
    })
  | (Lanes & { readonly kind: 'evaluate'; readonly batches: number; readonly losses: Float64Array })
  | { readonly kind: 'close' };

export type Reply =
  { readonly ok: true; readonly ended: readonly Ended[] } | { readonly ok: false; readonly message: string };
