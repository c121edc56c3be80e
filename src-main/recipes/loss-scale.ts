// Loss scales: the gradient of the loss is multiplied by one, so that small gradients do not underflow on their way back. A constant,
// or a dynamic one, which is a number of each lane and follows its overflows as torch.amp.GradScaler does. Powers of two change no
// mantissa: where nothing is rounded, a loss scale changes nothing.

export const LEAST_LOSS_SCALE = 1;
export const LARGEST_LOSS_SCALE = 2 ** 24;
/** GradScaler halves and doubles by default, too; other factors would leave the powers of two. */
const BACKOFF = 1 / 2;
const GROWTH = 2;

/**
 * A step whose finished gradients hold NaN or Inf is skipped, and the scale halves; after `growthInterval` steps in a row that were not, it
 * doubles. It stays from 1 to 2^24.
 */
export interface DynamicLossScale {
  readonly kind: 'dynamic';
  readonly initial: number;
  readonly growthInterval: number;
}

export type LossScale = number | DynamicLossScale;

/** As torch.amp.GradScaler has them. */
export const DYNAMIC_DEFAULTS = { initial: 2 ** 16, growthInterval: 2000 } as const;

/** What a dynamic loss scale of a lane comes to: the scale, and how many steps in a row were not skipped since it last changed. */
export interface ScaleState {
  readonly scale: number;
  readonly goodSteps: number;
}

export function isDynamic(lossScale: LossScale | null): lossScale is DynamicLossScale {
  return typeof lossScale === 'object' && lossScale !== null;
}

/** Whether a step whose gradients overflowed at this scale is skipped. At the least one no smaller scale could help: the run has failed. */
export function isSkipped(scale: number, overflowed: boolean): boolean {
  return overflowed && scale > LEAST_LOSS_SCALE;
}

/** After a step; `_amp_update_scale_` of PyTorch, kept within bounds. */
export function nextScale(
  { scale, goodSteps }: ScaleState,
  skipped: boolean,
  growthInterval: number,
): ScaleState {
  if (skipped) return { scale: scale * BACKOFF, goodSteps: 0 };
  if (goodSteps + 1 < growthInterval) return { scale, goodSteps: goodSteps + 1 };
  return { scale: Math.min(scale * GROWTH, LARGEST_LOSS_SCALE), goodSteps: 0 };
}

export function isLossScale(scale: number): boolean {
  return scale >= LEAST_LOSS_SCALE && scale <= LARGEST_LOSS_SCALE && Number.isInteger(Math.log2(scale));
}

/** @throws Error with one sentence if it is, or begins at, no power of two from 1 to 2^24, or never grows. */
export function checkLossScale(lossScale: LossScale): void {
  const [name, scale] = isDynamic(lossScale)
    ? ['lossScale.initial', lossScale.initial]
    : ['lossScale', lossScale];
  if (!isLossScale(scale)) {
    throw new Error(`${name} is ${scale}; it must be a power of two from 1 to ${LARGEST_LOSS_SCALE}.`);
  }
  if (!isDynamic(lossScale)) return;
  const { growthInterval } = lossScale;
  if (Number.isInteger(growthInterval) && growthInterval >= 1) return;
  throw new Error(`lossScale.growthInterval is ${growthInterval}; it must be a whole number from 1 on.`);
}
