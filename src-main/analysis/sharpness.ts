// Sharpness of a model's output at one position: how far the loss can rise when the logits move a little.
// The exact closed form in double precision, the oracle of the devices, which compute it in float32 while they train.

/**
 * phi = 100 (max f - f) / (1 + f) for f(z) = cross-entropy of softmax(z) at `target`, over the box
 * |dz_i| <= epsilon (|z_i| + 1). f falls with the target's logit and rises with every other one, so the maximum is the
 * corner that lowers the target and raises all others. Idea: Keskar et al., arXiv 1609.04836, moved to logits.
 */
export function sharpness(logits: ArrayLike<number>, target: number, epsilon: number): number {
  const worst = Array.from(logits, (z, i) => z + (i === target ? -1 : 1) * epsilon * (Math.abs(z) + 1));
  const loss = crossEntropy(logits, target);
  return (100 * (crossEntropy(worst, target) - loss)) / (1 + loss);
}

/** ln(sum_i exp(z_i)) - z_target. */
export function crossEntropy(logits: ArrayLike<number>, target: number): number {
  const z = Array.from(logits);
  const largest = z.reduce((a, b) => Math.max(a, b), -Infinity);
  const sum = z.reduce((total, value) => total + Math.exp(value - largest), 0);
  return Math.log(sum) + largest - z[target]!;
}
