// Rounding with a scale of its own for every row or block, as formats/quantize.ts and formats/scales.ts do: amax of the
// block, the factor that values are multiplied by before the cast, the factor that undoes it.
import { Cast, NARROW_NEAREST } from './cast';
import { amaxOf, quantizeScaled } from './quantize';
import { infinityBits, roundNarrow, signBit } from './round';
import { loadPart, pairs, storePart } from './vector';

// Numbered as BLOCK_FORMULAS of formats/scaling.ts.
export const ROW: i32 = 0;
export const BLOCK: i32 = 1;
export const MX_UP: i32 = 2;
export const MX_FLOOR: i32 = 3;
export const NVFP4: i32 = 4;

/** Rows whose blocks get their factors together. */
const GROUP: i32 = 32;
const AMAX_FLOOR: f32 = 1e-12;
const E2M1_MAX: f32 = 6;

/** 2^exponent for exponents from -127 to 127. */
@inline
function powerOfTwo(exponent: v128): v128 {
  const normal = i32x4.shl(i32x4.add(exponent, i32x4.splat(127)), 23);
  return v128.or(normal, v128.and(i32x4.eq(exponent, i32x4.splat(-127)), i32x4.splat(0x00400000)));
}

@inline
function floorLog2(value: v128): v128 {
  return i32x4.sub(i32x4.shr_u(value, 23), i32x4.splat(127));
}

/** x rounded to E4M3, nearest-even, saturating. */
@inline
function toE4M3(x: v128): v128 {
  const max = i32x4.splat(0x43e00000);
  return roundNarrow(x, max, i32x4.splat(0x3c800000), i32x4.splat(20 << 23), signBit(), infinityBits());
}

/** encode and decode for n amaxes; all three have room for a vector more. */
function factorsOf(kind: i32, amaxes: usize, encode: usize, decode: usize, n: i32, tensor: f32, maxFinite: f32): void {
  const most = f32x4.splat(maxFinite);
  for (let i = 0; i < n; i += 4) {
    const at = <usize>i << 2;
    const amax = v128.load(amaxes + at);
    const clamped = f32x4.pmax(amax, f32x4.splat(AMAX_FLOOR));
    let before: v128, after: v128;
    if (kind == ROW) {
      before = v128.and(f32x4.div(most, clamped), infinityBits());
      after = f32x4.div(f32x4.splat(1), before);
    } else if (kind == BLOCK) {
      before = f32x4.div(most, clamped);
      after = f32x4.div(clamped, most);
    } else if (kind == NVFP4) {
      const scale = f32x4.splat(tensor);
      after = toE4M3(f32x4.mul(f32x4.div(amax, f32x4.splat(E2M1_MAX)), scale));
      before = v128.andnot(f32x4.div(scale, after), f32x4.eq(after, f32x4.splat(0)));
    } else {
      let exponent: v128;
      if (kind == MX_FLOOR) {
        exponent = i32x4.sub(floorLog2(clamped), floorLog2(most));
      } else {
        const ratio = f32x4.div(clamped, most);
        const whole = i32x4.eq(v128.and(ratio, i32x4.splat(0x007fffff)), i32x4.splat(0));
        exponent = i32x4.add(floorLog2(ratio), i32x4.add(whole, i32x4.splat(1)));
      }
      exponent = i32x4.max_s(i32x4.min_s(exponent, i32x4.splat(127)), i32x4.splat(-127));
      before = powerOfTwo(i32x4.neg(exponent));
      after = powerOfTwo(exponent);
    }
    v128.store(encode + at, before);
    v128.store(decode + at, after);
  }
}

/**
 * to = the row-major [rows, columns] matrix rounded with the factors of its blocks, undone but for the tensor-wide
 * `tensor`. Blocks are `along` values along the contraction (down the rows if `byRows`) by `across` lines. `scratch` has
 * room for 5 x (columns + 16) values, and for 3 x (GROUP x blocks of a row + 16).
 */
export function quantizeBlocks(
  to: usize, from: usize, rows: i32, columns: i32, byRows: bool, along: i32, across: i32, kind: i32, tensor: f32,
  castAt: usize, key: u32, counts: usize, scratch: usize,
): void {
  const cast = changetype<Cast>(castAt);
  const maxFinite = reinterpret<f32>(cast.maxFinite);
  const line = <usize>columns << 2;
  const height = byRows ? along : across;
  const width = byRows ? across : along;
  const blocks = (columns + width - 1) / width;
  if (height == 1 && (width & 7) == 0 && cast.path == NARROW_NEAREST && counts == 0) {
    const room = (<usize>(GROUP * blocks) << 2) + 64;
    for (let top = 0; top < rows; top += GROUP) {
      const high = min(GROUP, rows - top);
      const row = <usize>top * line;
      for (let i = 0; i < high; i++) {
        blockAmaxes(scratch + (<usize>(i * blocks) << 2), from + row + <usize>i * line, 1, columns, width);
      }
      factorsOf(kind, scratch, scratch + room, scratch + 2 * room, high * blocks, tensor, maxFinite);
      roundBlocks(to + row, from + row, high, columns, width, scratch + room, scratch + 2 * room, cast);
    }
    return;
  }
  const room = line + 64;
  const encode = scratch;
  const decode = encode + room;
  const amaxes = decode + room;
  const encodes = amaxes + room;
  const decodes = encodes + room;
  for (let top = 0; top < rows; top += height) {
    const high = min(height, rows - top);
    const corner = from + <usize>top * line;
    if (byRows) {
      columnAmaxes(amaxes, corner, high, columns);
      if (width > 1) reduceAmaxes(amaxes, columns, width);
    } else {
      blockAmaxes(amaxes, corner, high, columns, width);
    }
    if (width == 1) {
      factorsOf(kind, amaxes, encode, decode, columns, tensor, maxFinite);
    } else {
      factorsOf(kind, amaxes, encodes, decodes, blocks, tensor, maxFinite);
      spread(encode, encodes, columns, width);
      spread(decode, decodes, columns, width);
    }
    for (let i = top; i < top + high; i++) {
      const row = <usize>i * line;
      quantizeScaled(to + row, from + row, columns, encode, decode, castAt, key, i * columns, counts);
    }
  }
}

