// Activations, sums, copies, rotary positions and casts in place, in WGSL: one thread takes four values.
import type { OperationOf } from '../../../program.ts';
import { bitsOf, eachElement, elementGroups, f32, kernel, type Kernel } from '../kernel.ts';
import type { StepBindings } from '../bindings.ts';
import { laneScale } from './loss-scale.ts';
import { factorsKernel, factorValues, quantizer, roundedAs } from './quantizer.ts';
import { rowStart, viewNumbers } from './rows.ts';
import { DIVIDE } from './scaling.ts';

const THREADS = 256;

/** exp is kept within float32; NaN, where the clamp loses it, comes back with the factor x of the callers. */
const SIGMOID = `
fn sigmoid(x: f32) -> f32 { return 1.0f / (1.0f + exp(clamp(-x, -87.0f, 87.0f))); }`;

const CUBIC = 0.044715;
const SLOPE = Math.sqrt(2 / Math.PI);

/** The tanh form, with (1 + tanh(u)) / 2 as the sigmoid of 2u: WGSL's tanh may be off by 1e-5. */
const GELU = `
fn geluOpen(x: f32) -> f32 { return sigmoid(${f32(2 * SLOPE)} * (x + ${f32(CUBIC)} * x * x * x)); }
fn gelu(x: f32) -> f32 { return x * geluOpen(x); }
fn geluSlope(x: f32) -> f32 {
  let open = geluOpen(x);
  return open + x * open * (1.0f - open) * ${f32(2 * SLOPE)} * (1.0f + ${f32(3 * CUBIC)} * x * x);
}`;

export function activation(op: OperationOf<'activation'>, bindings: StepBindings): readonly Kernel[] {
  const { rows, width } = op;
  const statement =
    op.activation === 'gelu'
      ? 'y[yBase + i] = gelu(x[xBase + i]);'
      : `let gate = x[xBase + i / own.width * 2u * own.width + i % own.width];
        let other = x[xBase + i / own.width * 2u * own.width + i % own.width + own.width];
        y[yBase + i] = gate * sigmoid(gate) * other;`;
  return [
    kernel({
      label: op.label,
      ports: { x: bindings.read(op.x), y: bindings.write(op.y) },
      numbers: { length: rows * width, width },
      parts: [SIGMOID, ...(op.activation === 'gelu' ? [GELU] : [])],
      threads: THREADS,
      groups: elementGroups(rows * width),
      work: 4 * rows * width,
      body: eachElement(statement),
    }),
  ];
}

export function activationGradient(
  op: OperationOf<'activation-gradient'>,
  bindings: StepBindings,
): readonly Kernel[] {
  const { rows, width } = op;
  const statement =
    op.activation === 'gelu'
      ? 'dx[dxBase + i] = dy[dyBase + i] * geluSlope(x[xBase + i]);'
      : `let at = i / own.width * 2u * own.width + i % own.width;
        let gate = x[xBase + at];
        let open = sigmoid(gate);
        let d = dy[dyBase + i];
        dx[dxBase + at] = d * x[xBase + at + own.width] * open * (1.0f + gate * (1.0f - open));
        dx[dxBase + at + own.width] = d * gate * open;`;
  return [
    kernel({
      label: op.label,
      ports: { x: bindings.read(op.x), dy: bindings.read(op.dy), dx: bindings.write(op.dx) },
      numbers: { length: rows * width, width },
      parts: [SIGMOID, ...(op.activation === 'gelu' ? [GELU] : [])],
      threads: THREADS,
      groups: elementGroups(rows * width),
      work: 6 * rows * width,
      body: eachElement(statement),
    }),
  ];
}

/** out may be a: then a is bound once. */
export function add(op: OperationOf<'add'>, bindings: StepBindings): readonly Kernel[] {
  const inPlace = op.out === op.a;
  const a = inPlace ? 'out[outBase + i]' : 'a[aBase + i]';
  return [
    kernel({
      label: op.label,
      ports: {
        ...(!inPlace && { a: bindings.read(op.a) }),
        b: bindings.read(op.b),
        out: bindings.write(op.out),
      },
      numbers: { length: op.length },
      threads: THREADS,
      groups: elementGroups(op.length),
      work: op.length,
      body: eachElement(`out[outBase + i] = ${a} + b[bBase + i];`),
    }),
  ];
}

export function clear(op: OperationOf<'clear'>, bindings: StepBindings): readonly Kernel[] {
  return [
    kernel({
      label: op.label,
      ports: { x: bindings.write(op.x) },
      numbers: { length: op.length },
      threads: THREADS,
      groups: elementGroups(op.length),
      work: op.length,
      body: eachElement('x[xBase + i] = 0.0f;'),
    }),
  ];
}

