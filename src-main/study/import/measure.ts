// The numbers of one imported run: its curve measured by the rules of every run, with the steps that it has, and its losses put
// beside it. In doubt the number that looks worse. Pure.
import { summarize, tailPoints } from '../../analysis/labels/curves.ts';
import { DEFAULT_THRESHOLDS } from '../../analysis/labels/thresholds.ts';
import type { FinishedRun } from '../../records/types.ts';
import type { Curve } from './cells.ts';
import type { Mapping } from '../../spec/import-mapping.ts';

export type Measured = FinishedRun['measured'];

/** In nats; null: not said. They may be NaN or infinite, but for that of the start. */
export interface Losses {
  readonly tail: number | null;
  readonly validation: number | null;
  readonly start: number | null;
}

/** Steps that it was to take and steps that it has taken, as far as the file says. */
export interface Lengths {
  readonly plannedSteps: number | null;
  readonly reached: number | null;
  /** Its curve begins where it had long begun: its first loss is not that of an untrained model. */
  readonly beginsLate: boolean;
}

export function finiteOrNull(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

/** Fewer points than this say a loss and no course of it. */
const LEAST_CURVE = 2;

export function measure(
  curve: Curve | null,
  { tail, validation, start }: Losses,
  { plannedSteps, reached, beginsLate }: Lengths,
): Measured {
  const steps = curve && stepsOf(curve, plannedSteps);
  const length = curve?.losses.length ?? 0;
  const last = steps?.at(-1);
  // Steps are counted from 0 where there is one for every point.
  const endStep =
    last === undefined ? (reached ?? length) || (plannedSteps ?? 0) : last === length - 1 ? length : last;
  const none = { startLoss: null, tailLoss: null, lossSpikeScore: 0, gradientSpikeScore: 0, longestSpike: 0 };
  const summary = curve
    ? summarize(
        {
          loss: curve.losses,
          gradientNorm: new Float32Array(),
          step: steps === null ? undefined : Float32Array.from(steps),
        },
        // Points, where nothing says how many steps they are apart.
        steps === null ? length : Math.max(plannedSteps ?? 0, endStep),
        { ...DEFAULT_THRESHOLDS, tailSteps: tailSteps(steps, length) },
      )
    : none;
  const broken = curve ? curve.losses.findIndex((value) => !Number.isFinite(value)) : -1;
  const startLoss = start ?? (length >= LEAST_CURVE && !beginsLate ? summary.startLoss : null);
  const tails = [tail, summary.tailLoss].filter((value) => value !== null && Number.isFinite(value));
  const nonfinite =
    broken >= 0
      ? { step: Math.round(steps?.[broken] ?? broken), tensor: 'loss' }
      : tail !== null && !Number.isFinite(tail)
        ? { step: Math.round(endStep), tensor: 'loss' }
        : validation !== null && !Number.isFinite(validation)
          ? { step: Math.round(endStep), tensor: 'validation loss' }
          : null;
  return {
    ...summary,
    endStep: Math.max(0, Math.round(endStep)),
    startLoss,
    // A run that met NaN has no tail that others could be measured against.
    tailLoss: tails.length === 0 || nonfinite !== null ? null : Math.max(...(tails as number[])),
    validationLoss: finiteOrNull(validation),
    nonfinite,
  };
}

/** Above this a run has failed: the level that the user named, or the loss of an untrained model. */
export function levelOf(startLoss: number | null, mapping: Mapping): number | null {
  const { failedAbove, initialLoss, vocabulary } = mapping;
  return failedAbove ?? startLoss ?? initialLoss ?? (vocabulary === null ? null : Math.log(vocabulary));
}

/** Of a list whose steps are not said, but how many there were: they lie at equal distances and end with the last. */
export function stepsOf({ losses, steps }: Curve, plannedSteps: number | null): readonly number[] | null {
  if (steps) return [...steps];
  const apart = plannedSteps === null ? 0 : plannedSteps / losses.length;
  if (!(apart >= 1)) return null;
  return Array.from(losses, (_, i) => Math.round((i + 1) * apart) - 1);
}

const FEWEST = 3;

/**
 * The tail counts steps. Where these are not known, the last points are the tail. Where a whole run has hardly more points than a tail has
 * steps, as of epochs, a tail of so many steps would be most of the curve and hide how it ends: then it has no more points than lie before
 * those steps, but three or 5 %, so that one point more of a curve never makes more than one point more of its tail.
 */
function tailSteps(steps: readonly number[] | null, length: number): number {
  const { tailSteps: usual, tailShare } = DEFAULT_THRESHOLDS;
  if (steps === null) return FEWEST;
  const points = tailPoints(steps, usual);
  const most = Math.max(FEWEST, Math.round(tailShare * length), length - points);
  if (points <= most) return usual;
  const [before, first] = [steps[length - 1 - most]!, steps[length - most]!];
  return steps.at(-1)! - (before + first) / 2;
}
