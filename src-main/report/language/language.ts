// The languages of figures, decision and report. English is the type of every other one, so none can lack a sentence.
import { ENGLISH } from './en/english.ts';
import { JAPANESE } from './ja/japanese.ts';

export const LANGUAGES = ['en', 'ja'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Each in itself. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', ja: '日本語' };

export type Words = typeof ENGLISH;

const CATALOGUES: Readonly<Record<Language, Words>> = { en: ENGLISH, ja: JAPANESE };

export function wordsOf(language: Language): Words {
  return CATALOGUES[language];
}

/** The same told in every language. */
export function inEach<Told>(tell: (words: Words) => Told): Readonly<Record<Language, Told>> {
  return { en: tell(wordsOf('en')), ja: tell(wordsOf('ja')) };
}

export { ENGLISH };
