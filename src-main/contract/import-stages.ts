// What takes long in an import, in words. Pure.
import type { ImportStage } from '../study/import/progress.ts';

const WORDS: Readonly<Record<ImportStage, string>> = {
  files: 'Reading the files',
  text: 'Reading the text',
  rows: 'Reading the rows',
  study: 'Writing the study',
};

/** `share`: 0 to 1. */
export function stageInWords(stage: ImportStage, share: number): string {
  return `${WORDS[stage]}: ${Math.floor(100 * share)} %`;
}
