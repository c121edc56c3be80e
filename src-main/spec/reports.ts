// How a trainer tells its runs: in the protocol's own lines, or in a log of lines that a known program or the user's own patterns
// describe. Pure; training-logs/ reads them.
import { z } from 'zod';
import { LOG_FORMAT_NAMES, logFormat, type LogFormat, type LogFormatName } from '../training-logs/formats.ts';
import {
  LONGEST_PATTERN,
  MOST_PATTERNS,
  ownFormat,
  wrongPattern,
  wrongTogether,
} from '../training-logs/own-pattern.ts';
import { chosen, must, strictly } from './errors.ts';
import { isPlain } from './one-line.ts';

const PRECISIONS = ['hardware', 'emulated'] as const;

/** A log that is no protocol, and what such a log does not say of itself. */
export interface LogReports {
  /** Whose lines they are; null: the user's patterns tell. */
  readonly format: LogFormatName | null;
  /** Regular expressions with named groups, tried in their order; none where a format is named. */
  readonly pattern: readonly string[];
  /** Steps between two lines with a loss, where the lines say no step; else null. */
  readonly every: number | null;
  /** The number by which lines of the user's patterns call the first step. */
  readonly firstStep: 0 | 1;
  /** Whether the machine computes in the formats of the recipes; null: nobody said. */
  readonly precision: (typeof PRECISIONS)[number] | null;
  readonly device: string | null;
  /** Of the text, in nats per token; null: not known. */
  readonly unigramEntropy: number | null;
}

export type Reports = 'protocol' | LogReports;

const names = ['protocol', ...LOG_FORMAT_NAMES] as const;
const name = must(`one of ${names.join(', ')}`);
const formatName = must(`one of ${LOG_FORMAT_NAMES.join(', ')}, or null`);
const patternText = must(`a regular expression of at most ${LONGEST_PATTERN} characters, or a list of them`);
const patternList = must(`a list of at most ${MOST_PATTERNS} regular expressions`);
const everyText = must('a whole number of steps, 1 or more, or null');
const first = must('0 or 1');
const device = must('a text of 1 to 200 characters, or null');
const entropy = must('a number of nats above 0 and at most 100, or null');

const onePattern = z
  .string(patternText)
  .min(1, patternText)
  .max(LONGEST_PATTERN, patternText)
  .superRefine((given, context) => {
    const message = wrongPattern(given);
    if (message !== null) context.addIssue({ code: 'custom', message });
  });
const patterns = z.array(onePattern, patternList).max(MOST_PATTERNS, patternList);

const asObject = strictly(
  {
    format: z.enum(LOG_FORMAT_NAMES, formatName).nullable().default(null),
    pattern: chosen<readonly string[]>([onePattern.transform((one) => [one]), patterns], (value) =>
      Array.isArray(value) ? patterns : onePattern.transform((one) => [one]),
    ).default([]),
    every: z.int(everyText).min(1, everyText).nullable().default(null),
    firstStep: z.union([z.literal(0), z.literal(1)], first).default(0),
    precision: z.enum(PRECISIONS, must('"hardware", "emulated" or null')).nullable().default(null),
    device: z
      .string(device)
      .trim()
      .min(1, device)
      .max(200, device)
      .refine(isPlain, device)
      .nullable()
      .default(null),
    unigramEntropy: z.number(entropy).gt(0, entropy).max(100, entropy).nullable().default(null),
  },
  'one of ' + names.join(', ') + ', or an object with format or pattern',
).superRefine((given, context) => {
  const wrong = problemOf(given);
  if (wrong !== null) context.addIssue({ code: 'custom', path: [wrong.field], message: wrong.must });
});

const asName = z.enum(names, name).transform((given, context): Reports => {
  if (given === 'protocol') return given;
  const result = asObject.safeParse({ format: given });
  if (result.success) return result.data;
  for (const { message } of result.error.issues) {
    const be = `an object, as {"format": "${given}", "every": 10}, that says ${message}`;
    context.addIssue({ code: 'custom', message: be });
  }
  return z.NEVER;
});

export const reportsSchema: z.ZodType<Reports> = chosen<Reports>([asName, asObject], (value) =>
  typeof value === 'object' && value !== null ? asObject : asName,
);

function problemOf(given: LogReports): { readonly field: keyof LogReports; readonly must: string } | null {
  const { format, pattern, every } = given;
  if (format === null) {
    if (pattern.length === 0)
      return { field: 'format', must: `${formatName.error} where there is a pattern` };
    const must = wrongTogether(pattern, every);
    return must === null ? null : { field: 'pattern', must };
  }
  if (pattern.length > 0) return { field: 'pattern', must: 'left out where a format is named' };
  const { withoutSteps, title } = logFormat(format);
  if (withoutSteps && every === null) {
    return {
      field: 'every',
      must: `the number of steps between two of its lines: ${title} prints no step`,
    };
  }
  if (!withoutSteps && every !== null) return { field: 'every', must: `left out: ${title} prints its steps` };
  return null;
}

export function formatOf({ format, pattern, firstStep }: LogReports): LogFormat {
  return format === null ? ownFormat(pattern, firstStep) : logFormat(format);
}
