// What the two processes say to each other: requests with a result each, progress on the way, and one cancel. Both ends
// take their types from here; values travel by structured clone, so typed arrays stay what they are.
import type { Corpus } from '../engine/corpus.ts';
import type { DeviceDescription, DeviceName } from '../engine/device.ts';
import type { JobProgress, LaneResult, TrainingJob } from '../engine/job.ts';
import type { ProbeRow } from '../engine/probe.ts';
import type { Recipe } from '../recipes/recipe.ts';

export type DeviceChoice = DeviceName | 'auto';

export interface OpenSettings {
  readonly device: DeviceChoice;
  /** null: as many as the machine has cores, which is the most in any case. */
  readonly threads: number | null;
  /** Lanes that are ever trained at once, where that is known. */
  readonly mostLanes?: number;
  readonly corpus: Corpus;
  /** On which `auto` measures the candidates. */
  readonly probe: TrainingJob;
}

/** One device that could have been taken: how fast it is, or why it is not there. */
export interface Candidate {
  readonly name: DeviceName;
  readonly laneStepsPerSecond: number | null;
  readonly reason: string | null;
}

export interface OpenedDevice {
  readonly description: DeviceDescription;
  readonly candidates: readonly Candidate[];
}

export interface Speed {
  readonly secondsPerLaneStep: number;
}

export type Request =
  | { readonly kind: 'open'; readonly settings: OpenSettings }
  | { readonly kind: 'measure'; readonly job: TrainingJob; readonly seconds: number }
  | {
      readonly kind: 'train';
      readonly job: TrainingJob;
      /** What an earlier `checkpoint` message held. */
      readonly from: Uint8Array | null;
      readonly checkpointSeconds: number;
    }
  | {
      readonly kind: 'probe';
      readonly job: TrainingJob;
      readonly recipes: readonly Recipe[];
      /** Steps between two looks. */
      readonly every: number;
    };

export interface Results {
  open: OpenedDevice;
  measure: Speed;
  train: LaneResult[];
  probe: ProbeRow[];
}
export type RequestKind = Request['kind'];

export type ToHost =
  | { readonly kind: 'request'; readonly id: number; readonly request: Request }
  | { readonly kind: 'cancel'; readonly id: number };

export type FromHost =
  | { readonly kind: 'progress'; readonly id: number; readonly progress: JobProgress }
  | { readonly kind: 'checkpoint'; readonly id: number; readonly state: Uint8Array }
  | { readonly kind: 'result'; readonly id: number; readonly result: Results[RequestKind] }
  | {
      readonly kind: 'error';
      readonly id: number;
      readonly message: string;
      /** Fewer lanes may fit. */
      readonly outOfMemory: boolean;
    };
