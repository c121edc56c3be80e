// What a checkpoint of a training job holds.
import type { LaneData } from './lane-run.ts';
import type { LaneState } from './lane-state.ts';

/** A job half done: what training goes on from, bit for bit. Lanes are in the order of the job's. */
export interface JobCheckpoint {
  readonly lanes: readonly {
    readonly data: LaneData;
    /** null: the lane has ended. */
    readonly state: LaneState | null;
  }[];
}
