// Where in the app one is, written in the address after the #, so that back and forward work.
import { useSyncExternalStore } from 'react';

export const STUDY_TABS = ['map', 'verdict', 'ladder', 'programs', 'probe', 'runs', 'about'] as const;
export type StudyTab = (typeof STUDY_TABS)[number];

export type Route =
  | { readonly view: 'library' }
  /** `into` is the imported study that runs are added to; null: a new one is made. */
  | { readonly view: 'import'; readonly into: string | null }
  | { readonly view: 'help' }
  | { readonly view: 'evidence' }
  /** Studies side by side, in this order. */
  | { readonly view: 'compare'; readonly ids: readonly string[] }
  /** `from` is the study whose spec is copied. */
  | { readonly view: 'new'; readonly from: string | null }
  | { readonly view: 'study'; readonly id: string; readonly tab: StudyTab };

function parseRoute(hash: string): Route {
  // What stands after a question mark is of the view itself (study/look-address.ts).
  const [view, id, tab] = hash.replace(/^#\/?/, '').replace(/\?.*$/, '').split('/');
  if (view === 'import') return { view: 'import', into: id ?? null };
  if (view === 'help') return { view: 'help' };
  if (view === 'evidence') return { view: 'evidence' };
  if (view === 'compare') return { view: 'compare', ids: id ? [...new Set(id.split(','))] : [] };
  if (view === 'new') return { view: 'new', from: id ?? null };
  if (view === 'study' && id) {
    return { view: 'study', id, tab: STUDY_TABS.find((known) => known === tab) ?? 'map' };
  }
  return { view: 'library' };
}

export function addressOf(route: Route): string {
  switch (route.view) {
    case 'library':
      return '#/';
    case 'import':
      return route.into === null ? '#/import' : `#/import/${route.into}`;
    case 'help':
      return '#/help';
    case 'evidence':
      return '#/evidence';
    case 'compare':
      return route.ids.length === 0 ? '#/compare' : `#/compare/${route.ids.join(',')}`;
    case 'new':
      return route.from === null ? '#/new' : `#/new/${route.from}`;
    case 'study':
      return `#/study/${route.id}${route.tab === 'map' ? '' : `/${route.tab}`}`;
  }
}

const listeners = new Set<() => void>();

/** What is shown follows at once: by the browser's own event, which comes later, a second choice would be made on the page before the first. */
export function goTo(route: Route): void {
  location.hash = addressOf(route);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener('hashchange', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('hashchange', listener);
  };
}

export function useRoute(): Route {
  return parseRoute(useSyncExternalStore(subscribe, () => location.hash));
}
