// The inner loop of every matrix product: tiles of 6 x 16 of C. With 256-bit vectors (../kernels.ts) their 12 accumulators,
// two vectors of B and one splat of A fill the 16 registers of x64. Every sum runs over k in order, whatever the tile.

/** Columns of a panel of B. */
export const PANEL: i32 = 16;
/** Rows of a tile. */
export const ROWS: i32 = 6;
/** Bytes that `tiles` needs for tiles that do not lie wholly within C. */
export const EDGE_BYTES: usize = 384;

/**
 * C [m, n] = (add ? C : 0) + alpha A B. Element t of row i of A stands at a + (i / 6) x aTile + (i % 6) x aRow + t x aStep, B
 * in panels [k][16] that are `panel` bytes apart. One panel serves all rows before the next, so it stays in the first-level
 * cache. Rows that the last tile lacks repeat the last one and are not stored.
 */
export function tiles(
  m: i32, n: i32, k: i32, a: usize, aTile: usize, aRow: usize, aStep: usize, b: usize, panel: usize, c: usize,
  ldc: usize, alpha: f32, add: bool, edge: usize,
): void {
  eachTile(false, m, n, k, a, aTile, aRow, aStep, b, panel, c, ldc, alpha, add, edge);
}

/** C = alpha (C + A B), where each sum goes on term by term from what stands in C. */
export function tilesOnto(
  m: i32, n: i32, k: i32, a: usize, aTile: usize, aRow: usize, aStep: usize, b: usize, panel: usize, c: usize,
  ldc: usize, alpha: f32, edge: usize,
): void {
  eachTile(true, m, n, k, a, aTile, aRow, aStep, b, panel, c, ldc, alpha, false, edge);
}

/** `onto` is a constant where this is used. */
@inline
function eachTile(
  onto: bool, m: i32, n: i32, k: i32, a: usize, aTile: usize, aRow: usize, aStep: usize, b: usize, panel: usize,
  c: usize, ldc: usize, alpha: f32, add: bool, edge: usize,
): void {
  const zero = f32x4.splat(0);
  const scale = f32x4.splat(alpha);
  for (let j = 0; j < n; j += PANEL) {
    const whole = b + (<usize>k << 6);
    const width = min(PANEL, n - j);
    let a0 = a;
    let to = c + (<usize>j << 2);
    for (let i = 0; i < m; i += ROWS) {
      const rows = min(ROWS, m - i);
      const last = a0 + <usize>(rows - 1) * aRow;
      const a1 = min(a0 + aRow, last);
      const a2 = min(a1 + aRow, last);
      const a3 = min(a2 + aRow, last);
      const a4 = min(a3 + aRow, last);
      const a5 = min(a4 + aRow, last);
      let c00 = zero, c01 = zero, c02 = zero, c03 = zero, c10 = zero, c11 = zero, c12 = zero, c13 = zero;
      let c20 = zero, c21 = zero, c22 = zero, c23 = zero, c30 = zero, c31 = zero, c32 = zero, c33 = zero;
      let c40 = zero, c41 = zero, c42 = zero, c43 = zero, c50 = zero, c51 = zero, c52 = zero, c53 = zero;
      const inside = rows == ROWS && width == PANEL;
      let out = inside ? to : edge;
      const step = inside ? ldc : <usize>(PANEL << 2);
      if (onto) {
        if (!inside) loadEdge(to, ldc, edge, rows, width);
        let from = out;
        c00 = v128.load(from), c01 = v128.load(from, 16), c02 = v128.load(from, 32), c03 = v128.load(from, 48);
        from += step;
        c10 = v128.load(from), c11 = v128.load(from, 16), c12 = v128.load(from, 32), c13 = v128.load(from, 48);
        from += step;
        c20 = v128.load(from), c21 = v128.load(from, 16), c22 = v128.load(from, 32), c23 = v128.load(from, 48);
        from += step;
        c30 = v128.load(from), c31 = v128.load(from, 16), c32 = v128.load(from, 32), c33 = v128.load(from, 48);
        from += step;
        c40 = v128.load(from), c41 = v128.load(from, 16), c42 = v128.load(from, 32), c43 = v128.load(from, 48);
        from += step;
        c50 = v128.load(from), c51 = v128.load(from, 16), c52 = v128.load(from, 32), c53 = v128.load(from, 48);
      }
      let bp = b;
      let at: usize = 0;
      while (bp < whole) {
        const b0 = v128.load(bp);
        const b1 = v128.load(bp, 16);
        const b2 = v128.load(bp, 32);
        const b3 = v128.load(bp, 48);
        let s = v128.load32_splat(a0 + at);
        c00 = f32x4.relaxed_madd(s, b0, c00);
        c01 = f32x4.relaxed_madd(s, b1, c01);
        c02 = f32x4.relaxed_madd(s, b2, c02);
        c03 = f32x4.relaxed_madd(s, b3, c03);
        s = v128.load32_splat(a1 + at);
        c10 = f32x4.relaxed_madd(s, b0, c10);
        c11 = f32x4.relaxed_madd(s, b1, c11);
        c12 = f32x4.relaxed_madd(s, b2, c12);
        c13 = f32x4.relaxed_madd(s, b3, c13);
        s = v128.load32_splat(a2 + at);
        c20 = f32x4.relaxed_madd(s, b0, c20);
        c21 = f32x4.relaxed_madd(s, b1, c21);
        c22 = f32x4.relaxed_madd(s, b2, c22);
        c23 = f32x4.relaxed_madd(s, b3, c23);
        s = v128.load32_splat(a3 + at);
        c30 = f32x4.relaxed_madd(s, b0, c30);
        c31 = f32x4.relaxed_madd(s, b1, c31);
        c32 = f32x4.relaxed_madd(s, b2, c32);
        c33 = f32x4.relaxed_madd(s, b3, c33);
        s = v128.load32_splat(a4 + at);
        c40 = f32x4.relaxed_madd(s, b0, c40);
        c41 = f32x4.relaxed_madd(s, b1, c41);
        c42 = f32x4.relaxed_madd(s, b2, c42);
        c43 = f32x4.relaxed_madd(s, b3, c43);
        s = v128.load32_splat(a5 + at);
        c50 = f32x4.relaxed_madd(s, b0, c50);
        c51 = f32x4.relaxed_madd(s, b1, c51);
        c52 = f32x4.relaxed_madd(s, b2, c52);
        c53 = f32x4.relaxed_madd(s, b3, c53);
        bp += 64;
        at += aStep;
      }
      const adds = add && inside;
      storePair(out, c00, c01, scale, adds);
      storePair(out + 32, c02, c03, scale, adds);
      out += step;
      storePair(out, c10, c11, scale, adds);
      storePair(out + 32, c12, c13, scale, adds);
      out += step;
      storePair(out, c20, c21, scale, adds);
      storePair(out + 32, c22, c23, scale, adds);
      out += step;
      storePair(out, c30, c31, scale, adds);
      storePair(out + 32, c32, c33, scale, adds);
      out += step;
      storePair(out, c40, c41, scale, adds);
      storePair(out + 32, c42, c43, scale, adds);
      out += step;
      storePair(out, c50, c51, scale, adds);
      storePair(out + 32, c52, c53, scale, adds);
      if (!inside) copyEdge(to, ldc, edge, rows, width, add);
      a0 += aTile;
      to += ROWS * ldc;
    }
    b += panel;
  }
}

