// Rounding to another format in WGSL, on integer bits: what formats/round.ts does, bit for bit, on every GPU, whatever its
// compiler makes of NaN, infinity and subnormals. The kind of cast is in the text, the format's extents are numbers, so that
// most recipes share their kernels.
import type { Cast } from '../../../../formats/cast.ts';
import { bitsOf } from '../../../../formats/round.ts';

const u = (value: number) => `${value >>> 0}u`;

export interface RoundingFunction {
  /** WGSL functions, of which `name(bits, draw)` gives a rounded float32's bits; stochastic rounding uses `draw`. */
  readonly parts: readonly string[];
  /** What they need to know of the format. */
  readonly numbers: Readonly<Record<string, number>>;
}

/** Integer x 2^exponent as float32 bits; representable, or above the largest float32. */
const COMPOSED = `
fn composed(integer: u32, exponent: i32) -> u32 {
  let length = 32u - countLeadingZeros(integer);
  let top = i32(length) - 1 + exponent;
  if (top > 127) { return 0x7f800000u; }
  if (top < -126) { return integer << u32(exponent + 149); }
  let fraction = select(integer >> (length - 24u), integer << (24u - length), length <= 24u);
  return (u32(top + 127) << 23u) | (fraction & 0x7fffffu);
}`;

/** The random numbers of engine/random.ts. */
export const RANDOM = `
fn mix32(value: u32) -> u32 {
  var x = value;
  x = (x ^ (x >> 16u)) * 0x7feb352du;
  x = (x ^ (x >> 15u)) * 0x846ca68bu;
  return x ^ (x >> 16u);
}
fn random32(key: u32, index: u32) -> u32 { return mix32(index * 0x9e3779b9u + key); }
fn keyAt(prefix: u32, step: u32) -> u32 { return mix32(prefix + step * 0x85ebca6bu); }`;

/** significand / 2^dropped as an integer, in `kept`. */
function shifted(name: string, { rounding, format: { mantissaBits } }: Cast): string {
  if (rounding === 'stochastic') {
    // Up to 8 bits of the significand leave the 32-bit window, as in formats/round.ts.
    return `
      let beyond = max(dropped, 32u) - 32u;
      let width = dropped - beyond;
      let short = significand >> min(beyond, 31u);
      let sum = short + (draw >> (32u - max(width, 1u)));
      kept = select(sum >> min(width, 31u), select(0u, 1u, sum < short), width == 32u);
      if (width == 0u) { kept = significand; }
      if (beyond >= 24u) { kept = 0u; }`;
  }
  if (rounding === 'toward-zero')
    return 'kept = select(0u, significand >> min(dropped, 31u), dropped <= 25u);';
  // Without mantissa bits the last bit of a normal value's code is that of its exponent, whose bias is 1 - least.
  const odd =
    mantissaBits === 0
      ? `select(kept, u32(exponent + 1 - bitcast<i32>(own.${name}Least)), exponent >= bitcast<i32>(own.${name}Least)) & 1u`
      : '(kept & 1u)';
  return `
      if (dropped > 25u) {
        kept = 0u;
      } else if (dropped == 0u) {
        kept = significand;
      } else {
        kept = significand >> dropped;
        let rest = significand & ((1u << dropped) - 1u);
        let half = 1u << (dropped - 1u);
        if (rest > half || (rest == half && (${odd}) == 1u)) { kept += 1u; }
      }`;
}

/** Formats with float32's exponents need no more than a mask: subnormals and overflow fall out of it. */
function wide(name: string, rounding: Cast['rounding']): string {
  const result =
    rounding === 'toward-zero' ? 'bits & mask' : '(bits + (~mask >> 1u) + ((bits >> drop) & 1u)) & mask';
  return `
fn ${name}(bits: u32, draw: u32) -> u32 {
  let drop = own.${name}Drop;
  let mask = 0xffffffffu << drop;
  return select(${result}, 0x7fc00000u | (bits & 0x80000000u), (bits & 0x7fffffffu) > 0x7f800000u);
}`;
}

