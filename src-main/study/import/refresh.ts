// The inputs of a study looked at again: which have changed where they were read, by sizes and times and then by what they hold, and which
// are gone. Only those that changed are read.
import { existsSync } from 'node:fs';
import type { MappedSource } from './create.ts';
import { originOf, readPlace } from './place.ts';
import { SILENT, type OnImportProgress } from './progress.ts';
import type { StoredInput } from './stored-inputs.ts';

export interface Refreshed {
  /** Those that changed, read again. */
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
  const sources = changed
    .map(({ place, mapping, sha256 }) => ({ mapping, sha256, source: readPlace(place!, { onProgress }) }))
    .filter(({ source, sha256 }) => source.sha256 !== sha256)
    .map(({ source, mapping }) => ({ source, mapping }));
  return {
    sources,
    gone: inputs.filter((input) => input.place !== null && !there.includes(input)),
    placeless: inputs.filter(({ place }) => place === null),
  };
}
