// What a mapping must be to be taken from a page or from a study that was made earlier. Pure.
import { z } from 'zod';
import {
  BATCH_SCALES,
  DIRECTIONS,
  DUPLICATE_POLICIES,
  EMPTY_LOSS_MEANINGS,
  FAILED_MEANINGS,
  IMPORT_FIELDS,
  LOSS_UNITS,
  MOST_RATE_BINS,
  PRUNED_MEANINGS,
  RATE_SCALES,
  UNSAID_SEEDS,
} from './import-mapping.ts';

const column = z.string().nullable();
const factor = z.union([z.string(), z.int().min(1).max(1e9)]).nullable();
const level = z.number().gt(0).max(1e6).nullable();
export const mappingSchema = z.strictObject({
  columns: z.record(z.enum(IMPORT_FIELDS), column),
  rowsAre: z.enum(['runs', 'steps']).nullable(),
  recipeColumns: z.array(z.string()).max(50).readonly(),
  accumulation: factor,
  devices: factor,
  rateScale: z.enum(RATE_SCALES),
  batchScale: z.enum(BATCH_SCALES),
  lossUnit: z.enum(LOSS_UNITS),
  recipe: z.string().min(1).max(60).nullable(),
  mergeSpellings: z.boolean(),
  baseline: z.string().nullable(),
  initialLoss: level,
  failedAbove: level,
  vocabulary: z.int().min(2).max(1e9).nullable(),
  unigramEntropy: z.number().min(0).max(100).nullable(),
  emptyLoss: z.enum(EMPTY_LOSS_MEANINGS).nullable(),
  failedMeans: z.record(z.string().max(100), z.enum(FAILED_MEANINGS)),
  prunedMeans: z.enum(PRUNED_MEANINGS).nullable(),
  study: z.string().nullable(),
  objective: z.string().nullable(),
  direction: z.enum(DIRECTIONS).nullable(),
  rateBins: z.union([z.literal('auto'), z.literal('none'), z.int().min(1).max(MOST_RATE_BINS)]),
  unsaidSeeds: z.enum(UNSAID_SEEDS).default('one'),
  duplicates: z.enum(DUPLICATE_POLICIES),
});