function isPlainWide({ format, rounding, overflow, subnormals }: Cast): boolean {
  const { exponentBits, mantissaBits, infinity } = format;
  const usual = overflow === 'format' && subnormals === 'keep' && rounding !== 'stochastic';
  return usual && exponentBits === 8 && infinity && mantissaBits > 0 && mantissaBits < 23;
}

/** E8M0: powers of two, not signed; what is not positive and finite is NaN. */
function exponentOnly(name: string, { rounding, overflow }: Cast): string {
  const top = u(bitsOf(2 ** 127));
  const saturates = overflow === 'saturate';
  const up = {
    'nearest-even': 'mantissa >= 0x400000u',
    'toward-zero': 'false',
    stochastic: '(draw >> 9u) < mantissa',
  }[rounding];
  const least = {
    'nearest-even': 'bits > 0x400000u',
    'toward-zero': 'false',
    // share = (bits - 2^22) / 2^22, negative below the smallest value.
    stochastic: 'bits > 0x400000u && (draw >> 10u) < bits - 0x400000u',
  }[rounding];
  return `
fn ${name}(bits: u32, draw: u32) -> u32 {
  if (bits == 0u || bits >= 0x7f800000u) {
    return ${saturates ? `select(0x7fc00000u, ${top}, bits == 0x7f800000u)` : '0x7fc00000u'};
  }
  if (bits < 0x800000u) { return select(0x400000u, 0x800000u, ${least}); }
  let mantissa = bits & 0x7fffffu;
  let exponent = (bits >> 23u) + select(0u, 1u, ${up});
  if (exponent > 254u) { return ${saturates ? top : '0x7fc00000u'}; }
  return exponent << 23u;
}`;
}

export function roundingFunction(name: string, cast: Cast): RoundingFunction {
  const { format, rounding, overflow, subnormals } = cast;
  if (!format.signed) return { parts: [exponentOnly(name, cast)], numbers: {} };
  const { mantissaBits, bias, nan } = format;
  const drop = { [`${name}Drop`]: 23 - mantissaBits };
  if (isPlainWide(cast)) return { parts: [wide(name, rounding)], numbers: drop };
  const max = bitsOf(format.maxFinite);
  const saturates = overflow === 'saturate' || nan === 'none';
  const above = saturates ? max : format.infinity ? 0x7f800000 : 0x7fc00000;
  const flushed = subnormals === 'flush' ? bitsOf(Math.max(format.minNormal, 2 ** -126)) : 0;
  const nanBits = {
    ieee: '0x7fc00000u | sign',
    'all-ones': '0x7fc00000u | sign',
    'negative-zero': '0xffc00000u',
    none: 'sign ^ 0x80000000u',
  }[nan];
  const signed = nan === 'negative-zero' ? 'select(result | sign, 0u, result == 0u)' : 'result | sign';
  const text = `
fn ${name}(bits: u32, draw: u32) -> u32 {
  let magnitude = bits & 0x7fffffffu;
  let sign = bits & 0x80000000u;
  if (magnitude > 0x7f800000u) { return ${nanBits}; }
  var result = 0u;
  if (magnitude == 0x7f800000u) {
    result = own.${name}Above;
  } else if (magnitude != 0u) {
    let field = magnitude >> 23u;
    let significand = select((magnitude & 0x7fffffu) | 0x800000u, magnitude, field == 0u);
    let exponent = max(i32(field), 1) - 127;
    let dropped = own.${name}Drop + u32(max(0, bitcast<i32>(own.${name}Least) - exponent));
    var kept = 0u;
    ${shifted(name, cast)}
    if (kept != 0u) { result = composed(kept, exponent - 23 + i32(dropped)); }
    if (result > own.${name}Max) { result = own.${name}${rounding === 'toward-zero' ? 'Max' : 'Above'}; }
    if (result < own.${name}Flushed) { result = 0u; }
  }
  if (result == 0x7fc00000u) { return ${nanBits}; }
  return ${signed};
}`;
  const numbers = {
    ...drop,
    /** Exponent of the smallest normal value, as an i32. */
    [`${name}Least`]: (1 - bias) >>> 0,
    [`${name}Max`]: max,
    [`${name}Above`]: above,
    [`${name}Flushed`]: flushed,
  };
  return { parts: [COMPOSED, text], numbers };
}
