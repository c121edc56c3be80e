// Keeps the draft of this tab while one looks elsewhere. Where the browser keeps nothing, the form works all the same.
import type { Draft } from './draft.ts';

/** Changes with the shape of a draft, so that one of an older version is not misread. */
const VERSION = 2;

interface Kept {
  readonly version: typeof VERSION;
  readonly draft: Draft;
}

/** One draft for each study that is copied, one for new ones. */
function keyOf(from: string | null): string {
  return `precipice-draft/${from ?? ''}`;
}

export function recallDraft(from: string | null): Draft | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(keyOf(from)) ?? 'null') as Kept | null;
    return kept?.version === VERSION ? kept.draft : null;
  } catch {
    return null;
  }
}

export function keepDraft(from: string | null, draft: Draft): void {
  try {
    sessionStorage.setItem(keyOf(from), JSON.stringify({ version: VERSION, draft } satisfies Kept));
  } catch {
    // No room, or none allowed: the draft lives as long as the view.
  }
}

export function forgetDraft(from: string | null): void {
  try {
    sessionStorage.removeItem(keyOf(from));
  } catch {
    // Nothing was kept.
  }
}
