// Matrix products in float32: C = (add ? C : 0) + alpha A B, in the tiles of tile.ts. B is packed into panels of 16 columns
// ([n/16][k][16], zero-padded). The order of summation depends on the shape only.
import { packA, packB, tileBytes } from './pack';
import { quantize } from './quantize';
import { EDGE_BYTES, PANEL, ROWS, tiles } from './tile';

/** Terms of a sum in one pass: a panel of B so long stays in the first-level cache. */
const DEPTH: i32 = 256;
/** Rows of A in one pass, which stay in the second-level cache. */
const HEIGHT: i32 = 96;

@inline
function depthOf(k: i32): i32 {
  const passes = (k + DEPTH - 1) / DEPTH;
  return ((k + passes - 1) / passes + 3) & ~3;
}

/**
 * C [m, n] from A [m, k] and B packed over all of k. Where `cast` is not 0, A is rounded 96 rows at a time into `rounded`, so
 * that it is still in the cache when it is used; with `keep` all of it stays there, else the last rows. `edge` has room for
 * EDGE_BYTES.
 */
export function gemmRows(
  m: i32, n: i32, k: i32, a: usize, b: usize, c: usize, alpha: f32, add: bool,
  cast: usize, factor: f32, key: u32, counts: usize, rounded: usize, keep: bool, edge: usize,
): void {
  const depth = depthOf(k);
  const lda = <usize>k << 2;
  const ldc = <usize>n << 2;
  for (let i = 0; i < m; i += HEIGHT) {
    const rows = min(HEIGHT, m - i);
    let from = a + <usize>i * lda;
    if (cast != 0) {
      const to = keep ? rounded + <usize>i * lda : rounded;
      quantize(to, from, rows * k, factor, cast, key, i * k, counts);
      from = to;
    }
    const out = c + <usize>i * ldc;
    for (let start = 0; start < k; start += depth) {
      const terms = min(depth, k - start);
      const part = from + (<usize>start << 2);
      const panels = b + (<usize>start << 6);
      tiles(rows, n, terms, part, ROWS * lda, lda, 4, panels, <usize>k << 6, out, ldc, alpha, add || start > 0, edge);
    }
  }
}

/**
 * C [m, n] from A stored [k, m] and B stored [k, n]. `scratch` holds EDGE_BYTES and what one pass over DEPTH rows needs:
 * packed B, packed A and a rounded operand: (DEPTH + 1) x (n + 16 + m + 6 + max(m, n)) values and room after each.
 */
export function gemmColumns(
  m: i32, n: i32, k: i32, a: usize, b: usize, c: usize, alpha: f32, add: bool,
  castA: usize, factorA: f32, keyA: u32, countsA: usize,
  castB: usize, factorB: f32, keyB: u32, countsB: usize, scratch: usize,
): void {
  const depth = depthOf(k);
  const lda = <usize>m << 2;
  const ldb = <usize>n << 2;
  const packedB = scratch + EDGE_BYTES;
  const packedA = packedB + ((<usize>depth * <usize>((n + PANEL - 1) & -PANEL)) << 2) + 64;
  const rounded = packedA + <usize>((m + ROWS - 1) / ROWS) * tileBytes(depth) + 64;
  for (let start = 0; start < k; start += depth) {
    const terms = min(depth, k - start);
    let fromA = a + <usize>start * lda;
    let fromB = b + <usize>start * ldb;
    if (castA != 0) {
      quantize(rounded, fromA, terms * m, factorA, castA, keyA, start * m, countsA);
      fromA = rounded;
    }
    packA(packedA, fromA, lda, terms, m);
    if (castB != 0) {
      quantize(rounded, fromB, terms * n, factorB, castB, keyB, start * n, countsB);
      fromB = rounded;
    }
    packB(packedB, fromB, ldb, terms, n);
    const tile = tileBytes(terms);
    const panel = <usize>terms << 6;
    tiles(m, n, terms, packedA, tile, 4, ROWS << 2, packedB, panel, c, ldb, alpha, add || start > 0, scratch);
  }
}
