// The places that were read last for an import, kept in the reader's process: every choice of its user is another look at the same runs,
// and a folder of ten thousand takes many seconds to read. One is read again where a file of it has changed, and none is kept for long.
import { ImportError } from '../study/import/import-error.ts';
import { stateOfPlace, readPlace } from '../study/import/place.ts';
import type { TableSource } from '../study/import/create.ts';
import type { OnImportProgress } from '../study/import/progress.ts';

/** Milliseconds after the last look. They may hold some hundred megabytes. */
const KEPT = 10 * 60_000;

/** By path, and what lay there. */
let kept = new Map<string, TableSource>();
let forgetting: NodeJS.Timeout | undefined;

export interface NamedPlace {
  /** As it was named. */
  readonly place: string;
  /** The full path; null: there is none, and `complaint` says why. */
  readonly full: string | null;
  readonly complaint: string | null;
  /** See place.ts. */
  readonly hasCompanions: boolean;
}

/** What lies at each of the places, or why it cannot be read. */
export function placesOnce(
  places: readonly NamedPlace[],
  onProgress: OnImportProgress,
): readonly (TableSource | ImportError)[] {
  clearTimeout(forgetting);
  const keys = places.map((place) => orError(() => keyOf(place)));
  // What is left out has gone first: all of it may be more than the memory holds.
  kept = new Map([...kept].filter(([key]) => keys.includes(key)));
  const sources = places.map(({ full, complaint, hasCompanions }, number) => {
    if (full === null) return new ImportError(complaint ?? '');
    const key = keys[number]!;
    if (key instanceof ImportError) return key;
    const known = kept.get(key);
    if (known) return known;
    const ofAll: OnImportProgress = (stage, share) => onProgress(stage, (number + share) / places.length);
    const source = orError(() => readPlace(full, { hasCompanions, onProgress: ofAll }));
    if (!(source instanceof ImportError)) kept.set(key, source);
    return source;
  });
  forgetting = setTimeout(forgetPlaces, KEPT).unref();
  return sources;
}

export function forgetPlaces(): void {
  kept = new Map();
}

/** One place that cannot be read keeps nobody from the others. */
function orError<Result>(look: () => Result): Result | ImportError {
  try {
    return look();
  } catch (error) {
    if (error instanceof ImportError) return error;
    throw error;
  }
}

function keyOf({ full, hasCompanions }: NamedPlace): string {
  return full === null ? '' : JSON.stringify([full, hasCompanions, stateOfPlace(full)]);
}
