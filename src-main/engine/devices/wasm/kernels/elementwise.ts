// Sums, copies, activations and rotary positions: one pass over their operands, four values at a time.
import { one, sigmoid4 } from './math';
import { pairs, storePart } from './vector';

/** x += y. */
@inline
export function addTo(x: usize, y: usize, n: i32): void {
  add(x, y, x, n);
}

/** out = a + b; out may be a. */
@inline
export function add(a: usize, b: usize, out: usize, n: i32): void {
  const end = out + pairs(n);
  for (; out < end; out += 32, a += 32, b += 32) {
    const low = f32x4.add(v128.load(a), v128.load(b));
    const high = f32x4.add(v128.load(a, 16), v128.load(b, 16));
    v128.store(out, low);
    v128.store(out, high, 16);
  }
  const rest = n & 7;
  if (rest) {
    const low = f32x4.add(v128.load(a), v128.load(b));
    storePart(out, low, f32x4.add(v128.load(a, 16), v128.load(b, 16)), rest);
  }
}

/** x *= factor. */
export function multiply(x: usize, factor: f32, n: i32): void {
  const by = f32x4.splat(factor);
  const end = x + pairs(n);
  for (; x < end; x += 32) {
    const low = f32x4.mul(v128.load(x), by), high = f32x4.mul(v128.load(x, 16), by);
    v128.store(x, low);
    v128.store(x, high, 16);
  }
  const rest = n & 7;
  if (rest) {
    const low = f32x4.mul(v128.load(x), by);
    storePart(x, low, f32x4.mul(v128.load(x, 16), by), rest);
  }
}

/** Rows of one view into another; strides and widths in bytes. */
export function copyRows(x: usize, xStride: usize, y: usize, yStride: usize, rows: i32, bytes: usize): void {
  for (let i = 0; i < rows; i++) {
    memory.copy(y, x, bytes);
    x += xStride;
    y += yStride;
  }
}

/**
 * 2 sqrt(2 / pi) times 1, 0.044715 and 3 x 0.044715: the tanh form of gelu is x sigmoid(s (x + 0.044715 x^3)). In memory, as
 * NUMBERS in math.ts.
 */
const SLOPES: usize = memory.data<f32>([1.5957691216057308, 0.07135481627260025, 0.21406444881780076]);

@inline
function slope(index: i32): v128 {
  return v128.load32_splat(SLOPES + (<usize>index << 2));
}

@inline
function gelu4(x: v128): v128 {
  const inner = f32x4.relaxed_madd(f32x4.mul(x, x), slope(1), slope(0));
  return f32x4.mul(x, sigmoid4(f32x4.mul(x, inner)));
}

@inline
function geluSlope4(x: v128): v128 {
  const square = f32x4.mul(x, x);
  const open = sigmoid4(f32x4.mul(x, f32x4.relaxed_madd(square, slope(1), slope(0))));
  const bend = f32x4.mul(f32x4.mul(x, f32x4.relaxed_madd(square, slope(2), slope(0))), f32x4.sub(one(), open));
  return f32x4.relaxed_madd(open, bend, open);
}

export function gelu(x: usize, y: usize, n: i32): void {
  const end = x + pairs(n);
  for (; x < end; x += 32, y += 32) {
    const low = gelu4(v128.load(x)), high = gelu4(v128.load(x, 16));
    v128.store(y, low);
    v128.store(y, high, 16);
  }
  if (n & 7) storePart(y, gelu4(v128.load(x)), gelu4(v128.load(x, 16)), n & 7);
}

export function geluGradient(x: usize, dy: usize, dx: usize, n: i32): void {
  const end = x + pairs(n);
  for (; x < end; x += 32, dy += 32, dx += 32) {
    const low = f32x4.mul(v128.load(dy), geluSlope4(v128.load(x)));
    const high = f32x4.mul(v128.load(dy, 16), geluSlope4(v128.load(x, 16)));
    v128.store(dx, low);
    v128.store(dx, high, 16);
  }
  if (n & 7) {
    const low = f32x4.mul(v128.load(dy), geluSlope4(v128.load(x)));
    storePart(dx, low, f32x4.mul(v128.load(dy, 16), geluSlope4(v128.load(x, 16))), n & 7);
  }
}

/** silu(gate) x value. */
@inline
function swiglu4(gate: v128, value: v128): v128 {
  return f32x4.mul(f32x4.mul(gate, sigmoid4(gate)), value);
}

/** x [rows, 2 x width]: y = silu(first half) x second half. */
export function swiglu(x: usize, y: usize, rows: i32, width: i32): void {
  const half = <usize>width << 2;
  const rest = width & 7;
  for (let r = 0; r < rows; r++) {
    const end = x + pairs(width);
    for (; x < end; x += 32, y += 32) {
      const low = swiglu4(v128.load(x), v128.load(x + half));
      const high = swiglu4(v128.load(x, 16), v128.load(x + half, 16));
      v128.store(y, low);
      v128.store(y, high, 16);
    }
    if (rest) {
      const low = swiglu4(v128.load(x), v128.load(x + half));
      storePart(y, low, swiglu4(v128.load(x, 16), v128.load(x + half, 16)), rest);
    }
    x += half + (<usize>rest << 2);
    y += <usize>rest << 2;
  }
}

/** d(gate) of swiglu; that of the value is d x gate x sigmoid(gate). */
@inline
function swigluGate4(gate: v128, value: v128, d: v128, open: v128): v128 {
  const slope = f32x4.mul(open, f32x4.relaxed_madd(gate, f32x4.sub(one(), open), one()));
  return f32x4.mul(f32x4.mul(d, value), slope);
}

export function swigluGradient(x: usize, dy: usize, dx: usize, rows: i32, width: i32): void {
  const half = <usize>width << 2;
  for (let r = 0; r < rows; r++) {
    for (let j = 0; j < width; j += 8) {
      const gate = v128.load(x), gate2 = v128.load(x, 16);
      const d = v128.load(dy), d2 = v128.load(dy, 16);
      const open = sigmoid4(gate), open2 = sigmoid4(gate2);
      const dGate = swigluGate4(gate, v128.load(x + half), d, open);
      const dGate2 = swigluGate4(gate2, v128.load(x + half, 16), d2, open2);
      const dValue = f32x4.mul(f32x4.mul(d, gate), open);
      const dValue2 = f32x4.mul(f32x4.mul(d2, gate2), open2);
      const count = min(8, width - j);
      if (count == 8) {
        v128.store(dx, dGate);
        v128.store(dx, dGate2, 16);
        v128.store(dx + half, dValue);
        v128.store(dx + half, dValue2, 16);
      } else {
        storePart(dx, dGate, dGate2, count);
        storePart(dx + half, dValue, dValue2, count);
      }
      x += <usize>count << 2;
      dx += <usize>count << 2;
      dy += <usize>count << 2;
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
          storePart(head + at, turned, turned, rest);
          storePart(head + offset + at, other, other, rest);
        }
      }
      head += <usize>width << 2;
    }
  }
}
