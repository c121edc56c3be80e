// The three axes of the grid as they may be written in a spec: lists, or short forms that stand for lists.
import { z } from 'zod';
import { chosen, must, strictly } from './errors.ts';
import { breaks, rule } from './rules.ts';

const MAX_VALUES = 1000;
const MAX_SEED = 2 ** 31 - 1;

const rate = rule('positive');
const positive = z.number(must(rate)).gt(0, must(rate)).lt(Infinity, must(rate));
const rateCount = rule('whole', 1, MAX_VALUES);

const rateRange = strictly(
  {
    from: positive,
    to: positive,
    count: z.int(must(rateCount)).min(1, must(rateCount)).max(MAX_VALUES, must(rateCount)),
  },
  'an object with from, to and count',
)
  .superRefine(({ from, to, count }, context) => {
    const complain = (broken: ReturnType<typeof breaks>) => context.addIssue({ path: ['to'], ...broken });
    if (count === 1 && from !== to) complain(breaks('equalToFrom', from));
    else if (count !== 1 && from >= to) complain(breaks('aboveFrom', from));
    else if (from < to && count <= MAX_VALUES && !isAscending(logSpaced(from, to, count)))
      complain(breaks('farAboveFrom', from, count));
  })
  .transform(({ from, to, count }) => logSpaced(from, to, count));

const rateList = ascendingList(positive, rule('rates'), rule('ratesCounted', MAX_VALUES), rule('newRate'));
/** Positive learning rates, or {from, to, count}: equally spaced on a log scale, ends included. */
export const learningRatesSchema: z.ZodType<number[]> = chosen([rateList, rateRange], (value) =>
  isObject(value) ? rateRange : rateList,
);

export const MAX_BATCH_SIZE = 65536;
const size = rule('whole', 1, MAX_BATCH_SIZE);
const batchSize = z.int(must(size)).min(1, must(size)).max(MAX_BATCH_SIZE, must(size));

const octaves = strictly({ from: batchSize, to: batchSize }, 'an object with from and to')
  .refine(({ from, to }) => Number.isInteger(Math.log2(to / from)) && to >= from, {
    path: ['to'],
    error: (issue) => `from, ${(issue.input as { from: number }).from}, times a power of two`,
  })
  .transform(({ from, to }) => Array.from({ length: Math.log2(to / from) + 1 }, (_, i) => from * 2 ** i));

const sizeList = ascendingList(batchSize, rule('sizes'), rule('sizesCounted', MAX_VALUES), rule('newSize'));
/** Batch sizes in sequences, or {from, to}: every doubling, ends included. */
export const batchSizesSchema: z.ZodType<number[]> = chosen([sizeList, octaves], (value) =>
  isObject(value) ? octaves : sizeList,
);

const seedText = rule('whole', 0, MAX_SEED);
const seed = z.int(must(seedText)).min(0, must(seedText)).max(MAX_SEED, must(seedText));
const seedCount = rule('seeds', MAX_VALUES);

const seedList = distinct(list(seed, seedCount, rule('seedsCounted', MAX_VALUES)), rule('newSeed'));
const seedsUpTo: z.ZodType<number[]> = z
  .int(must(seedCount))
  .min(1, must(seedCount))
  .max(MAX_VALUES, must(seedCount))
  .transform((count) => Array.from({ length: count }, (_, i) => i));
/** Seeds 0, 1, ... up to a count, or a list. */
export const seedsSchema: z.ZodType<number[]> = chosen([seedsUpTo, seedList], (value) =>
  Array.isArray(value) ? seedList : seedsUpTo,
);

function list(item: z.ZodType<number>, allowed: string, counted: string): z.ZodType<number[]> {
  return z.array(item, must(allowed)).min(1, must(counted)).max(MAX_VALUES, must(counted));
}

function ascendingList(
  item: z.ZodType<number>,
  allowed: string,
  counted: string,
  unique: string,
): z.ZodType<number[]> {
  return distinct(list(item, allowed, counted), unique).transform((values) =>
    [...values].sort((a, b) => a - b),
  );
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
