// The three axes of the grid as they may be written in a spec: lists, or short forms that stand for lists.
import { z } from 'zod';
import { chosen, must, strictly } from './errors.ts';

const MAX_VALUES = 1000;
const MAX_SEED = 2 ** 31 - 1;

const rate = 'a positive number';
const positive = z.number(must(rate)).gt(0, must(rate)).lt(Infinity, must(rate));
const rateCount = `a whole number from 1 to ${MAX_VALUES}`;

const rateRange = strictly(
  {
    from: positive,
    to: positive,
    count: z.int(must(rateCount)).min(1, must(rateCount)).max(MAX_VALUES, must(rateCount)),
  },
  'an object with from, to and count',
)
  .refine(({ from, to, count }) => (count === 1 ? from === to : from < to), {
    path: ['to'],
    error: (issue) => {
      const { from, count } = issue.input as { from: number; count: number };
      return count === 1 ? `equal to from, ${from}, where count is 1` : `above from, ${from}`;
    },
  })
  .refine(
    ({ from, to, count }) => !(from < to && count <= MAX_VALUES) || isAscending(logSpaced(from, to, count)),
    {
      path: ['to'],
      error: (issue) => {
        const { from, count } = issue.input as { from: number; count: number };
        return `so far above from, ${from}, that ${count} values differ`;
      },
    },
  )
  .transform(({ from, to, count }) => logSpaced(from, to, count));

const rateList = ascendingList(
  positive,
  'a list of positive numbers, or {from, to, count}',
  'a learning rate that is not in the list yet',
);
/** Positive learning rates, or {from, to, count}: equally spaced on a log scale, ends included. */
export const learningRatesSchema: z.ZodType<number[]> = chosen([rateList, rateRange], (value) =>
  isObject(value) ? rateRange : rateList,
);

export const MAX_BATCH_SIZE = 65536;
const size = `a whole number from 1 to ${MAX_BATCH_SIZE}`;
const batchSize = z.int(must(size)).min(1, must(size)).max(MAX_BATCH_SIZE, must(size));

const octaves = strictly({ from: batchSize, to: batchSize }, 'an object with from and to')
  .refine(({ from, to }) => Number.isInteger(Math.log2(to / from)) && to >= from, {
    path: ['to'],
    error: (issue) => `from, ${(issue.input as { from: number }).from}, times a power of two`,
  })
  .transform(({ from, to }) => Array.from({ length: Math.log2(to / from) + 1 }, (_, i) => from * 2 ** i));

const sizeList = ascendingList(
  batchSize,
  'a list of whole numbers, or {from, to}',
  'a batch size that is not in the list yet',
);
/** Batch sizes in sequences, or {from, to}: every doubling, ends included. */
export const batchSizesSchema: z.ZodType<number[]> = chosen([sizeList, octaves], (value) =>
  isObject(value) ? octaves : sizeList,
);

const seedText = `a whole number from 0 to ${MAX_SEED}`;
const seed = z.int(must(seedText)).min(0, must(seedText)).max(MAX_SEED, must(seedText));
const seedCount = `a whole number from 1 to ${MAX_VALUES}, or a list of seeds`;

const seedList = distinct(list(seed, seedCount), 'a seed that is not in the list yet');
const seedsUpTo: z.ZodType<number[]> = z
  .int(must(seedCount))
  .min(1, must(seedCount))
  .max(MAX_VALUES, must(seedCount))
  .transform((count) => Array.from({ length: count }, (_, i) => i));
/** Seeds 0, 1, ... up to a count, or a list. */
export const seedsSchema: z.ZodType<number[]> = chosen([seedsUpTo, seedList], (value) =>
  Array.isArray(value) ? seedList : seedsUpTo,
);

function list(item: z.ZodType<number>, allowed: string): z.ZodType<number[]> {
  const words = `${allowed} (1 to ${MAX_VALUES} of them)`;
  return z.array(item, must(allowed)).min(1, must(words)).max(MAX_VALUES, must(words));
}

function ascendingList(item: z.ZodType<number>, allowed: string, unique: string): z.ZodType<number[]> {
  return distinct(list(item, allowed), unique).transform((values) => [...values].sort((a, b) => a - b));
}

function distinct(values: z.ZodType<number[]>, unique: string): z.ZodType<number[]> {
  return values.superRefine((items, context) => {
    if (items.length > MAX_VALUES) return;
    const repeated = items.findIndex((item, index) => items.indexOf(item) < index);
    if (repeated >= 0) context.addIssue({ code: 'custom', path: [repeated], message: unique });
  });
}

/** Ends exact; values between are rounded to 4 digits where that keeps them apart, so that they can be read and typed. */
export function logSpaced(from: number, to: number, count: number): number[] {
  // Not by the ratio of the ends, which may be above the largest number.
  const between = (share: number) => from ** (1 - share) * to ** share;
  const exact = Array.from({ length: count }, (_, i) =>
    i === 0 ? from : i === count - 1 ? to : between(i / (count - 1)),
  );
  const rounded = exact.map((value, i) =>
    i === 0 || i === count - 1 ? value : Number(value.toPrecision(4)),
  );
  return isAscending(rounded) ? rounded : exact;
}

function isAscending(values: readonly number[]): boolean {
  return values.every((value, i) => i === 0 || value > values[i - 1]!);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
