// What every bit pattern of a format means: the oracle of rounding, which the app itself never asks.
import type { Format } from '../../src-main/formats/format.ts';

/** Number of bit patterns. */
export function codeCount(format: Format): number {
  return 2 ** ((format.signed ? 1 : 0) + format.exponentBits + format.mantissaBits);
}

/** The value of a bit pattern (sign, exponent, mantissa from high to low). */
export function decode(format: Format, code: number): number {
  const { exponentBits, mantissaBits, bias, nan } = format;
  if (!format.signed) return code === 255 ? NaN : 2 ** (code - bias);
  const mantissa = code % 2 ** mantissaBits;
  const exponent = Math.floor(code / 2 ** mantissaBits) % 2 ** exponentBits;
  const negative = code >= 2 ** (exponentBits + mantissaBits);
  const top = exponent === 2 ** exponentBits - 1;
  if (nan === 'negative-zero' && negative && exponent === 0 && mantissa === 0) return NaN;
  if (nan === 'all-ones' && top && mantissa === 2 ** mantissaBits - 1) return NaN;
  if (nan === 'ieee' && top) return mantissa === 0 ? (negative ? -Infinity : Infinity) : NaN;
  const significand = mantissa / 2 ** mantissaBits + (exponent === 0 ? 0 : 1);
  const magnitude = significand * 2 ** (Math.max(exponent, 1) - bias);
  return negative ? -magnitude : magnitude;
}
