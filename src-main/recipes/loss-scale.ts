// A constant loss scale: the gradient of the loss is multiplied by it, so that small gradients do not underflow on their way back.
// Powers of two change no mantissa: where nothing is rounded, a loss scale changes nothing.

export const LARGEST_LOSS_SCALE = 2 ** 24;

export function isLossScale(scale: number): boolean {
  return scale >= 1 && scale <= LARGEST_LOSS_SCALE && Number.isInteger(Math.log2(scale));
}

/** @throws Error with one sentence if it is no power of two from 1 to 2^24. */
export function checkLossScale(scale: number): void {
  if (isLossScale(scale)) return;
  throw new Error(`lossScale is ${scale}; it must be a power of two from 1 to ${LARGEST_LOSS_SCALE}.`);
}
