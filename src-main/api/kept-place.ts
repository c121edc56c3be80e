// The place that was read last for an import, kept in the reader's process: every choice of its user is another look at the same runs,
// and a folder of ten thousand takes many seconds to read. It is read again where a file of it has changed, and not kept for long.
import { stateOfPlace, readPlace } from '../study/import/place.ts';
import type { TableSource } from '../study/import/create.ts';
import type { OnImportProgress } from '../study/import/progress.ts';

/** Milliseconds after the last look. It may hold some hundred megabytes. */
const KEPT = 10 * 60_000;

let kept: { readonly key: string; readonly source: TableSource } | null = null;
let forgetting: NodeJS.Timeout | undefined;

/** @throws ImportError. */
export function placeOnce(place: string, hasCompanions: boolean, onProgress: OnImportProgress): TableSource {
  clearTimeout(forgetting);
  const key = JSON.stringify([place, hasCompanions, stateOfPlace(place)]);
  if (kept?.key !== key) {
    // Gone first: two of them may be more than the memory holds.
    kept = null;
    kept = { key, source: readPlace(place, { hasCompanions, onProgress }) };
  }
  forgetting = setTimeout(forgetPlace, KEPT).unref();
  return kept.source;
}

export function forgetPlace(): void {
  kept = null;
}
