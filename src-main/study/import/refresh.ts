// The inputs of a study looked at again: which have changed where they were read, by sizes and times and then by what they hold, and which
// are gone. Only those that changed are read, and those whose runs others repeat.
import { existsSync, statSync } from 'node:fs';
import { openStudy } from '../study.ts';
import type { MappedSource } from './create.ts';
import type { Growth } from '../../records/growth.ts';
import { growStudy, grownRuns, growthOf } from './grow.ts';
import { originOf, readPlace } from './place.ts';
import { SILENT, type OnImportProgress } from './progress.ts';
import { inputsOf, storedInputs, type StoredInput } from './stored-inputs.ts';

export interface Refreshed {
  /** Those that changed, read again, and with them those of whose runs others are repeats. */
  readonly sources: readonly MappedSource[];
  /** Those that are no longer there, and those that were given without a place. */
  readonly gone: readonly StoredInput[];
  readonly placeless: readonly StoredInput[];
}

/** @throws ImportError where an input that changed cannot be read any more. */
export function changedSources(
  inputs: readonly StoredInput[],
  onProgress: OnImportProgress = SILENT,
): Refreshed {
  const there = inputs.filter(({ place }) => place !== null && existsSync(place));
  const changed = there.filter(({ place, state }) => originOf(place!).state !== state);
  const inChanged = changed
    .map(({ place, mapping, sha256 }) => ({
      place,
      mapping,
      sha256,
      source: readPlace(place!, { onProgress }),
    }))
    .filter(({ source, sha256, place }) => source.sha256 !== sha256 || hasLog(place!));
  // A run that gave way to one of another input may have to come back when that one has changed.
  const repeated = inChanged.length === 0 ? [] : there.filter(({ repeats = 0 }) => repeats > 0);
  const others = repeated
    .filter(({ place }) => inChanged.every((each) => each.place !== place))
    .map(({ place, mapping }) => ({ mapping, source: readPlace(place!, { onProgress }) }));
  const sources = [...inChanged, ...others].map(({ source, mapping }) => ({ source, mapping }));
  return {
    sources,
    gone: inputs.filter((input) => input.place !== null && !there.includes(input)),
    placeless: inputs.filter(({ place }) => place === null),
  };
}

/** What SQLite has written beside a database is in no SHA-256 of it. */
function hasLog(place: string): boolean {
  return ['-wal', '-journal'].some(
    (ending) => (statSync(`${place}${ending}`, { throwIfNoEntry: false })?.size ?? 0) > 0,
  );
}

/** What came of a refresh, by the names of inputs. */
export interface RefreshSummary {
  readonly growth: Growth;
  readonly inputs: number;
  /** Read again. */
  readonly read: readonly string[];
  readonly gone: readonly string[];
  readonly placeless: readonly string[];
}

/** Reads again what has changed of the inputs of a study; where nothing has, nothing is written. @throws as growStudy. */
export function refreshStudy(file: string, onProgress: OnImportProgress = SILENT): RefreshSummary {
  const inputs = inStudy(file, inputsOf);
  const { sources, gone, placeless } = changedSources(inputs, onProgress);
  const growing = { onProgress, vanished: gone };
  const growth =
    sources.length > 0
      ? growStudy(file, sources, growing).growth
      : inStudy(file, (study) => growthOf(grownRuns(storedInputs(study), [], growing)));
  const names = (list: readonly StoredInput[]) => list.map(({ name }) => name);
  return {
    growth,
    inputs: inputs.length,
    read: sources.map(({ source }) => source.fileName),
    gone: names(gone),
    placeless: names(placeless),
  };
}

function inStudy<Result>(file: string, read: (study: ReturnType<typeof openStudy>) => Result): Result {
  const study = openStudy(file, 'read');
  try {
    return read(study);
  } finally {
    study.close();
  }
}
