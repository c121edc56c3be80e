// The random Hadamard transform of 16 values, bit for bit what every device must do: an orthogonal matrix by which both operands of a
// product are multiplied along the contraction before they are rounded. (H a)' (H b) = a' b, so the product stays what it is, while an
// outlier is spread over 16 values, whose common scale it would have been. It rounds to no format; quantize.ts does.

/** Values that are transformed together. */
export const HADAMARD_POINTS = 16;

/** Drawn once, the same for every layer and step: those of Transformer Engine (get_wgrad_sign_vector). */
export const HADAMARD_SIGNS: readonly number[] = [1, 1, 1, -1, 1, -1, -1, -1, -1, -1, -1, 1, -1, 1, -1, -1];

/** What makes the matrix orthogonal: a power of two, by which a multiplication is exact. */
export const HADAMARD_FACTOR = 1 / Math.sqrt(HADAMARD_POINTS);

/**
 * H x for each 16 rows, from the first on, of a row-major [rows, columns] matrix: each row is multiplied by its sign / 4, and then, for
 * a distance of 1, 2, 4 and 8 rows in turn, rows a and b so far apart become a + b and a - b, rounded to float32. So H is the matrix of
 * Sylvester's order, times the signs. The last rows mod 16 stay as they are, which is orthogonal, too.
 */
export function hadamardTransform(values: Float32Array, rows: number, columns: number): Float32Array {
  const result = Float32Array.from(values);
  const whole = rows - (rows % HADAMARD_POINTS);
  for (let i = 0; i < whole * columns; i++) {
    result[i]! *= HADAMARD_SIGNS[Math.floor(i / columns) % HADAMARD_POINTS]! * HADAMARD_FACTOR;
  }
  for (let distance = 1; distance < HADAMARD_POINTS; distance *= 2) {
    for (let row = 0; row < whole; row++) {
      if ((row & distance) !== 0) continue;
      for (let i = row * columns; i < (row + 1) * columns; i++) {
        const [a, b] = [result[i]!, result[i + distance * columns]!];
        result[i] = a + b;
        result[i + distance * columns] = a - b;
      }
    }
  }
  return result;
}
