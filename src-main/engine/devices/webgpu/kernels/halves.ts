// Operands of products on matrix units: rounded once, stored as float16, and filled up with zeros to whole tiles, so that the
// product needs no look at edges. By integer operations, as WGSL's own conversion may lose subnormal values.
import type { Port } from '../kernel.ts';
import { eachElement, elementGroups, kernel, type Kernel } from '../kernel.ts';
import type { HalfOperand } from '../matrix-units.ts';
import type { StepBindings } from '../bindings.ts';
import type { Side } from './products.ts';
import { quantizer, type Lines } from './quantizer.ts';

/** float32 bits of a number that float16 has. */
const HALF_BITS = `
fn halfBits(bits: u32) -> u32 {
  let sign = (bits >> 16u) & 0x8000u;
  let magnitude = bits & 0x7fffffffu;
  if (magnitude > 0x7f800000u) { return sign | 0x7e00u; }
  if (magnitude == 0x7f800000u) { return sign | 0x7c00u; }
  if (magnitude >= 0x38800000u) { return sign | ((magnitude - 0x38000000u) >> 13u); }
  // A multiple of 2^-24, the smallest of which has exponent field 103.
  let significand = (magnitude & 0x7fffffu) | 0x800000u;
  return sign | select(significand >> min(126u - (magnitude >> 23u), 31u), 0u, magnitude < 0x33800000u);
}`;

/** An operand as float16, as it is stored: [lines, inner], or [inner, lines] by rows; both filled up to whole tiles. */
export interface Halves {
  readonly port: Port;
  readonly kernel: Kernel;
  readonly lines: number;
  readonly inner: number;
}

export function halves(
  label: string,
  name: 'A' | 'B',
  side: Side,
  form: HalfOperand,
  matrix: Lines,
  tile: { readonly lines: number; readonly inner: number },
  bindings: StepBindings,
  factors: Port | null,
  offset: number,
): Halves {
  const whole = (extent: number, of: number) => Math.ceil(extent / of) * of;
  const lines = whole(matrix.lines, tile.lines);
  const inner = whole(matrix.length, tile.inner);
  const values = (lines * inner) / 2;
  const columns = matrix.byRows ? lines : inner;
  const port = bindings.scratch(`halves-${name}`, values, 'read', 'vec4h');
  const { ports, numbers, parts, begin, call, end } = quantizer(
    name,
    side.rounded!,
    matrix,
    bindings,
    factors,
    offset,
    form === 'block',
  );
  const [line, along] = matrix.byRows ? ['column', 'row'] : ['row', 'column'];
  const one = (shift: number) => `
        {
          let column = 2u * (i % own.pairs) + ${shift}u;
          if (row < own.rows && column < own.columns) {
            let index = row * own.columns + column;
            let bits = ${call('source[sourceBase + index]', line, along, 'index', 'now.counting != 0u')};
            pair |= halfBits(bits) << ${16 * shift}u;
          }
        }`;
  return {
    port,
    lines,
    inner,
    kernel: kernel({
      label: `${label} as float16`,
      ports: {
        source: { ...side.port, type: 'u32' },
        halves: { ...port, access: 'write', type: 'u32' },
        ...ports,
      },
      numbers: {
        length: values,
        pairs: columns / 2,
        rows: matrix.byRows ? matrix.length : matrix.lines,
        columns: matrix.byRows ? matrix.lines : matrix.length,
        ...numbers,
      },
      parts: [HALF_BITS, ...parts],
      threads: 256,
      groups: elementGroups(values),
      work: 8 * values,
      body: `
    ${begin}
    ${eachElement(`
        let row = i / own.pairs;
        var pair = 0u;
        ${one(0)}
        ${one(1)}
        halves[halvesBase + i] = pair;`)}
    ${end}`,
    }),
  };
}
