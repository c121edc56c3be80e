// Muon (Jordan et al., 2024, https://kellerjordan.github.io/posts/muon) as torch.optim.Muon has it: a matrix moves along its gradient's
// momentum, made orthogonal by five steps of a Newton-Schulz iteration. Emits it into the update phase, in operations that every device
// has. The gradient is clipped before it; the orthogonal direction never is.
import type { Precision } from '../formats/precision.ts';
import type { StepBuilder } from './builder.ts';
import type { OptimizerSettings } from './model.ts';
import type { BufferName, Operand } from './program.ts';

const STEPS = 5;
/** x <- a x + (b (x x') + c (x x')^2) x. */
const [A, B, C] = [3.4445, -4.775, 2.0315];
/** Least norm that a direction is divided by. */
const LEAST_NORM = 1e-7;

/**
 * Of a matrix with so many inputs and outputs, stored [inputs, outputs]. `original` makes the update of a tall one larger;
 * `match_rms_adamw` gives every update the root mean square that AdamW's usually have (Liu et al., arXiv 2502.16982), so that one learning
 * rate suits both.
 */
export function adjustedRate(
  adjust: OptimizerSettings['adjustRate'],
  inputs: number,
  outputs: number,
): number {
  return adjust === 'original'
    ? Math.sqrt(Math.max(1, outputs / inputs))
    : 0.2 * Math.sqrt(Math.max(inputs, outputs));
}

/** The update of one weight [rows, columns]; `precision` rounds what the iteration keeps between its products. */
export function emitMuon(
  build: StepBuilder,
  weight: BufferName,
  [rows, columns]: readonly [number, number],
  optimizer: OptimizerSettings,
  precision: Precision | null,
): void {
  const { phase } = build;
  const { momentum, weightDecay } = optimizer;
  const length = rows * columns;
  const label = `${weight} update`;
  const velocity = build.state(`${weight}/velocity`, [rows, columns]);
  const direction = shared(build, 'muon/direction', rows, columns);
  const gradient = build.gradientOf(weight);
  build.emit(
    {
      phase,
      label: `${label} momentum`,
      kind: 'momentum',
      gradient,
      velocity,
      out: direction,
      length,
      momentum,
    },
    velocity,
    direction,
  );
  orthogonalise(build, label, direction, rows, columns, precision);
  const rateFactor = adjustedRate(optimizer.adjustRate, rows, columns);
  build.emit(
    {
      phase,
      label,
      kind: 'descent',
      weight,
      gradient: direction,
      length,
      rateFactor,
      weightDecay: weightDecay / rateFactor,
    },
    weight,
  );
}

function orthogonalise(
  build: StepBuilder,
  label: string,
  x: BufferName,
  rows: number,
  columns: number,
  precision: Precision | null,
): void {
  const { phase } = build;
  const side = Math.min(rows, columns);
  const isWide = rows <= columns;
  const gram = shared(build, 'muon/gram', side, side);
  const square = shared(build, 'muon/gram-square', side, side);
  const product = shared(build, 'muon/product', rows, columns);
  const operand = (buffer: BufferName): Operand => ({
    buffer,
    precision: null,
    scale: null,
    site: 'newton-schulz',
  });
  const round = (buffer: BufferName, height: number, width: number, what: string) =>
    build.round(buffer, height, width, precision, 'newton-schulz', `${label} ${what}`);
  const multiply = (buffer: BufferName, length: number, factor: number, what: string) =>
    build.emit({ phase, label: `${label} ${what}`, kind: 'multiply', x: buffer, length, factor }, buffer);
  const add = (a: BufferName, b: BufferName, length: number, what: string) =>
    build.emit({ phase, label: `${label} ${what}`, kind: 'add', a, b, out: a, length }, a);
  const times = (
    a: BufferName,
    b: BufferName,
    out: BufferName,
    extents: { readonly m: number; readonly n: number; readonly k: number },
    what: string,
    transposed: { readonly a?: boolean; readonly b?: boolean } = {},
  ) =>
    build.emit(
      {
        phase,
        label: `${label} ${what}`,
        kind: 'matmul',
        ...extents,
        a: operand(a),
        b: operand(b),
        transposeA: transposed.a ?? false,
        transposeB: transposed.b ?? false,
        out,
        accumulate: false,
        accumulation: null,
      },
      out,
    );
  round(x, rows, columns, 'direction');
  build.emit(
    { phase, label: `${label} norm`, kind: 'normalize', x, length: rows * columns, least: LEAST_NORM },
    x,
  );
  round(x, rows, columns, 'normed direction');
  for (let step = 0; step < STEPS; step++) {
    const at = `iteration ${step}`;
    times(
      x,
      x,
      gram,
      { m: side, n: side, k: Math.max(rows, columns) },
      `${at} gram`,
      isWide ? { b: true } : { a: true },
    );
    round(gram, side, side, `${at} gram rounding`);
    times(gram, gram, square, { m: side, n: side, k: side }, `${at} gram square`);
    multiply(square, side * side, Math.fround(C), `${at} c`);
    multiply(gram, side * side, Math.fround(B), `${at} b`);
    add(square, gram, side * side, `${at} polynomial`);
    round(square, side, side, `${at} polynomial rounding`);
    const [left, right] = isWide ? [square, x] : [x, square];
    times(left, right, product, { m: rows, n: columns, k: side }, `${at} product`);
    multiply(x, rows * columns, Math.fround(A), `${at} a`);
    add(x, product, rows * columns, `${at} sum`);
    round(x, rows, columns, `${at} rounding`);
  }
}

/** A workspace that all matrices of a shape have in turn. */
function shared(build: StepBuilder, name: string, rows: number, columns: number): BufferName {
  const own = `${name} ${rows}x${columns}`;
  return build.has(own) ? own : build.workspace(own, [rows, columns]);
}
