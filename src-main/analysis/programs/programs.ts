// What precision programs bought and cost: how much of a run stood in low precision, what was done in vain, and the speed
// that is left of a raw speed-up. Pure.
import type { LowPrecision } from '../decision/basis.ts';
import { effectiveSpeedup } from '../decision/cost.ts';
import type { Interval } from '../statistics/interval.ts';
import { LABELS, type Label } from '../labels/labels.ts';
import { tQuantile } from '../statistics/student.ts';

/** One finished run as its program went. */
export interface ProgramRun {
  readonly choice: string;
  readonly learningRate: number;
  readonly rowValue: number;
  readonly seed: number;
  readonly unstable: boolean;
  readonly label: Label | null;
  readonly tailLoss: number | null;
  readonly validationLoss: number | null;
  /** Stretches of steps under one recipe, in order. */
  readonly stretches: readonly Stretch[];
  /** What its triggers did. */
  readonly actions: readonly { readonly step: number; readonly bits: number; readonly costSteps: number }[];
}

/** A recipe, and the bits of the operands of most products of its linear layers. */
export interface UsedRecipe {
  readonly name: string;
  readonly bits: number;
}

export interface Stretch {
  readonly recipe: string;
  readonly bits: number;
  readonly from: number;
  /** First step after it. */
  readonly until: number;
}

export interface MeanWithInterval {
  readonly mean: number;
  /** 95 %, by Student's t over the runs; null for a single run. */
  readonly interval: Interval | null;
}

export interface ProgramSummary {
  readonly choice: string;
  readonly runs: number;
  readonly unstable: number;
  /** How many runs have which label, in the order of LABELS. */
  readonly labels: readonly (readonly [Label, number])[];
  readonly tailLoss: MeanWithInterval | null;
  readonly validationLoss: MeanWithInterval | null;
  /** Share of the steps that stand most of whose matrix products had two operands of 8 bits or fewer. */
  readonly lowShare: number;
  /** Per run: what triggers did, and the steps that were thrown away. */
  readonly actions: number;
  readonly stepsInVain: number;
  /** Time of a run in high precision throughout, over the time of these; in-vain steps included. */
  readonly speedup: number;
}

/** The widest operand that still counts as low precision. */
const LOW_BITS = 8;

/** `rawSpeedup`: how much faster a step in low precision is. */
export function summarizePrograms(runs: readonly ProgramRun[], rawSpeedup: number): ProgramSummary[] {
  return [...Map.groupBy(runs, ({ choice }) => choice)].map(([choice, group]) => {
    const { stood, stoodLow, vain, vainLow, actions } = stepsOf(group);
    return {
      choice,
      runs: group.length,
      unstable: group.filter(({ unstable }) => unstable).length,
      labels: LABELS.map(
        (label) => [label, group.filter((run) => run.label === label).length] as const,
      ).filter(([, count]) => count > 0),
      tailLoss: meanOf(group.map(({ tailLoss }) => tailLoss)),
      validationLoss: meanOf(group.map(({ validationLoss }) => validationLoss)),
      lowShare: stood > 0 ? stoodLow / stood : 0,
      actions: actions / group.length,
      stepsInVain: vain / group.length,
      speedup: effectiveSpeedup({ speedup: rawSpeedup, ...sharesOf({ stood, stoodLow, vain, vainLow }) }),
    };
  });
}

/** How much of the training of these runs was in low precision; null without a step that stands. */
export function lowPrecisionOf(runs: readonly ProgramRun[]): LowPrecision | null {
  const steps = stepsOf(runs);
  return steps.stood > 0 ? sharesOf(steps) : null;
}

interface Steps {
  /** Steps that stand, and those of them in low precision; steps that were thrown away, and those of them. */
  readonly stood: number;
  readonly stoodLow: number;
  readonly vain: number;
  readonly vainLow: number;
}

function stepsOf(runs: readonly ProgramRun[]): Steps & { readonly actions: number } {
  let [stood, stoodLow, vain, vainLow, actions] = [0, 0, 0, 0, 0];
  for (const run of runs) {
    for (const { bits, from, until } of run.stretches) {
      stood += until - from;
      if (bits <= LOW_BITS) stoodLow += until - from;
    }
    for (const { bits, costSteps } of run.actions) {
      actions += 1;
      vain += costSteps;
      if (bits <= LOW_BITS) vainLow += costSteps;
    }
  }
  return { stood, stoodLow, vain, vainLow, actions };
}

/** A run without a step that stands has gained nothing. */
function sharesOf({ stood, stoodLow, vain, vainLow }: Steps): LowPrecision {
  if (stood === 0) return { lowShare: 0, vainShare: 0 };
  return { lowShare: (stoodLow + vainLow) / stood, vainShare: vain / stood };
}

/** null where one of them is not known or not finite: its mean would not be that of these runs. */
function meanOf(values: readonly (number | null)[]): MeanWithInterval | null {
  const n = values.length;
  if (!values.every((value) => value !== null && Number.isFinite(value))) return null;
  const mean = values.reduce<number>((sum, value) => sum + value!, 0) / n;
  if (n === 1) return { mean, interval: null };
  const variance = values.reduce<number>((sum, value) => sum + (value! - mean) ** 2, 0) / (n - 1);
  const half = tQuantile(0.975, n - 1) * Math.sqrt(variance / n);
  return { mean, interval: { low: mean - half, high: mean + half } };
}

/** The stretches of a curve that holds an index into `used` for every step. */
export function stretchesOf(recipeByStep: ArrayLike<number>, used: readonly UsedRecipe[]): Stretch[] {
  const stretches: Stretch[] = [];
  let from = 0;
  for (let step = 1; step <= recipeByStep.length; step++) {
    if (step < recipeByStep.length && recipeByStep[step] === recipeByStep[from]) continue;
    const { name, bits } = used[recipeByStep[from]!]!;
    stretches.push({ recipe: name, bits, from, until: step });
    from = step;
  }
  return stretches;
}
