// What the two processes say to each other: requests with a result each, progress on the way, and one cancel. Both ends
// take their types from here; typed arrays stay what they are. Checkpoints, which may be larger than memory has room for twice,
// go part by part in either direction: the host sends a part when the one before it was taken, and asks for each it goes on from.
import type { DeviceDescription, DeviceName } from '../engine/device.ts';
import type { JobProgress, LaneResult, TrainingJob } from '../engine/job.ts';
import type { ProbeRow } from '../engine/probe.ts';
import type { StoredCorpus } from '../tokens/stored-corpus.ts';
import type { Recipe } from '../recipes/recipe.ts';

/** A variable that tells a host what the log calls it. */
export const HOST_NAME = 'PRECIPICE_HOST_NAME';

export type DeviceChoice = DeviceName | 'auto';

export interface OpenSettings {
  readonly device: DeviceName;
  /** null: as many as the machine has cores, which is the most in any case. */
  readonly threads: number | null;
  /** Lanes that are ever trained at once, where that is known. */
  readonly mostLanes?: number;
  /** A GPU by its number or a part of its name; absent: the one that the device takes by itself. */
  readonly which?: string;
  /** Of the memory that there is for hosts, this one's share; absent: all of it. */
  readonly share?: number;
  readonly corpus: StoredCorpus;
  /** On which `auto` measures the candidates. */
  readonly trial: TrainingJob;
}

/** What starts a host. */
export interface StartSettings extends Omit<OpenSettings, 'device'> {
  readonly device: DeviceChoice;
  /** Variables of its environment beside those of this process. */
  readonly variables?: Readonly<Record<string, string>>;
  /** What the log calls it; absent: the host. */
  readonly name?: string;
}

/** One device that could have been taken: how fast it is, or why it is not there. */
export interface Candidate {
  readonly name: DeviceName;
  readonly laneStepsPerSecond: number | null;
  readonly reason: string | null;
}

export interface OpenedDevice {
  readonly description: DeviceDescription;
  /** Those that `auto` chose from; of a device that was asked for, itself. */
  readonly candidates: readonly Candidate[];
}

export interface Speed {
  readonly secondsPerLaneStep: number;
  /** Of the host's process, all its threads together. */
  readonly processorSecondsPerLaneStep: number;
}

export interface HostProgress extends JobProgress {
  /** Of the host's process, since the last report. */
  readonly processorSeconds: number;
}

export type Request =
  | { readonly kind: 'open'; readonly settings: OpenSettings }
  | { readonly kind: 'measure'; readonly job: TrainingJob; readonly seconds: number }
  | {
      readonly kind: 'train';
      readonly job: TrainingJob;
      /** Parts of the checkpoint that it goes on from, to be asked for; null: it begins at step 0. */
      readonly from: number | null;
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
  open: DeviceDescription;
  measure: Speed;
  train: LaneResult[];
  probe: ProbeRow[];
}
export type RequestKind = Request['kind'];

export type ToHost =
  | { readonly kind: 'request'; readonly id: number; readonly request: Request }
  | { readonly kind: 'cancel'; readonly id: number }
  /** Answers each message about a checkpoint that is made; false: it cannot be kept, and the rest of it is not wanted. */
  | { readonly kind: 'taken'; readonly id: number; readonly goOn: boolean }
  /** null where it cannot be given. */
  | { readonly kind: 'part'; readonly id: number; readonly bytes: Uint8Array | null };

export type FromHost =
  | { readonly kind: 'progress'; readonly id: number; readonly progress: HostProgress }
  /** The next part of the checkpoint that is being made. */
  | { readonly kind: 'checkpoint-part'; readonly id: number; readonly bytes: Uint8Array }
  /** It is whole, or why it will not be, in one sentence. */
  | { readonly kind: 'checkpoint-end'; readonly id: number; readonly problem: string | null }
  | { readonly kind: 'part-wanted'; readonly id: number; readonly number: number }
  | { readonly kind: 'result'; readonly id: number; readonly result: Results[RequestKind] }
  | { readonly kind: 'error'; readonly id: number; readonly message: string; readonly fault: Fault };

/** What was wrong: there was too little memory, where fewer lanes may fit; the checkpoint it was to go on from; anything else. */
export type Fault = 'memory' | 'checkpoint' | 'other';
