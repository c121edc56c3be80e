// How much a spec asks for, counted without a device: runs, steps, tokens, and the memory of one lane. Pure.
import { bufferBytes } from '../../src-main/engine/session-buffers.ts';
import { snapshotsOf } from '../../src-main/engine/snapshots.ts';
import { jobPrograms } from '../../src-main/engine/train.ts';
import { jobOf } from '../../src-main/plan/plan.ts';
import { stepsAt, type GridSpec, type Spec } from '../../src-main/spec/spec.ts';

export interface Size {
  readonly runs: number;
  readonly steps: number;
  readonly tokens: number;
}

export function sizeOf(spec: Spec): Size {
  return {
    ...runsAndSteps(spec),
    tokens: sumOverRuns(spec, (batchSize) => stepsAt(spec, batchSize) * batchSize * spec.model.context),
  };
}

export function runsAndSteps(spec: GridSpec): Pick<Size, 'runs' | 'steps'> {
  return {
    runs: sumOverRuns(spec, () => 1),
    steps: sumOverRuns(spec, (batchSize) => stepsAt(spec, batchSize)),
  };
}

function sumOverRuns(spec: GridSpec, of: (batchSize: number) => number): number {
  const { recipes, learningRates, batchSizes, seeds } = spec;
  const runsABatch = recipes.length * learningRates.length * seeds.length;
  return batchSizes.reduce((total, batchSize) => total + runsABatch * of(batchSize), 0);
}

/** Of a text that has not been read: all bytes; few texts have more characters than that. */
const VOCABULARY_OF_TEXT = 256;
/** Of GPT-2, and of token files that have not been read. */
const VOCABULARY_OF_GPT2 = 50_257;

/** Tokens in the vocabulary, as far as the spec tells. */
export function assumedVocabulary({ tokens, vocabulary }: Pick<Spec, 'tokens' | 'vocabulary'>): number {
  if (tokens) return tokens.vocabularySize ?? VOCABULARY_OF_GPT2;
  return vocabulary === 'gpt2' ? VOCABULARY_OF_GPT2 : VOCABULARY_OF_TEXT;
}

/** Bytes of a lane and its snapshots with its workspace at the largest batch size, with the assumed vocabulary. */
export function aboutLaneBytes(spec: Spec): number {
  const batchSize = spec.batchSizes.at(-1)!;
  const each = spec.recipes.map(({ name }) => {
    const job = jobOf(spec, { recipe: name, batchSize, runs: [] });
    return bufferBytes(jobPrograms(job, assumedVocabulary(spec)), snapshotsOf(job.precision));
  });
  return Math.max(...each.map(({ lane, workspace }) => lane + workspace));
}
