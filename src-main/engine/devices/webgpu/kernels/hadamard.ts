// The random Hadamard transform along the rows of a matrix, in WGSL, as formats/hadamard.ts has it: one thread takes 16 rows of a column.
import { HADAMARD_FACTOR, HADAMARD_POINTS, HADAMARD_SIGNS } from '../../../../formats/hadamard.ts';
import type { OperationOf } from '../../../program.ts';
import type { StepBindings } from '../bindings.ts';
import { eachElement, elementGroups, f32, kernel, type Kernel } from '../kernel.ts';

const ROWS = Array.from({ length: HADAMARD_POINTS }, (_, row) => row);
const at = (name: string, row: number) => `${name}[${name}Base + first16 + ${row}u * own.columns]`;

/** Written out: what is indexed by a variable does not stay in registers. */
function transformed(): string {
  const loads = ROWS.map(
    (row) => `var v${row} = ${at('x', row)} * ${f32(HADAMARD_SIGNS[row]! * HADAMARD_FACTOR)};`,
  );
  const passes = [1, 2, 4, 8].flatMap((distance) =>
    ROWS.filter((row) => (row & distance) === 0).map((row) => {
      const [a, b] = [`v${row}`, `v${row + distance}`];
      return `{ let a = ${a}; ${a} = a + ${b}; ${b} = a - ${b}; }`;
    }),
  );
  const stores = ROWS.map((row) => `${at('out', row)} = v${row};`);
  return [...loads, ...passes, ...stores].join('\n');
}

export function hadamard(op: OperationOf<'hadamard'>, bindings: StepBindings): readonly Kernel[] {
  const { rows, columns } = op;
  const length = Math.ceil(rows / HADAMARD_POINTS) * columns;
  return [
    kernel({
      label: op.label,
      ports: { x: bindings.read(op.x), out: bindings.write(op.out) },
      numbers: { length, rows, columns },
      threads: 256,
      groups: elementGroups(length),
      work: 5 * rows * columns,
      body: eachElement(`
        let row = i / own.columns * ${HADAMARD_POINTS}u;
        let first16 = row * own.columns + i % own.columns;
        if (row + ${HADAMARD_POINTS}u <= own.rows) {
          ${transformed()}
        } else {
          for (var j = first16; j < own.rows * own.columns; j += own.columns) {
            out[outBase + j] = x[xBase + j];
          }
        }`),
    }),
  ];
}
