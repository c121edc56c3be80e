// What a study that may be started could not show: too few seeds, or runs too short to measure stability by. Pure.
import { rowValuesOf, stepsAt, type Spec } from '../../src-main/spec/spec.ts';
import type { PageWords } from '../words/words.ts';

export interface Caution {
  /** Path of the field to look at. */
  readonly field: string;
  /** For a person, beside the field. */
  readonly sentence: string;
}

/** Below these an interval of a cell holds nearly everything: of two seeds that both train, failures in up to two of three runs. */
const FEWEST_SEEDS = 3;
/** The shortest runs whose edge was seen to hold at four times the steps (docs/performance.md, "How long a budget must be"). */
const FEWEST_STEPS = 400;

/** None where nothing is to be said. */
export function cautionsOf(spec: Spec, { newStudyBefore: words }: PageWords): readonly Caution[] {
  const seeds = spec.seeds.length;
  const steps = Math.min(...rowValuesOf(spec).map((rowValue) => stepsAt(spec, rowValue)));
  return [
    ...(seeds < FEWEST_SEEDS
      ? [
          {
            field: 'seeds',
            sentence: words.fewSeeds(seeds, FEWEST_SEEDS),
          },
        ]
      : []),
    ...(steps < FEWEST_STEPS
      ? [
          {
            field: 'steps',
            sentence: words.shortRuns(steps, FEWEST_STEPS),
          },
        ]
      : []),
  ];
}
