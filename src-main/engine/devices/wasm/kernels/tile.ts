// Writing one row of a tile of 8 columns back to memory.

@inline
export function storeRow(out: usize, low: v128, high: v128, scale: v128, add: bool, width: i32): void {
  if (width == 8) {
    if (add) {
      v128.store(out, f32x4.relaxed_madd(low, scale, v128.load(out)));
      v128.store(out, f32x4.relaxed_madd(high, scale, v128.load(out, 16)), 16);
    } else {
      v128.store(out, f32x4.mul(low, scale));
      v128.store(out, f32x4.mul(high, scale), 16);
    }
  } else {
    storePart(out, f32x4.mul(low, scale), f32x4.mul(high, scale), add, width);
  }
}

/** The first `width` (1 to 7) of 8 columns. */
function storePart(out: usize, low: v128, high: v128, add: bool, width: i32): void {
  let rest = low;
  if (width >= 4) {
    v128.store(out, add ? f32x4.add(v128.load(out), low) : low);
    out += 16;
    width -= 4;
    rest = high;
  }
  for (; width > 0; width--) {
    const value = f32x4.extract_lane(rest, 0);
    store<f32>(out, add ? load<f32>(out) + value : value);
    rest = i8x16.shuffle(rest, rest, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3);
    out += 4;
  }
}
