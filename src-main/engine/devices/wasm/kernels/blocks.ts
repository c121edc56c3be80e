// Rounding with a scale of its own for every row or block, as formats/quantize.ts and formats/scaling.ts do: amax of the
// block, the factor that values are multiplied by before the cast, the factor that undoes it.
import { Cast } from './cast';
import { amaxOf, quantizeScaled } from './quantize';
import { roundNarrow } from './round';

export const ROW: i32 = 0;
export const BLOCK: i32 = 1;
export const MX_UP: i32 = 2;
export const MX_FLOOR: i32 = 3;
export const NVFP4: i32 = 4;

const AMAX_FLOOR: f64 = 1e-12;
const E2M1_MAX: f64 = 6;

/** Factors of the block last seen by `factorsOf`. */
let encodeFactor: f32 = 1;
let decodeFactor: f32 = 1;

function powerOfTwo(exponent: i32): f32 {
  if (exponent < -126) return reinterpret<f32>((<u32>1) << (exponent + 149));
  return reinterpret<f32>((exponent + 127) << 23);
}

function floorLog2(value: f32): i32 {
  return <i32>(reinterpret<u32>(value) >>> 23) - 127;
}

/** x rounded to E4M3, nearest-even, saturating. */
function toE4M3(x: f32): f32 {
  const max = i32x4.splat(0x43e00000);
  const minNormal = i32x4.splat(0x3c800000);
  return f32x4.extract_lane(roundNarrow(f32x4.splat(x), max, minNormal, i32x4.splat(20 << 23)), 0);
}

function factorsOf(kind: i32, amax: f32, tensor: f32, maxFinite: f32): void {
  const most = <f64>maxFinite;
  const clamped = <f32>(amax < AMAX_FLOOR ? AMAX_FLOOR : <f64>amax);
  if (kind == ROW) {
    encodeFactor = reinterpret<f32>(reinterpret<u32>(<f32>(most / <f64>clamped)) & 0x7f800000);
    decodeFactor = <f32>(1.0 / <f64>encodeFactor);
  } else if (kind == BLOCK) {
    encodeFactor = <f32>(most / <f64>clamped);
    decodeFactor = <f32>(<f64>clamped / most);
  } else if (kind == NVFP4) {
    decodeFactor = toE4M3(<f32>(<f64>(<f32>(<f64>amax / E2M1_MAX)) * <f64>tensor));
    encodeFactor = decodeFactor == 0 ? 0 : <f32>(<f64>tensor / <f64>decodeFactor);
  } else {
    let exponent: i32;
    if (kind == MX_FLOOR) {
      exponent = floorLog2(clamped) - floorLog2(maxFinite);
    } else {
      const ratio = <f32>(<f64>clamped / most);
      exponent = floorLog2(ratio) + ((reinterpret<u32>(ratio) & 0x7fffff) == 0 ? 0 : 1);
    }
    exponent = max(-127, min(127, exponent));
    encodeFactor = powerOfTwo(-exponent);
    decodeFactor = powerOfTwo(exponent);
  }
}

/**
 * to = the row-major [rows, columns] matrix rounded with the factors of its blocks, undone but for the tensor-wide
 * `tensor`. Blocks are `along` values along the contraction (down the rows if `byRows`) by `across` lines. `scratch` has
 * room for 3 x (columns + 4) values.
 */
export function quantizeBlocks(
  to: usize,
  from: usize,
  rows: i32,
  columns: i32,
  byRows: bool,
  along: i32,
  across: i32,
  kind: i32,
  tensor: f32,
  castAt: usize,
  key: u32,
  counts: usize,
  scratch: usize,
): void {
  const maxFinite = reinterpret<f32>(changetype<Cast>(castAt).maxFinite);
  const line = (<usize>columns) << 2;
  const encode = scratch;
  const decode = encode + line + 16;
  const amaxes = decode + line + 16;
  const height = byRows ? along : across;
  const width = byRows ? across : along;
  for (let top = 0; top < rows; top += height) {
    const bottom = min(rows, top + height);
    if (byRows) columnAmaxes(amaxes, from + <usize>top * line, bottom - top, columns);
    for (let left = 0; left < columns; left += width) {
      const right = min(columns, left + width);
      const start = (<usize>left) << 2;
      let amax: f32 = 0;
      if (byRows) {
        amax = amaxOf(amaxes + start, right - left);
      } else {
        for (let i = top; i < bottom; i++) {
          const row = amaxOf(from + <usize>i * line + start, right - left);
          if (reinterpret<u32>(row) > reinterpret<u32>(amax)) amax = row;
        }
      }
      factorsOf(kind, amax, tensor, maxFinite);
      const end = (<usize>right) << 2;
      for (let at = start; at < end; at += 4) {
        store<f32>(encode + at, encodeFactor);
        store<f32>(decode + at, decodeFactor);
      }
    }
    for (let i = top; i < bottom; i++) {
      const row = <usize>i * line;
      quantizeScaled(to + row, from + row, columns, encode, decode, castAt, key, i * columns, counts);
    }
  }
}

/** Largest magnitude of each column. */
function columnAmaxes(to: usize, from: usize, rows: i32, columns: i32): void {
  const mask = i32x4.splat(0x7fffffff);
  const line = (<usize>columns) << 2;
  memory.fill(to, 0, line);
  for (let i = 0; i < rows; i++) {
    let at: usize = 0;
    const whole = (<usize>(columns & ~3)) << 2;
    for (; at < whole; at += 16) {
      v128.store(to + at, i32x4.max_s(v128.load(to + at), v128.and(v128.load(from + at), mask)));
    }
    for (; at < line; at += 4) {
      store<i32>(to + at, max(load<i32>(to + at), load<i32>(from + at) & 0x7fffffff));
    }
    from += line;
  }
}

/** x = x / divisor, in place. */
export function divide(x: usize, n: i32, divisor: f32): void {
  const end = x + ((<usize>n) << 2);
  const by = f32x4.splat(divisor);
  for (; x + 16 <= end; x += 16) v128.store(x, f32x4.div(v128.load(x), by));
  for (; x < end; x += 4) store<f32>(x, load<f32>(x) / divisor);
}
