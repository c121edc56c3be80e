// A dynamic loss scale in WGSL: a state of each lane, by which the GPU decides by itself whether the step at hand is skipped.
import { LARGEST_LOSS_SCALE, LEAST_LOSS_SCALE } from '../../../../recipes/loss-scale.ts';
import type { LaneScale, OperationOf } from '../../../program.ts';
import { REPORT, type StepBindings } from '../bindings.ts';
import { f32, type Port } from '../kernel.ts';
import { NEAR_ONE } from './near-one.ts';

/** WGSL: `scale` from the state that is bound as `lossScale`. */
export function laneScale({ initial }: Pick<LaneScale, 'initial'>): string {
  return `let known = lossScale[lossScaleBase];
    let scale = select(known, ${f32(initial)}, known == 0.0f);`;
}

interface Judgement {
  readonly ports: Readonly<Record<string, Port>>;
  readonly parts: readonly string[];
  /** For one thread of a lane whose gradients have been looked at; `row` is that of the report. */
  readonly text: string;
}

/** As good as 0, of which there is no logarithm. */
const LEAST_BETA = 2 ** -100;

/**
 * recipes/loss-scale.ts: whether the lane skips the step, and the scale of the next one. Where the program has no dynamic scale and only
 * steps of others were skipped, AdamW's corrections are all that is said.
 */
export function judgement(
  { lossScale, skipped }: OperationOf<'gradient-norm'>,
  bindings: StepBindings,
): Judgement {
  if (skipped === null) return { ports: {}, parts: [], text: '' };
  const turn = bindings.turn('write');
  const parts = [NEAR_ONE];
  const adamw = bindings.program.operations.find((op) => op.kind === 'adamw');
  const correction = (at: 1 | 2, beta: number) =>
    `turn[turnBase + ${at}u] = -1.0f / expm1(number * ${f32(Math.log(Math.max(beta, LEAST_BETA)))});`;
  const corrections = adamw
    ? `let number = f32(now.step + 1u) - skipped[skippedBase];
      ${correction(1, adamw.beta1)}
      ${correction(2, adamw.beta2)}`
    : '';
  if (!lossScale) {
    const ports = { turn, skipped: bindings.read(skipped) };
    return { ports, parts, text: `turn[turnBase] = 0.0f; ${corrections}` };
  }
  return {
    parts,
    ports: { turn, skipped: bindings.write(skipped), lossScale: bindings.write(lossScale.state) },
    text: `
      ${laneScale(lossScale)}
      let overflow = atomicLoad(&report[row + ${REPORT.overflow}u]);
      let skips = overflow != 0u && scale > ${f32(LEAST_LOSS_SCALE)};
      if (overflow != 0u && !skips) { atomicMax(&report[row + ${REPORT.nonfinite}u], overflow); }
      let good = lossScale[lossScaleBase + 1u] + 1.0f;
      let grows = !skips && good >= ${f32(lossScale.growthInterval)};
      let grown = select(scale, min(2.0f * scale, ${f32(LARGEST_LOSS_SCALE)}), grows);
      lossScale[lossScaleBase] = select(grown, 0.5f * scale, skips);
      lossScale[lossScaleBase + 1u] = select(good, 0.0f, skips || grows);
      if (skips) { skipped[skippedBase] += 1.0f; }
      turn[turnBase] = select(0.0f, 1.0f, skips);
      ${corrections}
      atomicStore(&report[row + ${REPORT.lossScale}u], bitcast<u32>(scale));
      atomicStore(&report[row + ${REPORT.skipped}u], select(0u, 1u, skips));`,
  };
}
