// The words that the help explains, and the "?" beside a word elsewhere: their sentences are in the catalogues of words. The numbers in
// them are those of the thresholds that a study has where it says no others.
import { DEFAULT_THRESHOLDS } from '../../src-main/analysis/labels/thresholds.ts';
import type { PageWords } from '../words/words.ts';

const { stalledShare, tailShare, tailSteps, lossTolerance, confidence } = DEFAULT_THRESHOLDS;
const percent = (share: number) => Math.round(100 * share);

/** Shares in percent, the tolerance in nats. */
export const GLOSSARY_NUMBERS = {
  stalled: percent(stalledShare),
  tail: percent(tailShare),
  tailSteps,
  lossTolerance,
  confidence: percent(confidence),
};

export type Word = keyof PageWords['glossary'];

/** In the order in which the help tells them. */
export function wordsOfGlossary(glossary: PageWords['glossary']): readonly Word[] {
  return Object.keys(glossary) as Word[];
}
