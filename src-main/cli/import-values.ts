// Values of the options of `precipice import` that are more than a word or a number.
import {
  FAILED_MEANINGS,
  MOST_RATE_BINS,
  type BatchFactor,
  type FailedMeaning,
  type RateBins,
} from '../spec/import-mapping.ts';
import { UsageError } from './usage.ts';

/** A column, or the same whole number for all runs; 1 and "none": nothing is multiplied. */
export function factorArgument(text: string): BatchFactor {
  if (text === 'none') return 1;
  return /^\d+$/.test(text) && Number(text) >= 1 ? Number(text) : text;
}

/** One meaning for all words, or word=meaning, separated by commas. */
export function failedMeansArgument(text: string): Readonly<Record<string, FailedMeaning>> {
  const entries = text.split(',').map((part): [string, FailedMeaning] => {
    const at = part.lastIndexOf('=');
    const [word, meaning] =
      at < 0 ? ['*', part.trim()] : [part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).trim()];
    const known = FAILED_MEANINGS.find((name) => name === meaning);
    if (known !== undefined && word !== '') return [word, known];
    throw new UsageError(
      `--failed-means is "${part.trim()}"; it must be one of ${FAILED_MEANINGS.join(', ')}, or a state and one of these, as in crashed=infrastructure.`,
    );
  });
  return Object.fromEntries(entries);
}

export function rateBinsArgument(text: string): RateBins {
  if (text === 'auto' || text === 'none') return text;
  const count = Number(text);
  if (text.trim() !== '' && Number.isInteger(count) && count >= 1 && count <= MOST_RATE_BINS) return count;
  throw new UsageError(
    `--bin-learning-rates is "${text}"; it must be auto, none or a whole number from 1 to ${MOST_RATE_BINS}.`,
  );
}
