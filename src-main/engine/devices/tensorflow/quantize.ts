// Operands as products see them: scaled, cast, every scale undone but the tensor-wide one, and counted. What
// formats/quantize.ts does, bit for bit, for all lanes at once.
import type { Precision } from '../../../formats/precision.ts';
import { blockGrid, isUnscaled, layoutOf, type BlockScales } from '../../../formats/scaling.ts';
import type { Operand, Site } from '../../program.ts';
import { TYPE, type Tensor } from './tensors.ts';
import { amaxOf, blockFactors } from './scaling.ts';
import type { Step } from './step.ts';

export type Contraction = 'rows' | 'columns';

export interface RoundedAs {
  readonly precision: Precision;
  readonly site: Site;
  /** Purpose of the draws of stochastic rounding, and how many each micro-batch takes; absent: all take the same. */
  readonly stream: string;
  readonly drawsPerMicroBatch?: number | undefined;
}

/** An operand's matrix [lanes, rows, columns]; rounded once for all products that round it alike. */
export function operandValues(
  step: Step,
  { buffer, precision, scale, site, drawsPerMicroBatch }: Operand,
  [rows, columns]: readonly [number, number],
  contraction: Contraction,
  stream: string,
): Tensor {
  const values = () => step.buffers.get(buffer, [rows, columns]);
  if (!precision) return values();
  const as = { precision, site, stream, drawsPerMicroBatch };
  const { blocks } = layoutOf(precision);
  const make = () => {
    const wide = scale === null ? null : step.buffers.get(scale, [1, 1]);
    if (blocks) return roundBlocks(step, values(), as, blocks, contraction, wide);
    const drawn = drawsOf(step, as, [rows, columns]);
    return roundScaled(step, values(), as, wide, drawn);
  };
  if (step.counting || precision.cast.rounding === 'stochastic') return make();
  const { cast, scaling } = precision;
  if (isUnscaled(precision) && step.buffers.isCast(buffer, castKey(precision))) return values();
  const turned = blocks ? [contraction, rows] : [];
  return step.native.reshape(
    step.buffers.derive(buffer, JSON.stringify([cast, scaling, scale, ...turned]), make),
    [step.lanes, rows, columns],
  );
}

/** Names a cast that leaves its own results as they are. */
export function castKey({ cast }: Precision): string {
  return JSON.stringify(cast);
}

/** [lanes, ...shape] of stochastic rounding, whose index runs over `shape`; null for other roundings. */
export function drawsOf(
  step: Step,
  { precision, stream, drawsPerMicroBatch }: RoundedAs,
  shape: readonly number[],
): Tensor | null {
  if (precision.cast.rounding !== 'stochastic') return null;
  const length = shape.reduce((product, extent) => product * extent, 1);
  return step.native.reshape(step.draws(stream, length, drawsPerMicroBatch), [step.lanes, ...shape]);
}

/** x times the scale, cast; scale and draws are broadcast over x. */
export function roundScaled(
  step: Step,
  x: Tensor,
  { precision, site }: RoundedAs,
  scale: Tensor | null,
  drawn: Tensor | null,
): Tensor {
  const scaled = scale === null ? x : step.native.multiply(x, scale);
  const rounded = step.rounding.cast(scaled, precision.cast, drawn);
  count(step, { x, scaled, rounded }, precision, site);
  return rounded;
}

function roundBlocks(
  step: Step,
  x: Tensor,
  as: RoundedAs,
  blocks: BlockScales,
  contraction: Contraction,
  wide: Tensor | null,
): Tensor {
  const { native, lanes } = step;
  const [, rows, columns] = x.shape as [number, number, number];
  const byRows = contraction === 'rows';
  const [lines, length] = byRows ? [columns, rows] : [rows, columns];
  const { along, across } = blockGrid(blocks, lines, length);
  const [high, broad] = byRows ? [along, across] : [across, along];
  const [down, right] = [Math.ceil(rows / high), Math.ceil(columns / broad)];
  const missing = [0, down * high - rows, right * broad - columns];
  const ragged = missing.some((extent) => extent > 0);
  // Axes of blocks and within them, as few as may be: TensorFlow broadcasts along few axes faster.
  const shape =
    high === 1
      ? [lanes * rows * right, broad]
      : broad === 1
        ? [lanes * down, high, columns]
        : [lanes, down, high, right, broad];
  const axes = high === 1 || broad === 1 ? [1] : [2, 4];
  const grouped = (values: Tensor) => native.reshape(ragged ? native.pad(values, missing) : values, shape);

  const values = grouped(x);
  const amax = amaxOf(native, values, axes);
  const each = native.reshape(amax, [lanes, down * right]);
  const lanesWide = wide && native.reshape(wide, [lanes, 1]);
  const { encode, decode } = blockFactors(
    native,
    step.rounding,
    blocks.formula,
    as.precision.cast.format,
    each,
    lanesWide,
  );
  const drawn = drawsOf(step, as, [rows, columns]);
  // There is no padding of unsigned integers.
  const random = drawn && native.bitcast(grouped(native.bitcast(drawn, TYPE.int)), TYPE.unsigned);
  const scale = native.reshape(encode, amax.shape);
  const rounded = roundScaled(step, values, as, scale, random);
  const decoded = native.multiply(rounded, native.reshape(decode, amax.shape));
  const whole = native.reshape(decoded, [lanes, down * high, right * broad]);
  return ragged ? native.slice(whole, [0, 0, 0], [lanes, rows, columns]) : whole;
}

interface Rounded {
  readonly x: Tensor;
  readonly scaled: Tensor;
  readonly rounded: Tensor;
}

/** Reports non-zero values, those that became zero and those above the largest one. */
function count(step: Step, values: Rounded, { cast }: Precision, site: Site): void {
  if (!step.counting) return;
  const { native, lanes } = step;
  // By bits: float32 comparison takes subnormal values for zero.
  const magnitude = (x: Tensor) => native.and(native.bitcast(x, TYPE.int), 0x7fffffff);
  const nonzero = native.greater(magnitude(values.x), 0);
  const lost = native.both(nonzero, native.equal(magnitude(values.rounded), 0));
  const over = native.greater(native.absolute(values.scaled), cast.format.maxFinite);
  const sum = (condition: Tensor) =>
    native.sum(native.reshape(native.cast(condition, TYPE.float), [lanes, -1]), [1]);
  step.report({ kind: 'nonzero', site }, sum(nonzero));
  step.report({ kind: 'underflow', site }, sum(lost));
  step.report({ kind: 'overflow', site }, sum(over));
}
