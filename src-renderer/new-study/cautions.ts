// What a study that may be started could not show: too few seeds, or runs too short to measure stability by. Pure.
import { rowValuesOf, stepsAt, type Spec } from '../../src-main/spec/spec.ts';

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
export function cautionsOf(spec: Spec): readonly Caution[] {
  const seeds = spec.seeds.length;
  const steps = Math.min(...rowValuesOf(spec).map((rowValue) => stepsAt(spec, rowValue)));
  return [
    ...(seeds < FEWEST_SEEDS
      ? [
          {
            field: 'seeds',
            sentence:
              `With ${seeds === 1 ? 'one seed' : 'two seeds'} a failure by chance looks like one of precision, and no failure is ` +
              `no safety: take ${FEWEST_SEEDS} or more, or expect wide intervals and no verdict.`,
          },
        ]
      : []),
    ...(steps < FEWEST_STEPS
      ? [
          {
            field: 'steps',
            sentence:
              `Runs of ${steps === 1 ? 'one step' : `${steps} steps`} measure how fast a model learns, not whether it stays stable: ` +
              `even small models wanted ${FEWEST_STEPS}.`,
          },
        ]
      : []),
  ];
}