/** Rows of blocks of `width` values, a multiple of 8, with a pair of factors each. */
function roundBlocks(
  to: usize, from: usize, rows: i32, columns: i32, width: i32, encode: usize, decode: usize, cast: Cast,
): void {
  const most = i32x4.splat(cast.maxFinite);
  const least = i32x4.splat(cast.minNormal);
  const shift = i32x4.splat((23 - cast.mantissaBits) << 23);
  const sign = signBit();
  const infinity = infinityBits();
  const rest = columns & 7;
  for (let i = 0; i < rows; i++) {
    for (let left = 0; left < columns; left += width) {
      const before = v128.load32_splat(encode);
      const after = v128.load32_splat(decode);
      const end = from + pairs(min(width, columns - left));
      for (; from < end; from += 32, to += 32) {
        const x = f32x4.mul(v128.load(from), before), y = f32x4.mul(v128.load(from, 16), before);
        const low = f32x4.mul(roundNarrow(x, most, least, shift, sign, infinity), after);
        const high = f32x4.mul(roundNarrow(y, most, least, shift, sign, infinity), after);
        v128.store(to, low);
        v128.store(to, high, 16);
      }
      if (rest && left + width >= columns) {
        const x = f32x4.mul(v128.load(from), before), y = f32x4.mul(v128.load(from, 16), before);
        const low = f32x4.mul(roundNarrow(x, most, least, shift, sign, infinity), after);
        storePart(to, low, f32x4.mul(roundNarrow(y, most, least, shift, sign, infinity), after), rest);
        from += <usize>rest << 2;
        to += <usize>rest << 2;
      }
      encode += 4;
      decode += 4;
    }
  }
}

/** Largest magnitude of each column. */
function columnAmaxes(to: usize, from: usize, rows: i32, columns: i32): void {
  const sign = signBit();
  const line = <usize>columns << 2;
  // The last vector may run over the line: what it then holds is not used.
  for (let at: usize = 0; at < line; at += 16) {
    let most = i32x4.splat(0);
    let value = from + at;
    for (let i = 0; i < rows; i++) {
      most = i32x4.max_s(most, v128.andnot(v128.load(value), sign));
      value += line;
    }
    v128.store(to + at, most);
  }
}

/** Largest magnitude of each `width` columns of some rows; NaN, whose bits are above those of every number, if there is one. */
function blockAmaxes(to: usize, from: usize, rows: i32, columns: i32, width: i32): void {
  const line = <usize>columns << 2;
  const sign = signBit();
  for (let left = 0; left < columns; left += width) {
    const wide = min(width, columns - left);
    const rest = wide & 7;
    let start = from + (<usize>left << 2);
    let most = i32x4.splat(0), other = most;
    for (let i = 0; i < rows; i++) {
      const end = start + pairs(wide);
      let at = start;
      for (; at < end; at += 32) {
        most = i32x4.max_s(most, v128.andnot(v128.load(at), sign));
        other = i32x4.max_s(other, v128.andnot(v128.load(at, 16), sign));
      }
      if (rest) {
        most = i32x4.max_s(most, v128.andnot(loadPart(at, rest), sign));
        other = i32x4.max_s(other, v128.andnot(loadPart(at, rest, 4), sign));
      }
      start += line;
    }
    most = i32x4.max_s(most, other);
    most = i32x4.max_s(most, i32x4.shuffle(most, most, 2, 3, 0, 1));
    most = i32x4.max_s(most, i32x4.shuffle(most, most, 1, 0, 3, 2));
    store<i32>(to, i32x4.extract_lane(most, 0));
    to += 4;
  }
}

/** The largest of each `width` of n magnitudes, in place. */
function reduceAmaxes(x: usize, n: i32, width: i32): void {
  let to = x;
  for (let left = 0; left < n; left += width) {
    store<f32>(to, amaxOf(x + (<usize>left << 2), min(width, n - left)));
    to += 4;
  }
}

/** to = each value of `from`, `width` times, n in all; runs over the end by up to three. */
function spread(to: usize, from: usize, n: i32, width: i32): void {
  for (let left = 0; left < n; left += width) {
    const value = v128.load32_splat(from);
    const wide = min(width, n - left);
    for (let j = 0; j < wide; j += 4) v128.store(to + (<usize>(left + j) << 2), value);
    from += 4;
  }
}

/** x = x / divisor, in place. */
export function divide(x: usize, n: i32, divisor: f32): void {
  const by = f32x4.splat(divisor);
  const end = x + pairs(n);
  for (; x < end; x += 32) {
    const low = f32x4.div(v128.load(x), by), high = f32x4.div(v128.load(x, 16), by);
    v128.store(x, low);
    v128.store(x, high, 16);
  }
  if (n & 7) storePart(x, f32x4.div(v128.load(x), by), f32x4.div(v128.load(x, 16), by), n & 7);
}
