// Brings a matrix into the panels that the products read, [n/8][k][8]. Columns beyond the matrix
// become zero. Copies only; rounding comes before.

/** B stored [k, n], rows `ldb` bytes apart. */
export function packB(to: usize, b: usize, ldb: usize, k: i32, n: i32): void {
  const whole = n & ~7;
  for (let j = 0; j < whole; j += 8) {
    let from = b + ((<usize>j) << 2);
    const end = to + ((<usize>k) << 5);
    for (; to < end; to += 32) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
      from += ldb;
    }
  }
  if (whole < n) {
    const width = n - whole;
    let from = b + ((<usize>whole) << 2);
    for (let t = 0; t < k; t++) {
      for (let j = 0; j < 8; j++) {
        store<f32>(to + ((<usize>j) << 2), j < width ? load<f32>(from + ((<usize>j) << 2)) : 0);
      }
      to += 32;
      from += ldb;
    }
  }
}

/** B stored transposed, [n, k] with rows `ldb` bytes apart. */
export function packTransposedB(to: usize, b: usize, ldb: usize, k: i32, n: i32): void {
  for (let j = 0; j < n; j += 8) {
    const width = min(8, n - j);
    const from = b + <usize>j * ldb;
    transposeInto(to, 32, from, ldb, k, min(4, width));
    transposeInto(to + 16, 32, from + 4 * ldb, ldb, k, max(0, width - 4));
    to += (<usize>k) << 5;
  }
}

/** Four rows of length k become four columns of rows `stride` bytes apart; rows from `rows` on count as zero. */
function transposeInto(to: usize, stride: usize, from: usize, ld: usize, k: i32, rows: i32): void {
  let t = 0;
  if (rows == 4) {
    for (; t + 4 <= k; t += 4) {
      const r0 = v128.load(from);
      const r1 = v128.load(from + ld);
      const r2 = v128.load(from + 2 * ld);
      const r3 = v128.load(from + 3 * ld);
      const low01 = i8x16.shuffle(r0, r1, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
      const high01 = i8x16.shuffle(r0, r1, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
      const low23 = i8x16.shuffle(r2, r3, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
      const high23 = i8x16.shuffle(r2, r3, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
      v128.store(to, i8x16.shuffle(low01, low23, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23));
      v128.store(
        to + stride,
        i8x16.shuffle(low01, low23, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31),
      );
      v128.store(
        to + 2 * stride,
        i8x16.shuffle(high01, high23, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23),
      );
      v128.store(
        to + 3 * stride,
        i8x16.shuffle(high01, high23, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31),
      );
      from += 16;
      to += 4 * stride;
    }
  }
  for (; t < k; t++) {
    for (let i = 0; i < 4; i++) {
      store<f32>(to + ((<usize>i) << 2), i < rows ? load<f32>(from + <usize>i * ld) : 0);
    }
    from += 4;
    to += stride;
  }
}
