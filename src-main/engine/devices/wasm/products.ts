// Compiles matrix products, scales and casts of a step program to calls of the kernels.
import type { Precision } from '../../../formats/precision.ts';
import { delayedScaleOf, tensorScale } from '../../../formats/scales.ts';
import { BLOCK_FORMULAS, layoutOf, type AmaxHistory, type BlockScales } from '../../../formats/scaling.ts';
import type { Operand, OperationOf } from '../../program.ts';
import type { Frame } from './frame.ts';
import type { Kernels } from './kernels.ts';
import { productScratch } from './layout.ts';
import type { Sharing } from './sharing.ts';
import { drawKey, type Address, type Places } from './places.ts';

export type Call = (frame: Frame) => void;

/** The formula as kernels/blocks.ts numbers it: in the same order. */
function formulaNumber({ formula }: BlockScales): number {
  return BLOCK_FORMULAS.indexOf(formula);
}

/** A stored matrix and the axis along which the product sums. */
interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly byRows: boolean;
}

/** Arguments of a cast that a kernel does while it reads. A cast at 0 means none. */
interface Rounding {
  readonly cast: Address;
  readonly factor: (frame: Frame) => number;
  readonly key: (frame: Frame) => number;
  readonly counts: Address;
}

const UNROUNDED: Rounding = { cast: () => 0, factor: () => 1, key: () => 0, counts: () => 0 };

function roundingOf(operand: Operand, precision: Precision, purpose: string, places: Places): Rounding {
  const cast = places.cast(precision.cast);
  return {
    cast: () => cast,
    factor: places.scale(operand.scale),
    key: drawKey(precision.cast, purpose),
    counts: places.countsOf(operand.site),
  };
}

/** A whole operand cast from its buffer to `to`. */
function castWhole(
  operand: Operand,
  precision: Precision,
  { rows, columns, byRows }: Matrix,
  purpose: string,
  to: Address,
  blockScratch: number,
  places: Places,
  kernels: Kernels,
): Call {
  const from = places.of(operand.buffer);
  const { cast, factor, key, counts } = roundingOf(operand, precision, purpose, places);
  const { blocks } = layoutOf(precision);
  if (!blocks) {
    const length = rows * columns;
    return (frame) => {
      kernels.quantize(
        to(frame),
        from(frame),
        length,
        factor(frame),
        cast(frame),
        key(frame),
        0,
        counts(frame),
      );
    };
  }
  const along = blocks.along ?? (byRows ? rows : columns);
  const { across } = blocks;
  const formula = formulaNumber(blocks);
  return (frame) => {
    kernels.quantizeBlocks(
      to(frame),
      from(frame),
      rows,
      columns,
      byRows ? 1 : 0,
      along,
      across,
      formula,
      factor(frame),
      cast(frame),
      key(frame),
      counts(frame),
      blockScratch,
    );
  };
}

const nothing: Call = () => undefined;

