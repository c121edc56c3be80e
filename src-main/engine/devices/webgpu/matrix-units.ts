// Matrix units: hardware that multiplies small matrices of float16 and adds them up in float32. Which products it makes
// without another rounding is decided here, by the values that a cast can yield; no GPU is touched.
import type { Cast } from '../../../formats/cast.ts';
import { parseFormat, type Format } from '../../../formats/format.ts';
import { layoutOf } from '../../../formats/scaling.ts';
import type { Rounded } from './kernels/quantizer.ts';

export interface MatrixUnits {
  /** A subgroup multiplies [size, size] by [size, size]. */
  readonly size: number;
  /** Threads of a subgroup. */
  readonly threads: number;
  /** Values below 2^-14, float16's subnormal ones, are kept. */
  readonly subnormals: boolean;
}

export const UNIT_FEATURES = ['chromium-experimental-subgroup-matrix', 'shader-f16', 'subgroups'] as const;

/** Threads of a workgroup of unit-products.ts. */
export const UNIT_THREADS = 256;

/** Of the kinds of product that an adapter offers the largest that is a cube, as these are there on most; null: none. */
export function unitsOf(info: GPUAdapterInfo & Partial<SubgroupMatrixInfo>): MatrixUnits | null {
  const { subgroupMinSize, subgroupMaxSize: threads } = info;
  // How results are shared out among subgroups is in the text of a kernel.
  if (threads === undefined || subgroupMinSize !== threads || UNIT_THREADS % threads !== 0) return null;
  const sizes = (info.subgroupMatrixConfigs ?? []).flatMap((config) => {
    const { componentType, resultComponentType, M, N, K } = config;
    const wanted = componentType === 'f16' && resultComponentType === 'f32' && M === N && N === K;
    return wanted && (M === 8 || M === 16) ? [M] : [];
  });
  return sizes.length === 0 ? null : { size: Math.max(...sizes), threads, subnormals: false };
}

/** What Dawn adds to the adapter's description; WebGPU's own types do not have it yet. */
export interface SubgroupMatrixInfo {
  readonly subgroupMatrixConfigs: readonly {
    readonly componentType: string;
    readonly resultComponentType: string;
    readonly M: number;
    readonly N: number;
    readonly K: number;
  }[];
}

const HALF = parseFormat('fp16');

/**
 * What a unit is given of an operand, exact in float16: the values that its cast yields, where its scale divides the sum;
 * those values of each `line` whose scale, a power of two, multiplies the result; the values with the scale of their `block`
 * undone. null: float16 does not hold them.
 */
export type HalfOperand = 'cast' | 'line' | 'block';

export function halfOperand(rounded: Rounded | null, units: MatrixUnits): HalfOperand | null {
  if (!rounded) return null;
  const { precision } = rounded;
  const values = rangeOf(precision.cast);
  if (!fitsHalf(values, units)) return null;
  const { blocks } = layoutOf(precision);
  if (!blocks) return 'cast';
  const { along, across, format } = blocks;
  if (along === null && across === 1 && format.mantissaBits === 0) return 'line';
  return fitsHalf(product(values, rangeOf({ format, subnormals: 'keep' })), units) ? 'block' : null;
}

/** Values of so many bits from the least to the largest, all multiples of `unit`. */
interface Range {
  readonly bits: number;
  readonly unit: number;
  readonly least: number;
  readonly most: number;
}

function rangeOf({ format, subnormals }: Pick<Cast, 'format' | 'subnormals'>): Range {
  const { mantissaBits, minSubnormal, minNormal, maxFinite }: Format = format;
  return {
    bits: mantissaBits + 1,
    unit: minSubnormal,
    least: subnormals === 'flush' ? minNormal : minSubnormal,
    most: maxFinite,
  };
}

function product(a: Range, b: Range): Range {
  return { bits: a.bits + b.bits, unit: a.unit * b.unit, least: a.least * b.least, most: a.most * b.most };
}

/** Multiples of float16's smallest value, of no more bits than it has, up to its largest value. */
function fitsHalf({ bits, unit, least, most }: Range, { subnormals }: MatrixUnits): boolean {
  const smallest = subnormals ? HALF.minSubnormal : HALF.minNormal;
  return (
    bits <= HALF.mantissaBits + 1 && unit >= HALF.minSubnormal && least >= smallest && most <= HALF.maxFinite
  );
}

/** How a workgroup shares its tile of the result out among its subgroups. */
export interface Tiles {
  /** The tile's extent along m and n, and how much of k is in workgroup memory at once. */
  readonly lines: number;
  readonly inner: number;
  /** Subgroups along m and n. */
  readonly down: number;
  readonly across: number;
  /** Products of a unit's size in one subgroup's part, along m and n. */
  readonly rows: number;
  readonly columns: number;
}

/** Products below this are too small for units to be worth the passes that prepare their operands. */
const LEAST = 64;
const INNER = 32;

/** null where the units are not for a product of these extents. */
export function tilesFor(
  { size, threads }: MatrixUnits,
  { m, n, k }: { readonly m: number; readonly n: number; readonly k: number },
): Tiles | null {
  if (Math.min(m, n) < LEAST || k < INNER) return null;
  const lines = m >= 512 && n >= 128 ? 128 : 64;
  const subgroups = UNIT_THREADS / threads;
  const along = lines / size;
  if (along ** 2 % subgroups !== 0) return null;
  let across = 1;
  while (2 * across <= along && (2 * across) ** 2 <= subgroups) across *= 2;
  const down = subgroups / across;
  if (!Number.isInteger(down) || along % down !== 0) return null;
  return { lines, inner: INNER, down, across, rows: along / down, columns: along / across };
}
