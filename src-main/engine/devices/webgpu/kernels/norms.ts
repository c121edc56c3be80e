// Layernorm and rmsnorm with their gradients in WGSL; a row is normalized by 16 threads.
import type { OperationOf } from '../../../program.ts';
import { f32, kernel, type Kernel } from '../kernel.ts';
import type { StepBindings } from '../bindings.ts';
import {
  beginRow,
  eachColumn,
  ROW_THREADS,
  rowGroups,
  ROWS,
  rowStart,
  THREADS,
  viewNumbers,
} from './rows.ts';

export function norm(op: OperationOf<'norm'>, bindings: StepBindings): readonly Kernel[] {
  const { outer, inner, width } = op.x;
  const rows = outer * inner;
  const mean = 'rowSum(thread, sum) / f32(own.width)';
  return [
    kernel({
      label: op.label,
      ports: {
        x: bindings.read(op.x.buffer),
        y: bindings.write(op.y.buffer),
        gain: bindings.read(op.gain),
        statistics: bindings.write(op.statistics),
      },
      numbers: { rows, width, ...viewNumbers('x', op.x), ...viewNumbers('y', op.y) },
      parts: [ROWS],
      threads: THREADS,
      groups: rowGroups(rows),
      work: rows * width,
      body: `
    ${beginRow()}
    let start = xBase + ${rowStart('x')};
    let to = yBase + ${rowStart('y')};
    var sum = 0.0f;
    ${op.norm === 'layernorm' ? eachColumn('own.width', 'sum += x[start + j];') : ''}
    let mean = ${op.norm === 'layernorm' ? mean : '0.0f'};
    var squares = 0.0f;
    ${eachColumn('own.width', 'let d = x[start + j] - mean; squares += d * d;')}
    let inverse = inverseSqrt(rowSum(thread, squares) / f32(own.width) + ${f32(op.epsilon)});
    if (live) {
      if (j0 == 0u) {
        statistics[statisticsBase + 2u * row] = mean;
        statistics[statisticsBase + 2u * row + 1u] = inverse;
      }
      ${eachColumn('own.width', 'y[to + j] = gain[gainBase + j] * (x[start + j] - mean) * inverse;')}
    }`,
    }),
  ];
}

/** dx by rows, then the gain's gradient by columns: one thread in 16 sums each 16th row. */
export function normGradient(op: OperationOf<'norm-gradient'>, bindings: StepBindings): readonly Kernel[] {
  const { outer, inner, width } = op.x;
  const rows = outer * inner;
  const ports = {
    x: bindings.read(op.x.buffer),
    dy: bindings.read(op.dy.buffer),
    statistics: bindings.read(op.statistics),
  };
  const numbers = { rows, width, ...viewNumbers('x', op.x), ...viewNumbers('dy', op.dy) };
  const statistics = `
      let mean = statistics[statisticsBase + 2u * row];
      let inverse = statistics[statisticsBase + 2u * row + 1u];`;
  return [
    kernel({
      label: op.label,
      ports: { ...ports, gain: bindings.read(op.gain), dx: bindings.write(op.dx.buffer) },
      numbers: { ...numbers, ...viewNumbers('dx', op.dx) },
      parts: [ROWS],
      threads: THREADS,
      groups: rowGroups(rows),
      work: 2 * rows * width,
      body: `
    ${beginRow()}
    let start = xBase + ${rowStart('x')};
    let incoming = dyBase + ${rowStart('dy')};
    let to = dxBase + ${rowStart('dx')};
    ${statistics}
    var sum = 0.0f;
    var product = 0.0f;
    ${eachColumn(
      'own.width',
      `let d = gain[gainBase + j] * dy[incoming + j];
      sum += d;
      product += d * (x[start + j] - mean) * inverse;`,
    )}
    let meanG = ${op.norm === 'layernorm' ? `rowSum(thread, sum) / f32(own.width)` : '0.0f'};
    let meanGX = rowSum(thread, product) / f32(own.width);
    if (live) {
      ${eachColumn(
        'own.width',
        `let normalized = (x[start + j] - mean) * inverse;
        let gradient = inverse * (gain[gainBase + j] * dy[incoming + j] - meanG - normalized * meanGX);
        dx[to + j] = ${op.add ? 'dx[to + j] + ' : ''}gradient;`,
      )}
    }`,
    }),
    kernel({
      label: `${op.label} of the gain`,
      ports: { ...ports, gainGradient: bindings.write(op.gainGradient) },
      numbers,
      parts: [`var<workgroup> cells: array<f32, ${THREADS}>;`],
      threads: THREADS,
      groups: [Math.ceil(width / ROW_THREADS), 1],
      work: rows * width,
      body: `
    let j = min(group.x * ${ROW_THREADS}u + thread % ${ROW_THREADS}u, own.width - 1u);
    var sum = 0.0f;
    for (var row = thread / ${ROW_THREADS}u; row < own.rows; row += ${ROW_THREADS}u) {
      ${statistics}
      sum += dy[dyBase + ${rowStart('dy')} + j] * (x[xBase + ${rowStart('x')} + j] - mean) * inverse;
    }
    cells[thread] = sum;
    workgroupBarrier();
    for (var half = ${THREADS / 2}u; half >= ${ROW_THREADS}u; half >>= 1u) {
      if (thread < half) { cells[thread] += cells[thread + half]; }
      workgroupBarrier();
    }
    if (thread < ${ROW_THREADS}u && group.x * ${ROW_THREADS}u + thread < own.width) {
      gainGradient[gainGradientBase + j] = ${op.accumulateGain ? 'gainGradient[gainGradientBase + j] + ' : ''}cells[thread];
    }`,
    }),
  ];
}
