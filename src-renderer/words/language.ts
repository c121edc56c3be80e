// The language of the app: the one the user chose, which this browser remembers; until then the system's, where there is a
// catalogue for it, else English.
import { useSyncExternalStore } from 'react';
import { LANGUAGES, wordsOf, type Language, type Words } from '../../src-main/report/language/language.ts';
import { pageWordsOf, type PageWords } from './words.ts';

const KEY = 'precipice-language';
const listeners = new Set<() => void>();

function current(): Language {
  const wished = [localStorage.getItem(KEY), ...navigator.languages.map((tag) => tag.split('-')[0])];
  for (const tag of wished) {
    const language = LANGUAGES.find((known) => known === tag);
    if (language) return language;
  }
  return 'en';
}

function apply(): void {
  document.documentElement.lang = current();
  listeners.forEach((listener) => listener());
}
apply();

export function chooseLanguage(chosen: Language): void {
  localStorage.setItem(KEY, chosen);
  apply();
}

export function useLanguage(): Language {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, current);
}

/** What views, forms and messages of the app say. */
export function useWords(): PageWords {
  return pageWordsOf(useLanguage());
}

/** What figures, decision and report say, on the page as in an export. */
export function useReportWords(): Words {
  return wordsOf(useLanguage());
}
