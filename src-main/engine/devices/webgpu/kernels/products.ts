// Matrix products in WGSL: tiles in workgroup memory, a small tile of the result in each thread's registers, operands
// rounded as they are loaded. One kernel makes the products of all lanes; attention makes those of all heads with it too.
import type { Accumulation } from '../../../../recipes/recipe.ts';
import { bitsOf, kernel, type Kernel, type Port } from '../kernel.ts';
import type { StepBindings } from '../bindings.ts';
import { factorsKernel, factorValues, quantizer, UNROUNDED, type Lines, type Rounded } from './quantizer.ts';

/** Where the matrix of a head begins in a buffer, and how far apart its rows are. */
export interface View {
  readonly offset: number;
  readonly stride: number;
  /** From one sequence to the next, and from one head to the next; `heads` of a sequence. */
  readonly sequence: number;
  readonly head: number;
  readonly heads: number;
}

/** One operand. Stored [lines, k], or [k, lines] where the product sums down its rows. */
export interface Side {
  readonly port: Port;
  readonly view: View;
  readonly byRows: boolean;
  readonly rounded: Rounded | null;
  /** Index of its first value in the matrix that it is a part of, for the draws of stochastic rounding. */
  readonly first?: number;
  /** Its values are left out of the counts of rounding. */
  readonly uncounted?: boolean;
}

/**
 * `result`: only the lower triangle of out is wanted. `left`: a is lower triangular. `left-transposed`: its transpose is.
 */
export type Triangle = 'none' | 'result' | 'left' | 'left-transposed';

export interface Product {
  readonly label: string;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly a: Side;
  readonly b: Side;
  readonly out: Port;
  readonly outView: View;
  /** Products of one lane: sequences x heads of attention, else 1. */
  readonly heads: number;
  readonly triangle: Triangle;
  /** Of a triangle: the first row of the square matrix that is at hand. Sums down its rows go on from those before it. */
  readonly fromRow?: number;
  /** More rows follow, whose sums go on from what is left in out, neither scaled nor multiplied yet. */
  readonly unfinished?: boolean;
  /** Factor of the result. */
  readonly alpha: number;
  readonly accumulate: boolean;
  readonly accumulation: Accumulation | null;
  /** How the result is rounded as it leaves; without scales. */
  readonly output: Rounded | null;
}

/** Threads of a workgroup along either side of its tile. */
const SIDE = 16;

/** Values of the result in one thread along one side: a tile no larger than the matrix needs. */
function registers(extent: number, other: number): number {
  if (extent >= 512 && other >= 128) return 8;
  return extent <= SIDE ? 1 : extent <= 2 * SIDE ? 2 : 4;
}

/** No workgroup has this number. */
const NOWHERE = 0xffffffff;

/** Neighbours that a thread reads from a tile at once. */
const together = (count: number) => Math.min(count, 4);
const vector = (width: number) => (width === 1 ? 'f32' : `vec${width}f`);

export function plainView(columns: number): View {
  return { offset: 0, stride: columns, sequence: 0, head: 0, heads: 1 };
}

/** The whole buffer is one matrix: it has no sequences, each with its heads, of which there may be one. */
export function isPlain({ sequence }: View): boolean {
  return sequence === 0;
}

/** WGSL: where the head's matrix begins. */
function startOf(name: string, view: View): string {
  const start = `own.offset${name}Of + head / own.heads${name} * own.sequence${name}`;
  return isPlain(view) ? '0u' : `${start} + head % own.heads${name} * own.head${name}`;
}

function viewNumbers(name: string, view: View): Record<string, number> {
  const { offset, stride, sequence, head, heads } = view;
  return {
    [`stride${name}`]: stride,
    ...(!isPlain(view) && {
      [`offset${name}Of`]: offset,
      [`sequence${name}`]: sequence,
      [`head${name}`]: head,
      [`heads${name}`]: heads,
    }),
  };
}

const range = (count: number) => Array.from({ length: count }, (_, index) => index);

/** The tensor-wide scales of a product's operands, which divide its result. */
export function tensorScales({ a, b }: Product) {
  return [a, b].flatMap(({ rounded }, index) => {
    const scale = rounded?.scale;
    const name = `scale${'AB'[index]!}`;
    return scale
      ? [{ name, scale, value: `${name}[${name}Base + ${scale.length > 1 ? 'head' : '0u'}]` }]
      : [];
  });
}

