// What kernels that work on rows share: 16 rows to a workgroup, 16 threads to a row, and sums over a row in a fixed order.
import type { RowView } from '../../../program.ts';
import { GROUPS_X, spread } from '../kernel.ts';

export const ROW_THREADS = 16;
export const THREADS = 256;

const fold = (combined: string) => `
  cells[thread] = value;
  workgroupBarrier();
  for (var half = ${ROW_THREADS / 2}u; half > 0u; half >>= 1u) {
    if (thread % ${ROW_THREADS}u < half) { cells[thread] = ${combined}; }
    workgroupBarrier();
  }
  let result = cells[thread - thread % ${ROW_THREADS}u];
  workgroupBarrier();
  return result;`;

export const ROWS = `
var<workgroup> cells: array<f32, ${THREADS}>;
fn rowSum(thread: u32, value: f32) -> f32 {${fold('cells[thread] + cells[thread + half]')}
}
fn rowMax(thread: u32, value: f32) -> f32 {${fold('max(cells[thread], cells[thread + half])')}
}`;

export function rowGroups(rows: number): readonly [number, number] {
  return spread(Math.ceil(rows / ROW_THREADS));
}

/** WGSL: of `own.rows`, `row` is this thread's, `live` where there is such a row, and `j0`, the first of its columns. */
export function beginRow(): string {
  return `
    let anyRow = (group.x + group.y * ${GROUPS_X}u) * ${ROW_THREADS}u + thread / ${ROW_THREADS}u;
    let live = anyRow < own.rows;
    let row = min(anyRow, own.rows - 1u);
    let j0 = thread % ${ROW_THREADS}u;`;
}

/** WGSL: a loop over this thread's columns j. */
export function eachColumn(width: string, statements: string): string {
  return `for (var j = j0; j < ${width}; j += ${ROW_THREADS}u) { ${statements} }`;
}

/** WGSL: index of the first value of row `row` of the view `name`, from the lane's start. */
export function rowStart(name: string): string {
  const inner = `own.${name}Inner`;
  return `(own.${name}Offset + row / ${inner} * own.${name}Stride + row % ${inner} * own.${name}Width)`;
}

/** The numbers that `rowStart` needs. */
export function viewNumbers(name: string, { offset, stride, inner, width }: RowView): Record<string, number> {
  return {
    [`${name}Offset`]: offset,
    [`${name}Stride`]: stride,
    [`${name}Inner`]: inner,
    [`${name}Width`]: width,
  };
}
