// Rounding as a part of other kernels: scales a value, casts it, undoes the scale of its row or block, and counts what was
// lost. What formats/quantize.ts does, as WGSL functions for one operand; the kernel calls them as it loads.
import type { Precision } from '../../../../formats/precision.ts';
import { bitsOf } from '../../../../formats/round.ts';
import { blockGrid, layoutOf, type BlockGrid } from '../../../../formats/scaling.ts';
import type { Operand, Site } from '../../../program.ts';
import { keyFrom } from '../../../random.ts';
import { GROUPS_X, INPUTS, kernel, spread, type Kernel, type Port } from '../kernel.ts';
import { COUNT_WIDTH, type StepBindings } from '../bindings.ts';
import { RANDOM, roundingFunction } from './rounding.ts';
import { blockFactorsNumbers, blockFactorsParts } from './scaling.ts';

/** A matrix as rounding sees it: `lines` rows or columns of `length` values along which a product sums. */
export interface Lines {
  readonly lines: number;
  readonly length: number;
  /** The lines are the columns of the stored matrix. */
  readonly byRows: boolean;
}

export interface Rounded {
  readonly precision: Precision;
  readonly site: Site;
  /** Purpose of the draws of stochastic rounding. */
  readonly stream: string;
  /** The tensor-wide scale: one value of a lane, or one of each head. */
  readonly scale: Port | null;
  /** How many draws each micro-batch takes; absent: all take the same. */
  readonly drawsPerMicroBatch?: number | undefined;
}

/** How an operand is rounded with draws of a stream; null where it is not. */
export function roundedAs(
  { precision, site, drawsPerMicroBatch }: Operand,
  stream: string,
  scale: Port | null,
): Rounded | null {
  return precision && { precision, site, stream, scale, drawsPerMicroBatch };
}

export interface Quantizer {
  readonly ports: Readonly<Record<string, Port>>;
  readonly numbers: Readonly<Record<string, number>>;
  readonly parts: readonly string[];
  /** At the start of the kernel's body. */
  readonly begin: string;
  /** WGSL: the bits of the rounded value; `index` counts the stored matrix row by row. */
  readonly call: (bits: string, line: string, inner: string, index: string, counted: string) => string;
  /** At its end, reached by all threads. */
  readonly end: string;
}

export const UNROUNDED: Quantizer = {
  ports: {},
  numbers: {},
  parts: [],
  begin: '',
  call: (bits) => bits,
  end: '',
};

/** Values of a block that one thread takes in; larger ones take a workgroup. */
const SMALL_BLOCK = 64;

function blocksOf(precision: Precision, { lines, length }: Lines): BlockGrid | null {
  const { blocks } = layoutOf(precision);
  return blocks && blockGrid(blocks, lines, length);
}

/** Values that the factors of an operand's blocks take: two per block. */
export function factorValues(rounded: Rounded | null, matrix: Lines): number {
  return 2 * ((rounded && blocksOf(rounded.precision, matrix)?.count) ?? 0);
}

const times = (bits: string, factor: string) => `bitcast<u32>(bitcast<f32>(${bits}) * ${factor})`;

/**
 * The operand `name` (a capital letter), whose blocks' factors begin at `offset` of `factors`. Not `undone`: the scales of
 * its blocks stay on the values.
 */
