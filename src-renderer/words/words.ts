// The words of the app by language, a file per view. English is the type of every other language, so none can lack a sentence.
import type { Language } from '../../src-main/report/language/language.ts';
import { ENGLISH_PAGES } from './en/english.ts';
import { JAPANESE_PAGES } from './ja/japanese.ts';

export type PageWords = typeof ENGLISH_PAGES;

const CATALOGUES: Readonly<Record<Language, PageWords>> = { en: ENGLISH_PAGES, ja: JAPANESE_PAGES };

export function pageWordsOf(language: Language): PageWords {
  return CATALOGUES[language];
}
