// The language of verdict and report, as the user chose it; this browser remembers it. The rest of the app is English.
import { useSyncExternalStore } from 'react';
import { LANGUAGES, type Language } from '../../src-main/report/language/language.ts';

const KEY = 'precipice-language';
const listeners = new Set<() => void>();

function current(): Language {
  const chosen = localStorage.getItem(KEY);
  return LANGUAGES.find((language) => language === chosen) ?? 'en';
}

export function useLanguage(): readonly [Language, (language: Language) => void] {
  const language = useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, current);
  const choose = (chosen: Language) => {
    localStorage.setItem(KEY, chosen);
    listeners.forEach((listener) => listener());
  };
  return [language, choose];
}