export function quantizer(
  name: string,
  rounded: Rounded,
  matrix: Lines,
  bindings: StepBindings,
  factors: Port | null,
  offset = 0,
  undone = true,
): Quantizer {
  const { precision, site, stream, scale, drawsPerMicroBatch } = rounded;
  const { cast } = precision;
  const blocks = blocksOf(precision, matrix);
  const stochastic = cast.rounding === 'stochastic';
  const scaled = !blocks && scale !== null;
  const rounding = roundingFunction(`round${name}`, cast);
  const encode = blocks ? 'factors[block]' : `encode${name}`;
  const text = `
var<private> key${name}: u32;
var<private> encode${name}: f32;
var<private> tally${name}: vec3u;
fn quantize${name}(bits: u32, line: u32, inner: u32, index: u32, counted: bool) -> u32 {
  ${blocks ? `let block = factorsBase + own.offset${name} + 2u * (line / own.across${name} * own.perLine${name} + inner / own.along${name});` : ''}
  let scaled = ${blocks || scaled ? times('bits', encode) : 'bits'};
  let rounded = round${name}(scaled, ${stochastic ? `random32(key${name}, index)` : '0u'});
  if (counted) {
    let magnitude = scaled & 0x7fffffffu;
    let some = (bits & 0x7fffffffu) != 0u;
    let lost = some && (rounded & 0x7fffffffu) == 0u;
    let over = magnitude > own.most${name} && magnitude <= 0x7f800000u;
    tally${name} += select(vec3u(), vec3u(1u), vec3<bool>(some, lost, over));
  }
  return ${blocks && undone ? times('rounded', 'factors[block + 1u]') : 'rounded'};
}
var<workgroup> tallies${name}: array<atomic<u32>, ${COUNT_WIDTH}>;`;
  const counts = `(now.siteRow * now.lanes + lane) * own.counts + (now.microBatch * own.sites + own.site${name}) * ${COUNT_WIDTH}u`;
  const each = (statement: (index: number) => string) =>
    Array.from({ length: COUNT_WIDTH }, (_, index) => statement(index)).join('\n');
  const prefix = `inputs[(1u + own.stream${name}) * now.lanes + lane]`;
  return {
    ports: {
      counts: bindings.shared('counts', 'atomic'),
      ...(blocks && { factors: factors! }),
      ...(scaled && { [`scale${name}`]: scale }),
      ...(stochastic && { inputs: INPUTS }),
    },
    numbers: {
      sites: bindings.program.sites.length,
      counts: bindings.counts,
      [`site${name}`]: bindings.site(site),
      [`most${name}`]: bitsOf(cast.format.maxFinite),
      ...rounding.numbers,
      ...(stochastic && {
        [`stream${name}`]: bindings.session.stream(stream),
        [`shift${name}`]: keyFrom(0, drawsPerMicroBatch ?? 0),
      }),
      ...(blocks && {
        [`offset${name}`]: offset,
        [`across${name}`]: blocks.across,
        [`along${name}`]: blocks.along,
        [`perLine${name}`]: blocks.perLine,
      }),
    },
    parts: [...rounding.parts, ...(stochastic ? [RANDOM] : []), text],
    begin: [
      stochastic ? `key${name} = keyAt(${prefix}, now.step) + now.microBatch * own.shift${name};` : '',
      scaled ? `encode${name} = scale${name}[scale${name}Base + ${scale.length > 1 ? 'head' : '0u'}];` : '',
    ].join('\n'),
    call: (...given) => `quantize${name}(${given.join(', ')})`,
    end: `
  if (now.counting != 0u) {
    if (thread < ${COUNT_WIDTH}u) { atomicStore(&tallies${name}[thread], 0u); }
    workgroupBarrier();
    ${each((index) => `atomicAdd(&tallies${name}[${index}], tally${name}[${index}]);`)}
    workgroupBarrier();
    if (thread == 0u) {
      ${each((index) => `atomicAdd(&counts[${counts} + ${index}u], atomicLoad(&tallies${name}[${index}]));`)}
    }
  }`,
  };
}

/** Computes the factors of an operand's blocks; null where it has none. */
export function factorsKernel(
  label: string,
  source: Port,
  rounded: Rounded | null,
  matrix: Lines,
  factors: Port | null,
  offset: number,
): Kernel | null {
  if (!rounded) return null;
  const { tensor, blocks } = layoutOf(rounded.precision);
  if (!blocks) return null;
  const { along, across, perLine, count } = blockGrid(blocks, matrix.lines, matrix.length);
  const { lines, length, byRows } = matrix;
  const small = along * across <= SMALL_BLOCK;
  const wide = tensor ? 'scale[scaleBase]' : '1.0f';
  const index = byRows ? 'inner * own.lines + line' : 'line * own.inners + inner';
  const gather = (from: string, step: string) => `
      for (var part = ${from}; part < own.along * own.across; part += ${step}) {
        let line = top + part / own.along;
        let inner = left + part % own.along;
        if (line < own.lines && inner < own.inners) {
          amax = max(amax, source[sourceBase + ${index}] & 0x7fffffffu);
        }
      }`;
  const corner = `
      let top = block / own.perLine * own.across;
      let left = block % own.perLine * own.along;
      var amax = 0u;`;
  const store = (amax: string) => `
      let result = blockFactors(${amax}, ${wide});
      factors[factorsBase + own.offset + 2u * block] = result.x;
      factors[factorsBase + own.offset + 2u * block + 1u] = result.y;`;
  return kernel({
    label: `${label} block scales`,
    ports: {
      source: { ...source, access: 'read', type: 'u32' },
      factors: { ...factors!, access: 'write' },
      ...(tensor && { scale: rounded.scale! }),
    },
    parts: [
      ...blockFactorsParts(blocks.formula, rounded.precision.cast.format),
      ...(small ? [] : ['var<workgroup> most: atomic<u32>;']),
    ],
    numbers: {
      offset,
      along,
      across,
      perLine,
      count,
      lines,
      inners: length,
      ...blockFactorsNumbers(blocks.formula),
    },
    threads: 64,
    groups: spread(small ? Math.ceil(count / 64) : count),
    work: lines * length,
    body: small
      ? `
    let block = (group.x + group.y * ${GROUPS_X}u) * 64u + thread;
    if (block < own.count) {
      ${corner}
      ${gather('0u', '1u')}
      ${store('amax')}
    }`
      : `
    let block = group.x + group.y * ${GROUPS_X}u;
      ${corner}
      if (thread == 0u) { atomicStore(&most, 0u); }
      ${gather('thread', '64u')}
    workgroupBarrier();
    atomicMax(&most, amax);
    workgroupBarrier();
    if (thread == 0u && block < own.count) {
      ${store('atomicLoad(&most)')}
    }`,
  });
}
