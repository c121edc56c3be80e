// Matrix products on a GPU's matrix units: float16 operands, which hold the rounded values exactly, summed in float32. Tiles
// go through workgroup memory; each subgroup keeps its part of the result in its registers until the sum is done.
import { bitsOf, kernel, type Kernel } from '../kernel.ts';
import { halfOperand, tilesFor, UNIT_THREADS } from '../matrix-units.ts';
import type { StepBindings } from '../bindings.ts';
import { halves } from './halves.ts';
import { tensorScales, type Product, type Side } from './products.ts';
import { factorsKernel, factorValues, quantizer, UNROUNDED, type Lines } from './quantizer.ts';

/** Numbers between the rows of a tile that keep rows which are read at once in different banks of the memory. */
const PADDING = 8;
/** float16 numbers in one element of a tile. */
const WIDTH = 4;

const range = (count: number) => Array.from({ length: count }, (_, index) => index);

/** null where the session has no units, or the units cannot do this product or do not do it exactly. */
export function unitProductKernels(product: Product, bindings: StepBindings): readonly Kernel[] | null {
  const { units } = bindings.session;
  const { label, m, n, k, a, b, out, accumulation, heads } = product;
  if (!units || accumulation || heads > 1) return null;
  const forms = [halfOperand(a.rounded, units), halfOperand(b.rounded, units)] as const;
  const tiles = tilesFor(units, product);
  if (!tiles || forms[0] === null || forms[1] === null) return null;

  const linesA: Lines = { lines: m, length: k, byRows: a.byRows };
  const linesB: Lines = { lines: n, length: k, byRows: b.byRows };
  const valuesA = factorValues(a.rounded, linesA);
  const values = valuesA + factorValues(b.rounded, linesB);
  const factors = values > 0 ? bindings.scratch('factors', values, 'read') : null;
  const halvesA = halves(`${label} a`, 'A', a, forms[0], linesA, tiles, bindings, factors, 0);
  const halvesB = halves(`${label} b`, 'B', b, forms[1], linesB, tiles, bindings, factors, valuesA);
  const linesOut: Lines = { lines: m, length: n, byRows: false };
  const quantizeOut = product.output ? quantizer('O', product.output, linesOut, bindings, null) : UNROUNDED;

  const { size, threads } = units;
  const { lines, inner, across, rows, columns } = tiles;
  const stride = ({ byRows }: Side) => ((byRows ? lines : inner) + PADDING) / WIDTH;
  const elements = (side: Side) => stride(side) * (side.byRows ? inner : lines);
  const load = (name: 'A' | 'B', side: Side) => {
    const perRow = (side.byRows ? lines : inner) / WIDTH;
    const first = name === 'A' ? 'row0' : 'column0';
    const [row, column] = side.byRows
      ? [`start + e / ${perRow}u`, `${first} / ${WIDTH}u`]
      : [`${first} + e / ${perRow}u`, `start / ${WIDTH}u`];
    return `
      for (var e = thread; e < ${(lines * inner) / WIDTH}u; e += ${UNIT_THREADS}u) {
        tile${name}[e / ${perRow}u * ${stride(side)}u + e % ${perRow}u] =
          half${name}[half${name}Base + (${row}) * own.whole${name} + ${column} + e % ${perRow}u];
      }`;
  };
  /** WGSL: the unit's operand number \`index\` of this subgroup, \`t\` into the tile. */
  const operand = (name: 'A' | 'B', side: Side, index: number, t: number) => {
    const kind = name === 'A' ? 'left' : 'right';
    const first = `part${name} + ${index * size}u`;
    const at = side.byRows
      ? `(${first}) / ${WIDTH}u + ${t * stride(side)}u`
      : `(${first}) * ${stride(side)}u + ${t / WIDTH}u`;
    const major = (name === 'A') === side.byRows ? 'col_major' : 'row_major';
    return `subgroupMatrixLoad<subgroup_matrix_${kind}<f16, ${size}, ${size}>, ${major}>(&tile${name}, ${at}, ${stride(side)}u)`;
  };
  const cells = range(rows).flatMap((i) => range(columns).map((j) => ({ i, j, name: `sum${i}_${j}` })));
  const multiply = range(inner / size).map(
    (step) => `{
        ${range(rows)
          .map((i) => `let a${i} = ${operand('A', a, i, step * size)};`)
          .join('\n')}
        ${range(columns)
          .map((j) => `let b${j} = ${operand('B', b, j, step * size)};`)
          .join('\n')}
        ${cells.map(({ i, j, name }) => `${name} = subgroupMatrixMultiplyAccumulate(a${i}, b${j}, ${name});`).join('\n')}
      }`,
  );

  const scales = tensorScales(product);
  const lineFactors = [
    ...(forms[0] === 'line' ? ['factors[factorsBase + 2u * row + 1u]'] : []),
    ...(forms[1] === 'line' ? [`factors[factorsBase + own.factorsB + 2u * column + 1u]`] : []),
  ];
  const sum = product.alpha === 1 ? 'results[e]' : 'results[e] * bitcast<f32>(own.alpha)';
  const divided = scales.reduce((text, { value }) => `${text} / ${value}`, sum);
  const scaled = lineFactors.reduce((text, factor) => `${text} * ${factor}`, divided);
  const at = 'outBase + row * own.n + column';
  const result = `${product.accumulate ? `bitcast<f32>(out[${at}]) + ` : ''}${scaled}`;
  const index = 'row * own.n + column';
  const bits = quantizeOut.call(`bitcast<u32>(${result})`, 'row', 'column', index, 'now.counting != 0u');
  const area = size * size;
  const leave = ({ i, j, name }: (typeof cells)[number]) => `
    subgroupMatrixStore<row_major>(&results, subgroup * ${area}u, ${name}, ${size}u);
    workgroupBarrier();
    for (var e = thread; e < ${(UNIT_THREADS / threads) * area}u; e += ${UNIT_THREADS}u) {
      let owner = e / ${area}u;
      let row = row0 + owner / ${across}u * ${rows * size}u + ${i * size}u + e % ${area}u / ${size}u;
      let column = column0 + owner % ${across}u * ${columns * size}u + ${j * size}u + e % ${size}u;
      if (row < own.m && column < own.n) { out[${at}] = ${bits}; }
    }
    workgroupBarrier();`;
  const main = kernel({
    label,
    matrixUnits: true,
    ports: {
      halfA: halvesA.port,
      halfB: halvesB.port,
      out: { ...out, type: 'u32' },
      ...(lineFactors.length > 0 && { factors: factors! }),
      ...quantizeOut.ports,
      ...Object.fromEntries(scales.map(({ name, scale }) => [name, scale])),
    },
    numbers: {
      m,
      n,
      wholeK: halvesA.inner,
      wholeA: (a.byRows ? halvesA.lines : halvesA.inner) / WIDTH,
      wholeB: (b.byRows ? halvesB.lines : halvesB.inner) / WIDTH,
      factorsB: valuesA,
      alpha: bitsOf(product.alpha),
      ...quantizeOut.numbers,
    },
    parts: [
      `var<workgroup> tileA: array<vec4h, ${elements(a)}>;`,
      `var<workgroup> tileB: array<vec4h, ${elements(b)}>;`,
      `var<workgroup> results: array<f32, ${(UNIT_THREADS / threads) * area}>;`,
      ...quantizeOut.parts,
    ],
    threads: UNIT_THREADS,
    groups: [halvesB.lines / lines, halvesA.lines / lines],
    work: m * n * k,
    body: `
    let row0 = group.y * ${lines}u;
    let column0 = group.x * ${lines}u;
    let partA = subgroup / ${across}u * ${rows * size}u;
    let partB = subgroup % ${across}u * ${columns * size}u;
    ${quantizeOut.begin}
    ${cells.map(({ name }) => `var ${name}: subgroup_matrix_result<f32, ${size}, ${size}>;`).join('\n')}
    for (var start = 0u; start < own.wholeK; start += ${inner}u) {
      ${load('A', a)}
      ${load('B', b)}
      workgroupBarrier();
      ${multiply.join('\n')}
      workgroupBarrier();
    }
    ${cells.map(leave).join('\n')}
    ${quantizeOut.end}`,
  });
  const before = [
    factorsKernel(`${label} a`, a.port, a.rounded, linesA, factors, 0),
    factorsKernel(`${label} b`, b.port, b.rounded, linesB, factors, valuesA),
  ];
  return [...before.filter((each) => each !== null), halvesA.kernel, halvesB.kernel, main];
}
