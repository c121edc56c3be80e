// What a reader makes of one file of a run, whatever tool wrote it; everything after the readers takes this. Types and one error.
import type { Averaging } from '../../../records/types.ts';
import type { Series } from './series.ts';

export interface Damage {
  /** A sentence without the name of the file. */
  readonly sentence: string;
  /** Only its end is missing: all that lies before it was read. */
  readonly isCut: boolean;
}

export interface RunReading {
  /** What the run was set to, by dotted names. */
  readonly settings: ReadonlyMap<string, unknown>;
  /** What was logged, by the names under which it was. */
  readonly series: ReadonlyMap<string, Series>;
  /** Those of them that are columns of a table, which hold settings as well: one that never changes in any run was set. */
  readonly bare?: ReadonlySet<string>;
  /** As its user named it in its tool, which may say its settings. */
  readonly name?: string | undefined;
  /** The experiment of MLflow or the project of W&B that it is of. */
  readonly study?: string | undefined;
  /** What it has once, under names that may be of settings or of results. */
  readonly cells?: ReadonlyMap<string, unknown>;
  /** What its tool says of how it ended; undefined: nothing. */
  readonly state?: string | undefined;
  /** What its losses are means of, other than one step, as far as it is known. */
  readonly averaging?: Averaging | undefined;
  /** Attempts at it that began again from the start and are not in its series, a sentence without the name of the file each. */
  readonly abandoned?: readonly string[];
  /** When it began, in seconds since 1970; null: the file does not say it. It orders the files of a run that was taken up again. */
  readonly began: number | null;
  /** What of the file could not be read; null: it was read to its end. */
  readonly damage: Damage | null;
}

/** A file that no run can be made of: one sentence without the name of the file. */
export class ReadingError extends Error {}

/** A file that is no part of a run, and takes nothing away from one; a sentence as above. */
export class NotARunError extends Error {}
