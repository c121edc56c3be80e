// Ticks of an axis of learning rates whose values are log10.

/** log10 of 1, 2 and 5 times powers of ten, or the powers alone where there are many. */
export function rateTicks(low: number, high: number): number[] {
  const factors = high - low > 2 ? [1] : [1, 2, 5];
  const found: number[] = [];
  for (let power = Math.floor(low); power <= Math.ceil(high); power++) {
    for (const factor of factors) found.push(power + Math.log10(factor));
  }
  return found.filter((value) => value >= low && value <= high);
}