export function matmul(op: OperationOf<'matmul'>, sharing: Sharing, places: Places, kernels: Kernels): Call {
  const { m, n, k, transposeA, transposeB, accumulation } = op;
  if (transposeA && transposeB) throw new Error(`Product ${op.label} transposes both operands.`);
  const offsets = productScratch(op);
  const [scratchA, scratchB, packed, blocks] = [offsets.a, offsets.b, offsets.packed, offsets.blocks].map(
    (offset) => places.scratch + offset,
  ) as [number, number, number, number];
  const matrixA = transposeA ? { rows: k, columns: m, byRows: true } : { rows: m, columns: k, byRows: false };
  const matrixB = transposeB ? { rows: n, columns: k, byRows: false } : { rows: k, columns: n, byRows: true };

  /** An operand cast before the product (whole) or by it (fused). */
  const prepare = (operand: Operand, matrix: Matrix, name: string, scratch: number, whole: boolean) => {
    const { precision } = operand;
    const at = places.of(operand.buffer);
    if (!precision) return { cast: nothing, at, fused: UNROUNDED };
    const purpose = `${op.label}/${name}`;
    if (!whole && !layoutOf(precision).blocks) {
      const fused = roundingOf(operand, precision, purpose, places);
      if (sharing.reads.get(op) !== name) return { cast: nothing, at, fused };
      // Each product counts for its own site.
      const cast = (frame: Frame) => (frame.counting ? fused.cast(frame) : 0);
      const source = (frame: Frame) => (frame.counting ? at(frame) : places.kept);
      return { cast: nothing, at: source, fused: { ...fused, cast } };
    }
    const to = () => scratch;
    const cast = castWhole(operand, precision, matrix, purpose, to, blocks, places, kernels);
    return { cast, at: to, fused: UNROUNDED };
  };

  const scaleA = places.scale(op.a.scale);
  const scaleB = places.scale(op.b.scale);
  const alpha = (frame: Frame) => 1 / (scaleA(frame) * scaleB(frame));
  const out = places.of(op.out);
  const add = op.accumulate ? 1 : 0;

  if (transposeA && !accumulation) {
    const a = prepare(op.a, matrixA, 'a', scratchA, false);
    const b = prepare(op.b, matrixB, 'b', scratchB, false);
    return (frame) => {
      a.cast(frame);
      b.cast(frame);
      kernels.gemmColumns(
        m,
        n,
        k,
        a.at(frame),
        b.at(frame),
        out(frame),
        alpha(frame),
        add,
        a.fused.cast(frame),
        a.fused.factor(frame),
        a.fused.key(frame),
        a.fused.counts(frame),
        b.fused.cast(frame),
        b.fused.factor(frame),
        b.fused.key(frame),
        b.fused.counts(frame),
        packed,
      );
    };
  }

  const b = prepare(op.b, matrixB, 'b', scratchB, true);
  const pack: Call = transposeB
    ? (frame) => void kernels.packTransposedB(packed, b.at(frame), 4 * k, k, n)
    : (frame) => void kernels.packB(packed, b.at(frame), 4 * n, k, n);
  const a = prepare(op.a, matrixA, 'a', scratchA, accumulation !== null);
  const keep = sharing.kept.has(op) ? 1 : 0;
  if (accumulation) {
    const { bits, promoteEvery } = accumulation;
    const [row, step] = transposeA ? [4, 4 * m] : [4 * k, 4];
    return (frame) => {
      b.cast(frame);
      pack(frame);
      a.cast(frame);
      kernels.gemmNarrowSums(
        m,
        n,
        k,
        a.at(frame),
        row,
        step,
        packed,
        out(frame),
        alpha(frame),
        add,
        bits,
        promoteEvery,
        places.scratch,
      );
    };
  }
  return (frame) => {
    b.cast(frame);
    pack(frame);
    a.cast(frame);
    kernels.gemmRows(
      m,
      n,
      k,
      a.at(frame),
      packed,
      out(frame),
      alpha(frame),
      add,
      a.fused.cast(frame),
      a.fused.factor(frame),
      a.fused.key(frame),
      a.fused.counts(frame),
      keep ? places.kept : scratchA,
      keep,
      places.scratch,
    );
  };
}

export function scale(op: OperationOf<'scale'>, places: Places, kernels: Kernels): Call {
  const source = places.of(op.source);
  const target = places.of(op.scale);
  const { heap } = places;
  const tensor = layoutOf(op.precision).tensor!;
  const scaleOf = tensor.history
    ? delayed(op, tensor.most, tensor.history, places, kernels)
    : (_: Frame, amax: number) => tensorScale(amax, tensor);
  return (frame) => {
    const result = scaleOf(frame, kernels.amaxOf(source(frame), op.length));
    heap.setFloat(target(frame), result);
    if (frame.counting) frame.report.addScale(op.site, result);
  };
}

/** From the amaxes before, to which that of this step is added in training. */
function delayed(
  op: OperationOf<'scale'>,
  most: number,
  { length, considered, margin }: AmaxHistory,
  places: Places,
  kernels: Kernels,
): (frame: Frame, amax: number) => number {
  const { heap } = places;
  const target = places.of(op.scale);
  const history = places.of(op.history!);
  return (frame, amax) => {
    const newest = history(frame);
    const past = kernels.amaxOf(newest, considered);
    const previous = heap.float(target(frame));
    if (frame.training) {
      heap.moveFloatsUp(newest, length - 1);
      heap.setFloat(newest, amax);
    }
    return delayedScaleOf(past, previous === 0 ? 1 : previous, most, margin);
  };
}

export function round(op: OperationOf<'round'>, places: Places, kernels: Kernels): Call {
  const { x, rows, columns, purpose } = op;
  const at = places.of(x.buffer);
  const matrix = { rows, columns, byRows: false };
  const cast = castWhole(x, x.precision!, matrix, purpose, at, places.scratch, places, kernels);
  const scaleOf = places.scale(x.scale);
  return (frame) => {
    cast(frame);
    const factor = scaleOf(frame);
    if (factor !== 1) kernels.divide(at(frame), rows * columns, factor);
  };
}
