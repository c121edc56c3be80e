// The language of what the desktop itself says: the system's, where there is a catalogue for it, else English.
import { app } from 'electron';
import { LANGUAGES, type Language } from '../../report/language/language.ts';
import { ENGLISH_SHELL, type ShellWords } from './en.ts';
import { JAPANESE_SHELL } from './ja.ts';

const CATALOGUES: Readonly<Record<Language, ShellWords>> = { en: ENGLISH_SHELL, ja: JAPANESE_SHELL };

/** Known once the app is ready. */
export function shellLanguage(): Language {
  const [system] = app.getLocale().split('-');
  return LANGUAGES.find((known) => known === system) ?? 'en';
}

export function shellWords(): ShellWords {
  return CATALOGUES[shellLanguage()];
}