/** Two neighbouring vectors. Both are loaded before either is stored: only so do they become one of 256 bits. */
@inline
export function storePair(out: usize, low: v128, high: v128, scale: v128, add: bool): void {
  if (add) {
    const oldLow = v128.load(out);
    const oldHigh = v128.load(out, 16);
    v128.store(out, f32x4.relaxed_madd(low, scale, oldLow));
    v128.store(out, f32x4.relaxed_madd(high, scale, oldHigh), 16);
  } else {
    v128.store(out, f32x4.mul(low, scale));
    v128.store(out, f32x4.mul(high, scale), 16);
  }
}

/** The part of C that lies within a tile, brought to `edge`; what is there beside it stays. */
function loadEdge(c: usize, ldc: usize, edge: usize, rows: i32, width: i32): void {
  const end = <usize>width << 2;
  const quads = end & ~15;
  for (let r = 0; r < rows; r++) {
    let at: usize = 0;
    for (; at < quads; at += 16) v128.store(edge + at, v128.load(c + at));
    for (; at < end; at += 4) store<f32>(edge + at, load<f32>(c + at));
    c += ldc;
    edge += <usize>(PANEL << 2);
  }
}

/** The part of a whole tile at `edge` that lies within C. */
export function copyEdge(c: usize, ldc: usize, edge: usize, rows: i32, width: i32, add: bool): void {
  const end = <usize>width << 2;
  const quads = end & ~15;
  for (let r = 0; r < rows; r++) {
    let at: usize = 0;
    for (; at < quads; at += 16) {
      const value = v128.load(edge + at);
      v128.store(c + at, add ? f32x4.add(v128.load(c + at), value) : value);
    }
    for (; at < end; at += 4) {
      const value = load<f32>(edge + at);
      store<f32>(c + at, add ? load<f32>(c + at) + value : value);
    }
    c += ldc;
    edge += <usize>(PANEL << 2);
  }
}
