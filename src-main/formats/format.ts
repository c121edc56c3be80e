// The table of number formats, as data: what values each has. No rounding here (round.ts).

/** `ieee`: top exponent. `all-ones`: only S.1111.111 (OCP). `negative-zero`: only the code of -0 (fnuz). */
export type NanEncoding = 'ieee' | 'all-ones' | 'negative-zero' | 'none';

export interface Format {
  readonly name: string;
  readonly signed: boolean;
  readonly exponentBits: number;
  readonly mantissaBits: number;
  readonly bias: number;
  readonly infinity: boolean;
  readonly nan: NanEncoding;
  readonly maxFinite: number;
  readonly minNormal: number;
  readonly minSubnormal: number;
}

interface Layout {
  readonly exponentBits: number;
  readonly mantissaBits: number;
  readonly bias?: number;
  readonly nan?: NanEncoding;
}

const LAYOUTS: Readonly<Record<string, Layout>> = {
  fp32: { exponentBits: 8, mantissaBits: 23 },
  tf32: { exponentBits: 8, mantissaBits: 10 },
  bf16: { exponentBits: 8, mantissaBits: 7 },
  fp16: { exponentBits: 5, mantissaBits: 10 },
  e4m3fn: { exponentBits: 4, mantissaBits: 3, nan: 'all-ones' },
  e5m2: { exponentBits: 5, mantissaBits: 2 },
  e4m3: { exponentBits: 4, mantissaBits: 3 },
  e3m4: { exponentBits: 3, mantissaBits: 4 },
  e4m3fnuz: { exponentBits: 4, mantissaBits: 3, bias: 8, nan: 'negative-zero' },
  e5m2fnuz: { exponentBits: 5, mantissaBits: 2, bias: 16, nan: 'negative-zero' },
  e2m3: { exponentBits: 2, mantissaBits: 3, nan: 'none' },
  e3m2: { exponentBits: 3, mantissaBits: 2, nan: 'none' },
  e2m1: { exponentBits: 2, mantissaBits: 1, nan: 'none' },
};

/** Powers of two without sign, zero or subnormals: the scale of OCP MX blocks. 0xFF is NaN. */
const E8M0: Format = {
  name: 'e8m0',
  signed: false,
  exponentBits: 8,
  mantissaBits: 0,
  bias: 127,
  infinity: false,
  nan: 'all-ones',
  maxFinite: 2 ** 127,
  minNormal: 2 ** -127,
  minSubnormal: 2 ** -127,
};

export const FORMAT_NAMES: readonly string[] = [...Object.keys(LAYOUTS), 'e8m0'];

function fromLayout(name: string, layout: Layout): Format {
  const { exponentBits, mantissaBits, nan = 'ieee' } = layout;
  const bias = layout.bias ?? 2 ** (exponentBits - 1) - 1;
  const topExponent = 2 ** exponentBits - (nan === 'ieee' ? 2 : 1) - bias;
  const significand = nan === 'all-ones' ? 2 - 2 ** (1 - mantissaBits) : 2 - 2 ** -mantissaBits;
  const minNormal = 2 ** (1 - bias);
  return {
    name,
    signed: true,
    exponentBits,
    mantissaBits,
    bias,
    infinity: nan === 'ieee',
    nan,
    maxFinite: significand * 2 ** topExponent,
    minNormal,
    minSubnormal: minNormal * 2 ** -mantissaBits,
  };
}

/**
 * The format of that name: one of FORMAT_NAMES, or any other eXmY with 2 to 8 exponent and 0 to 10 mantissa bits, which
 * then has infinities and NaN as IEEE formats do.
 * @throws Error with one sentence that names the value and what is allowed.
 */
export function parseFormat(name: string): Format {
  if (name === E8M0.name) return E8M0;
  const layout = Object.hasOwn(LAYOUTS, name) ? LAYOUTS[name] : undefined;
  if (layout) return fromLayout(name, layout);
  const [, exponentBits, mantissaBits] = (/^e([2-8])m(\d|10)$/.exec(name) ?? []).map(Number);
  if (exponentBits === undefined || mantissaBits === undefined) {
    const allowed = `${FORMAT_NAMES.join(', ')}, or eXmY with X from 2 to 8 and Y from 0 to 10`;
    throw new Error(`format is "${name}"; it must be one of ${allowed}.`);
  }
  return fromLayout(name, { exponentBits, mantissaBits });
}
