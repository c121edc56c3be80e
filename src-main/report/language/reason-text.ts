// Why a run has its label or state, in the language of the reader: studies keep it in English.
import { japaneseReason } from './ja/reasons.ts';
import type { Language, Words } from './language.ts';

const TOLD: Readonly<Record<Language, (stored: string) => string>> = {
  en: (stored) => stored,
  ja: japaneseReason,
};

export function reasonText(stored: string, { language }: Words): string {
  return TOLD[language](stored);
}