/** When they are there: `areThere` in outliers.ts. */
export function outliers(op: OperationOf<'outliers'>, bindings: StepBindings): readonly Kernel[] {
  const { label, rows, width, columns, factor, fromStep, every } = op;
  const length = rows * columns;
  return [
    kernel({
      label,
      ports: { x: bindings.write(op.x) },
      numbers: { length, width, columns, fromStep, every, factor: bitsOf(factor) },
      threads: THREADS,
      groups: elementGroups(length),
      work: length,
      body: `
    if (now.training == 0u || (now.step >= own.fromStep && (now.step - own.fromStep) % own.every == 0u)) {
      ${eachElement('x[xBase + i / own.columns * own.width + i % own.columns] *= bitcast<f32>(own.factor);')}
    }`,
    }),
  ];
}

export function multiply(op: OperationOf<'multiply'>, bindings: StepBindings): readonly Kernel[] {
  return [
    kernel({
      label: op.label,
      ports: { x: bindings.write(op.x) },
      numbers: { length: op.length },
      threads: THREADS,
      groups: elementGroups(op.length),
      work: op.length,
      body: eachElement(`x[xBase + i] *= ${f32(op.factor)};`),
    }),
  ];
}

export function unscale(op: OperationOf<'unscale'>, bindings: StepBindings): readonly Kernel[] {
  return [
    kernel({
      label: op.label,
      ports: { x: bindings.write(op.x), lossScale: bindings.read(op.lossScale.state) },
      numbers: { length: op.length },
      threads: THREADS,
      groups: elementGroups(op.length),
      work: op.length,
      body: `
    ${laneScale(op.lossScale)}
    let factor = 1.0f / scale;
    ${eachElement('x[xBase + i] *= factor;')}`,
    }),
  ];
}

export function copy(op: OperationOf<'copy'>, bindings: StepBindings): readonly Kernel[] {
  const { outer, inner, width } = op.x;
  const length = outer * inner * width;
  return [
    kernel({
      label: op.label,
      ports: { x: bindings.read(op.x.buffer, 'u32'), y: bindings.write(op.y.buffer, 'u32') },
      numbers: { length, width, ...viewNumbers('x', op.x), ...viewNumbers('y', op.y) },
      threads: THREADS,
      groups: elementGroups(length),
      work: length,
      body: eachElement(
        `let row = i / own.width;
        y[yBase + ${rowStart('y')} + i % own.width] = x[xBase + ${rowStart('x')} + i % own.width];`,
      ),
    }),
  ];
}

/** Cosines and sines come from a table: WGSL's own may be off by 2^-11. */
export function rotary(op: OperationOf<'rotary'>, bindings: StepBindings): readonly Kernel[] {
  const { context, base, inverse, x } = op;
  const half = x.width / 2;
  const table = new Float32Array(2 * context * half);
  for (let position = 0; position < context; position++) {
    for (let i = 0; i < half; i++) {
      const angle = position * base ** ((-2 * i) / x.width);
      table[2 * (position * half + i)] = Math.cos(angle);
      table[2 * (position * half + i) + 1] = Math.sin(angle);
    }
  }
  const length = x.outer * x.inner * half;
  return [
    kernel({
      label: op.label,
      ports: { x: bindings.write(x.buffer), turns: bindings.session.table(table) },
      numbers: { length, half, context, ...viewNumbers('x', x) },
      threads: THREADS,
      groups: elementGroups(length),
      work: 4 * length,
      body: eachElement(
        `let row = i / own.half;
        let turn = 2u * (row / own.xInner % own.context * own.half + i % own.half);
        let c = turns[turn];
        let s = ${inverse ? '-' : ''}turns[turn + 1u];
        let at = xBase + ${rowStart('x')} + i % own.half;
        let first = x[at];
        let second = x[at + own.half];
        x[at] = first * c - second * s;
        x[at + own.half] = first * s + second * c;`,
      ),
    }),
  ];
}

export function round(op: OperationOf<'round'>, bindings: StepBindings): readonly Kernel[] {
  const { rows, columns, label, purpose } = op;
  const length = rows * columns;
  const source = bindings.write(op.x.buffer, 'u32');
  const scale = op.x.scale === null ? null : bindings.read(op.x.scale);
  const rounded = roundedAs(op.x, purpose, scale)!;
  const matrix = { lines: rows, length: columns, byRows: false };
  const values = factorValues(rounded, matrix);
  const factors = values > 0 ? bindings.scratch('factors', values, 'read') : null;
  const { ports, numbers, parts, begin, call, end } = quantizer('X', rounded, matrix, bindings, factors);
  const bits = call('x[xBase + i]', 'i / own.columns', 'i % own.columns', 'i', 'now.counting != 0u');
  const undone = scale ? `divide(${bits}, bitcast<u32>(scaleX[scaleXBase]))` : bits;
  const before = factorsKernel(label, source, rounded, matrix, factors, 0);
  const main = kernel({
    label,
    ports: { x: source, ...ports, ...(scale && { scaleX: scale }) },
    numbers: { length, columns, ...numbers },
    parts: [...parts, ...(scale ? [DIVIDE] : [])],
    threads: THREADS,
    groups: elementGroups(length),
    work: 2 * length,
    body: `${begin}\n${eachElement(`x[xBase + i] = ${undone};`)}\n${end}`,
  });
  return before ? [before, main] : [main];
}