export function productKernels(product: Product, bindings: StepBindings): readonly Kernel[] {
  const { label, m, n, k, a, b, out, heads, triangle, accumulation } = product;
  const linesA: Lines = { lines: m, length: k, byRows: a.byRows };
  const linesB: Lines = { lines: n, length: k, byRows: b.byRows };
  const linesOut: Lines = { lines: m, length: n, byRows: false };
  const valuesA = factorValues(a.rounded, linesA);
  const values = valuesA + factorValues(b.rounded, linesB);
  const factors = values > 0 ? bindings.scratch('factors', values, 'read') : null;
  const quantizeA = a.rounded ? quantizer('A', a.rounded, linesA, bindings, factors) : UNROUNDED;
  const quantizeB = b.rounded ? quantizer('B', b.rounded, linesB, bindings, factors, valuesA) : UNROUNDED;
  const quantizeOut = product.output ? quantizer('O', product.output, linesOut, bindings, null) : UNROUNDED;
  const rows = registers(m, n);
  const columns = registers(n, m);
  const [tileM, tileN] = [SIDE * rows, SIDE * columns];
  const tileK = rows === 8 && columns === 8 ? 8 : 16;
  const groups = [Math.ceil(n / tileN), Math.ceil(m / tileM)] as const;
  const scales = tensorScales(product);
  // Whole columns of b pass through the first row of tiles only where none of it is skipped there.
  const countingB = triangle === 'result' || triangle === 'left' ? groups[1] - 1 : 0;

  const [wideA, wideB] = [together(rows), together(columns)];
  /** Vectors from one row of a tile to the next: an odd number keeps rows in different banks of the memory. */
  const [strideA, strideB] = [tileM / wideA + 1, tileN / wideB + 1];
  // A thread fills a whole vector: a write to a part of one may write all of it.
  const load = (side: Side, name: 'A' | 'B', tile: number, lines: string, counted: string) => {
    const innerFirst = !side.byRows;
    const call = side === a ? quantizeA.call : quantizeB.call;
    const [wide, stride] = name === 'A' ? [wideA, strideA] : [wideB, strideB];
    const groups = tile / wide;
    const [group, inner] = innerFirst
      ? [`e / ${tileK}u`, `e % ${tileK}u`]
      : [`e % ${groups}u`, `e / ${groups}u`];
    // Of a square matrix the columns after the last row's diagonal are left out.
    const length = triangle === 'left-transposed' && name === 'A' ? 'own.strideA' : lines;
    const within = innerFirst ? 'line * own.k + inner' : `inner * ${length} + line`;
    const index = triangle === 'none' ? within : `own.first${name} + ${within}`;
    const at = innerFirst ? `line * own.stride${name} + inner` : `inner * own.stride${name} + line`;
    const first = name === 'A' ? 'row0' : 'column0';
    const parts = range(wide).map(
      (part) => `
        {
          let line = ${first} + (${group}) * ${wide}u + ${part}u;
          if (line < ${lines} && inner < own.k) {
            bits${wide === 1 ? '' : `[${part}]`} = ${call(`from${name}[start${name} + ${at}]`, 'line', 'inner', index, counted)};
          }
        }`,
    );
    return `
      for (var e = thread; e < ${groups * tileK}u; e += ${SIDE * SIDE}u) {
        let inner = start + ${inner};
        var bits = ${wide === 1 ? '0u' : `vec${wide}u()`};
        ${parts.join('')}
        tile${name}[(${inner}) * ${stride}u + ${group}] = bitcast<${vector(wide)}>(bits);
      }`;
  };
  /** WGSL: value number `index` of this thread's along one side of the tile, of the vectors read. */
  const term = (name: 'a' | 'b', index: number) => {
    const wide = name === 'a' ? wideA : wideB;
    return wide === 1 ? `${name}${index}` : `${name}${Math.floor(index / wide)}[${index % wide}]`;
  };
  const cells = range(rows).flatMap((i) => range(columns).map((j) => ({ i, j, name: `${i}_${j}` })));
  const [sum, part] = [accumulation ? 'part' : 'sum', 'part'];
  const cut = accumulation && `0x${((-1 << (24 - accumulation.bits)) >>> 0).toString(16)}u`;
  const multiply = cells.map(({ i, j, name }) =>
    cut
      ? `${part}${name} = bitcast<f32>(bitcast<u32>(${part}${name} + ${term('a', i)} * ${term('b', j)}) & ${cut});`
      : `${sum}${name} += ${term('a', i)} * ${term('b', j)};`,
  );
  const promote = accumulation
    ? `if ((start + t + 1u) % ${accumulation.promoteEvery}u == 0u) {
          ${cells.map(({ name }) => `sum${name} += part${name}; part${name} = 0.0f;`).join('\n')}
        }`
    : '';
  const value = ({ name }: { name: string }) => (accumulation ? `sum${name} + part${name}` : `sum${name}`);
  const results = product.alpha === 1 ? 'results[e]' : 'results[e] * bitcast<f32>(own.alpha)';
  const scaled = scales.reduce((text, scale) => `${text} / ${scale.value}`, results);
  const at = 'startOut + row * own.strideOut + column';
  const finished = triangle === 'left-transposed' ? `select(results[e], ${scaled}, own.last != 0u)` : scaled;
  const result = `${product.accumulate ? `bitcast<f32>(out[${at}]) + ` : ''}${finished}`;
  const bits = quantizeOut.call(
    `bitcast<u32>(${result})`,
    'row',
    'column',
    'row * own.n + column',
    'now.counting != 0u',
  );
  const store = `
    var results = array<f32, ${cells.length}>(${cells.map(value).join(', ')});
    for (var e = 0u; e < ${cells.length}u; e++) {
      let i = e / ${columns}u;
      let j = e % ${columns}u;
      let row = row0 + (i / ${wideA}u * ${SIDE}u + thread / ${SIDE}u) * ${wideA}u + i % ${wideA}u;
      let column = column0 + (j / ${wideB}u * ${SIDE}u + thread % ${SIDE}u) * ${wideB}u + j % ${wideB}u;
      if (row < own.m && column < own.n) { out[${at}] = ${bits}; }
    }`;
  const begin = triangle === 'left-transposed' ? 'max(row0, own.fromRow) - own.fromRow' : '0u';
  const end = triangle === 'left' ? `min(own.k, own.fromRow + min(own.m, row0 + ${tileM}u))` : 'own.k';
  const rowOf = (i: number) =>
    `row0 + (${Math.floor(i / wideA) * SIDE}u + thread / ${SIDE}u) * ${wideA}u + ${i % wideA}u`;
  const columnOf = (j: number) =>
    `column0 + (${Math.floor(j / wideB) * SIDE}u + thread % ${SIDE}u) * ${wideB}u + ${j % wideB}u`;
  const resume = cells.map(
    ({ i, j, name }) => `{
        let row = ${rowOf(i)};
        let column = ${columnOf(j)};
        if (row < own.fromRow && column < own.n) { sum${name} = bitcast<f32>(out[${at}]); }
      }`,
  );
  const main = kernel({
    label,
    ports: {
      fromA: { ...a.port, type: 'u32' },
      fromB: { ...b.port, type: 'u32' },
      out: { ...out, type: 'u32' },
      ...quantizeA.ports,
      ...quantizeB.ports,
      ...quantizeOut.ports,
      ...Object.fromEntries(scales.map(({ name, scale }) => [name, scale])),
    },
    numbers: {
      m,
      n,
      k,
      countingA: a.uncounted ? NOWHERE : 0,
      countingB: b.uncounted ? NOWHERE : countingB,
      ...(triangle !== 'none' && {
        firstA: a.first ?? 0,
        firstB: b.first ?? 0,
        fromRow: product.fromRow ?? 0,
        last: product.unfinished ? 0 : 1,
      }),
      alpha: bitsOf(product.alpha),
      ...viewNumbers('A', a.view),
      ...viewNumbers('B', b.view),
      ...viewNumbers('Out', product.outView),
      ...quantizeA.numbers,
      ...quantizeB.numbers,
      ...quantizeOut.numbers,
    },
    parts: [
      `var<workgroup> tileA: array<${vector(wideA)}, ${tileK * strideA}>;`,
      `var<workgroup> tileB: array<${vector(wideB)}, ${tileK * strideB}>;`,
      ...quantizeA.parts,
      ...quantizeB.parts,
      ...quantizeOut.parts,
    ],
    threads: SIDE * SIDE,
    groups,
    heads,
    work: (heads * m * n * k) / (triangle === 'none' ? 1 : 2),
    body: `
    let row0 = group.y * ${tileM}u;
    let column0 = group.x * ${tileN}u;
    ${triangle === 'result' ? `if (column0 >= own.fromRow + row0 + ${tileM}u) { return; }` : ''}
    let startA = fromABase + ${startOf('A', a.view)};
    let startB = fromBBase + ${startOf('B', b.view)};
    let startOut = outBase + ${startOf('Out', product.outView)};
    ${[quantizeA, quantizeB, quantizeOut].map((each) => each.begin).join('\n')}
    ${cells.map(({ name }) => `var sum${name} = 0.0f;${accumulation ? ` var part${name} = 0.0f;` : ''}`).join('\n')}
    ${triangle === 'left-transposed' ? `if (row0 < own.fromRow) { ${resume.join('\n')} }` : ''}
    for (var start = ${begin}; start < ${end}; start += ${tileK}u) {
      ${load(a, 'A', tileM, 'own.m', 'now.counting != 0u && group.x == own.countingA')}
      ${load(b, 'B', tileN, 'own.n', 'now.counting != 0u && group.y == own.countingB')}
      workgroupBarrier();
      for (var t = 0u; t < ${tileK}u; t++) {
        ${range(rows / wideA)
          .map((i) => `let a${i} = tileA[t * ${strideA}u + thread / ${SIDE}u + ${SIDE * i}u];`)
          .join('\n')}
        ${range(columns / wideB)
          .map((j) => `let b${j} = tileB[t * ${strideB}u + thread % ${SIDE}u + ${SIDE * j}u];`)
          .join('\n')}
        ${multiply.join('\n')}
        ${promote}
      }
      workgroupBarrier();
    }
    ${store}
    ${[quantizeA, quantizeB, quantizeOut].map((each) => each.end).join('\n')}`,
  });
  const before = [
    factorsKernel(`${label} a`, a.port, a.rounded, linesA, factors, 0),
    factorsKernel(`${label} b`, b.port, b.rounded, linesB, factors, valuesA),
  ];
  return [...before.filter((each) => each !== null), main];
}
