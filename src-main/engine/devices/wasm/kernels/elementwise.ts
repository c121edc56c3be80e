// Sums, copies, activations and rotary positions: one pass over their operands, four values at a time.
import { exp4, sigmoid4 } from './math';
import { loadPart, storePart } from './vector';

/** x += y. */
@inline
export function addTo(x: usize, y: usize, n: i32): void {
  const end = x + (<usize>(n & ~3) << 2);
  for (; x < end; x += 16, y += 16) v128.store(x, f32x4.add(v128.load(x), v128.load(y)));
  for (let i = n & 3; i > 0; i--, x += 4, y += 4) store<f32>(x, load<f32>(x) + load<f32>(y));
}

/** out = a + b; out may be a. */
export function add(a: usize, b: usize, out: usize, n: i32): void {
  const end = out + (<usize>(n & ~3) << 2);
  for (; out < end; out += 16, a += 16, b += 16) v128.store(out, f32x4.add(v128.load(a), v128.load(b)));
  for (let i = n & 3; i > 0; i--, out += 4, a += 4, b += 4) store<f32>(out, load<f32>(a) + load<f32>(b));
}

/** Rows of one view into another; strides and widths in bytes. */
export function copyRows(x: usize, xStride: usize, y: usize, yStride: usize, rows: i32, bytes: usize): void {
  for (let i = 0; i < rows; i++) {
    memory.copy(y, x, bytes);
    x += xStride;
    y += yStride;
  }
}

/** 2 sqrt(2 / pi): the tanh form of gelu is x sigmoid(SLOPE (x + CUBIC x^3)). */
const SLOPE: f32 = 1.5957691216057308;
const CUBIC: f32 = 0.044715;

@inline
function gelu4(x: v128): v128 {
  const inner = f32x4.relaxed_madd(f32x4.mul(x, x), f32x4.splat(SLOPE * CUBIC), f32x4.splat(SLOPE));
  return f32x4.mul(x, sigmoid4(f32x4.mul(x, inner)));
}

@inline
function geluSlope4(x: v128): v128 {
  const one = f32x4.splat(1);
  const square = f32x4.mul(x, x);
  const inner = f32x4.relaxed_madd(square, f32x4.splat(SLOPE * CUBIC), f32x4.splat(SLOPE));
  const open = sigmoid4(f32x4.mul(x, inner));
  const slope = f32x4.relaxed_madd(square, f32x4.splat(3 * SLOPE * CUBIC), f32x4.splat(SLOPE));
  const bend = f32x4.mul(f32x4.mul(x, slope), f32x4.sub(one, open));
  return f32x4.relaxed_madd(open, bend, open);
}

export function gelu(x: usize, y: usize, n: i32): void {
  const end = x + (<usize>(n & ~3) << 2);
  for (; x < end; x += 16, y += 16) v128.store(y, gelu4(v128.load(x)));
  if (n & 3) storePart(y, gelu4(loadPart(x, n & 3)), n & 3);
}

export function geluGradient(x: usize, dy: usize, dx: usize, n: i32): void {
  const end = x + (<usize>(n & ~3) << 2);
  for (; x < end; x += 16, dy += 16, dx += 16) v128.store(dx, f32x4.mul(v128.load(dy), geluSlope4(v128.load(x))));
  const rest = n & 3;
  if (rest) storePart(dx, f32x4.mul(v128.load(dy), geluSlope4(loadPart(x, rest))), rest);
}

/** x [rows, 2 x width]: y = silu(first half) x second half. */
export function swiglu(x: usize, y: usize, rows: i32, width: i32): void {
  const half = <usize>width << 2;
  for (let r = 0; r < rows; r++) {
    for (let j = 0; j < width; j += 4) {
      const gate = v128.load(x);
      const value = f32x4.mul(f32x4.mul(gate, sigmoid4(gate)), v128.load(x + half));
      const rest = min(4, width - j);
      if (rest == 4) v128.store(y, value);
      else storePart(y, value, rest);
      x += <usize>rest << 2;
      y += <usize>rest << 2;
    }
    x += half;
  }
}

export function swigluGradient(x: usize, dy: usize, dx: usize, rows: i32, width: i32): void {
  const half = <usize>width << 2;
  const one = f32x4.splat(1);
  for (let r = 0; r < rows; r++) {
    for (let j = 0; j < width; j += 4) {
      const gate = v128.load(x);
      const d = v128.load(dy);
      const open = sigmoid4(gate);
      const slope = f32x4.mul(open, f32x4.relaxed_madd(gate, f32x4.sub(one, open), one));
      const dGate = f32x4.mul(f32x4.mul(d, v128.load(x + half)), slope);
      const dValue = f32x4.mul(f32x4.mul(d, gate), open);
      const rest = min(4, width - j);
      if (rest == 4) {
        v128.store(dx, dGate);
        v128.store(dx + half, dValue);
      } else {
        storePart(dx, dGate, rest);
        storePart(dx + half, dValue, rest);
      }
      x += <usize>rest << 2;
      dx += <usize>rest << 2;
      dy += <usize>rest << 2;
    }
    x += half;
    dx += half;
  }
}

/**
 * Turns pairs (i, i + width/2) of each row by the angles of its position. `table` holds cos and then sin, each
 * [context][width/2]; `sign` -1 turns back. Rows of x: `inner` heads next to each other, positions `stride` bytes apart.
 */
export function rotary(
  x: usize, stride: usize, rows: i32, inner: i32, width: i32, context: i32, table: usize, sign: f32,
): void {
  const half = width >> 1;
  const offset = <usize>half << 2;
  const sines = table + (<usize>(context * half) << 2);
  const direction = f32x4.splat(sign);
  for (let t = 0; t < rows; t++) {
    const angles = <usize>((t % context) * half) << 2;
    let head = x + <usize>t * stride;
    for (let h = 0; h < inner; h++) {
      for (let i = 0; i < half; i += 4) {
        const at = <usize>i << 2;
        const cos = v128.load(table + angles + at);
        const sin = f32x4.mul(v128.load(sines + angles + at), direction);
        const first = v128.load(head + at);
        const second = v128.load(head + offset + at);
        const turned = f32x4.sub(f32x4.mul(first, cos), f32x4.mul(second, sin));
        const other = f32x4.add(f32x4.mul(first, sin), f32x4.mul(second, cos));
        const rest = half - i;
        if (rest >= 4) {
          v128.store(head + at, turned);
          v128.store(head + offset + at, other);
        } else {
          storePart(head + at, turned, rest);
          storePart(head + offset + at, other, rest);
        }
      }
      head += <usize>width << 2;
    }
  }
}
