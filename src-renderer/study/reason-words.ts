// Why a run has its label or state, and what a dynamic loss scale did in it: a run that skipped steps is no worse labelled, but took
// fewer of them. Pure.
import type { Words } from '../../src-main/report/language/language.ts';
import { reasonText } from '../../src-main/report/language/reason-text.ts';
import type { RunRow } from '../../src-main/records/types.ts';
import type { PageWords } from '../words/words.ts';

/** Empty where nothing is to be said. */
export function reasonWords(run: RunRow, report: Words, words: PageWords['studyCell']): string {
  const reason = run.reason === null ? null : reasonText(run.reason, report);
  return report.numbers.sentences([reason, skippedWords(run, words)].filter((part) => part !== null));
}

/** null: its recipe has no dynamic loss scale. */
function skippedWords(
  { measurements, endStep }: Pick<RunRow, 'measurements' | 'endStep'>,
  words: PageWords['studyCell'],
): string | null {
  const { skipped_steps: skipped, loss_scale: scale } = measurements ?? {};
  if (skipped === undefined || scale === undefined) return null;
  return words.skipped(skipped, endStep, scale);
}
