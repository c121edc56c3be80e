// What a trainer says on its standard output: one JSON object a line, of the kinds below. docs/external-trainer.md is the
// same for those who write one. Pure; what a run makes of the messages stands in run-record.ts.
import { z } from 'zod';
import { RUN_PRECISIONS } from '../../../records/types.ts';
import { explainIssue, must } from '../../../spec/errors.ts';

const LONGEST_NAME = 200;
const LONGEST_MESSAGE = 2000;
const MOST_FACTS = 50;

/** Control characters would act on the terminal that shows them. */
function text(longest: number) {
  const allowed = must(`a text of 1 to ${longest} characters`);
  return z
    .string(allowed)
    .transform((value) => value.replaceAll(/\p{C}+/gu, ' ').trim())
    .pipe(z.string().min(1, allowed).max(longest, allowed));
}

/** JSON has no NaN; see `parseJson`. */
const NOT_FINITE: readonly unknown[] = ['NaN', 'Infinity', '-Infinity'];
const number = z
  .custom<number | string>(
    (value) => typeof value === 'number' || NOT_FINITE.includes(value),
    must('a number, NaN, Infinity or -Infinity'),
  )
  .transform(Number);
const stepText = must('a whole number of 0 or more');
const step = z.int(stepText).min(0, stepText);
const entropy = must('a number of nats from 0 to 100');
const fact = z.union([text(LONGEST_MESSAGE), z.number(), z.boolean(), z.null()], must('a text or a number'));
const facts = must(`at most ${MOST_FACTS} texts or numbers by name`);

const messages = [
  z.object({
    kind: z.literal('start'),
    /** Whether the machine computes in the formats of the recipe, or imitates them. */
    precision: z.enum(RUN_PRECISIONS, must('"hardware" or "emulated"')),
    device: text(LONGEST_NAME),
    model: text(LONGEST_NAME).optional(),
    /** Of the text, in nats per token. */
    unigram_entropy: z.number(entropy).min(0, entropy).max(100, entropy).nullable().optional(),
    facts: z
      .record(z.string().min(1).max(60), fact, facts)
      .refine((given) => Object.keys(given).length <= MOST_FACTS, facts)
      .optional(),
  }),
  z.object({
    kind: z.literal('step'),
    step,
    /** In nats per token. */
    loss: number,
    /** Before clipping. */
    gradient_norm: number.nullable().optional(),
  }),
  z.object({ kind: z.literal('event'), message: text(LONGEST_MESSAGE), step: step.nullable().optional() }),
  /** NaN or Inf in the gradient or the weights; in the loss it is seen without this. */
  z.object({ kind: z.literal('nonfinite'), step, tensor: text(LONGEST_NAME) }),
  z.object({ kind: z.literal('end'), validation_loss: number.nullable().optional() }),
] as const;
const schema = z.discriminatedUnion('kind', messages);

export type TrainerMessage = z.infer<typeof schema>;
export type StartMessage = Extract<TrainerMessage, { kind: 'start' }>;

const KINDS: readonly string[] = messages.map((message) => message.shape.kind.value);

export type ReadLine =
  | { readonly kind: 'message'; readonly message: TrainerMessage }
  /** A line that is meant for others: progress bars, warnings of libraries. */
  | { readonly kind: 'other' }
  /** A message that is not what its kind demands; one sentence. */
  | { readonly kind: 'wrong'; readonly sentence: string };

/** A JSON object with one of the known kinds must be right; whatever else a line is, it is none of ours. */
export function readLine(line: string): ReadLine {
  const value = line.trimStart().startsWith('{') ? parseJson(line) : null;
  if (!isMessage(value)) return { kind: 'other' };
  const result = schema.safeParse(value);
  if (result.success) return { kind: 'message', message: result.data };
  const [problem] = explainIssue(result.error.issues[0]!, value);
  return { kind: 'wrong', sentence: `A line of kind "${value.kind}" does not fit: ${problem!.message}` };
}

function isMessage(value: unknown): value is { readonly kind: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    typeof value.kind === 'string' &&
    KINDS.includes(value.kind)
  );
}

const STRINGS_AND_NOT_FINITE = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;

/** Python writes NaN and Infinity as bare words; here they become strings. null where the line is no JSON. */
function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // Not JSON as it stands.
  }
  try {
    return JSON.parse(
      line.replaceAll(STRINGS_AND_NOT_FINITE, (part) => (part.startsWith('"') ? part : `"${part}"`)),
    );
  } catch {
    return null;
  }
}
