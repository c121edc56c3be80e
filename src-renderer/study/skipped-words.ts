// What a dynamic loss scale did in a run, in words: a run that skipped steps is no worse labelled, but took fewer of them.
import type { RunRow } from '../../src-main/records/types.ts';
import type { PageWords } from '../words/words.ts';

/** null: its recipe has no dynamic loss scale. */
export function skippedWords(
  { measurements, endStep }: Pick<RunRow, 'measurements' | 'endStep'>,
  words: PageWords['studyCell'],
): string | null {
  const { skipped_steps: skipped, loss_scale: scale } = measurements ?? {};
  if (skipped === undefined || scale === undefined) return null;
  return words.skipped(skipped, endStep, scale);
}
