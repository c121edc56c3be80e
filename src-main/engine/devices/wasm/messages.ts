// What the session and its workers say to each other. Numbers go through shared arrays; a worker takes the next lane from
// a shared counter until none is left.
import type { Sequences } from '../../device.ts';
import type { StepProgram } from '../../program.ts';
import type { Ended, RecordArrays, RecordPlan } from '../kit/recorder.ts';
import type { Layout } from './layout.ts';

export interface WorkerSetup {
  readonly module: WebAssembly.Module;
}

interface Lanes {
  readonly program: number;
  /** Slots of the lanes in memory, and their seeds. */
  readonly slots: readonly number[];
  readonly seeds: readonly number[];
  readonly sequences: Sequences;
  /** One value: the next lane to take. */
  readonly next: Int32Array;
}

export type Request =
  | {
      readonly kind: 'open';
      readonly thread: number;
      readonly layout: Layout;
      readonly memory: WebAssembly.Memory;
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
