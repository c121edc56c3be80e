// What takes long in an import, in words. Pure.
import { ENGLISH, type Words } from '../report/language/language.ts';
import type { ImportStage } from '../study/import/progress.ts';

/** `share`: 0 to 1. */
export function stageInWords(
  stage: ImportStage,
  share: number,
  { imports, numbers }: Words = ENGLISH,
): string {
  return imports.stage(imports.stages[stage], numbers.percent(String(Math.floor(100 * share))));
}
