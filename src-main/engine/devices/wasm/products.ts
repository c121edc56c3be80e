// Compiles matrix products, scales and casts of a step program to calls of the kernels.
import type { Precision } from '../../../formats/precision.ts';
import { delayedScaleOf, tensorScale } from '../../../formats/scales.ts';
import { BLOCK_FORMULAS, layoutOf, type AmaxHistory, type BlockScales } from '../../../formats/scaling.ts';
import type { Operand, OperationOf } from '../../program.ts';
import type { Sgemm } from '../blas/library.ts';
import { rowBlock, sumBlock, usesBlas } from '../blas/shapes.ts';
import type { LaneStep } from './lane-step.ts';
import type { Kernels } from './kernels.ts';
import { productScratch, room } from './layout.ts';
import type { Sharing } from './sharing.ts';
import { drawKey, type Address, type Addresses } from './addresses.ts';

export type Call = (laneStep: LaneStep) => void;

/** What operations are compiled to. */
export interface Code {
  readonly kernels: Kernels;
  /** What multiplies matrices without a side below `smallestSide`; null: the kernels multiply all. */
  readonly blas: { readonly sgemm: Sgemm; readonly smallestSide: number } | null;
}

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
  readonly factor: (laneStep: LaneStep) => number;
  readonly key: (laneStep: LaneStep) => number;
  readonly counts: Address;
}

const UNROUNDED: Rounding = { cast: () => 0, factor: () => 1, key: () => 0, counts: () => 0 };

function roundingOf(operand: Operand, precision: Precision, purpose: string, addresses: Addresses): Rounding {
  const cast = addresses.cast(precision.cast);
  return {
    cast: () => cast,
    factor: addresses.scale(operand.scale),
    key: drawKey(precision.cast, purpose, operand.drawsPerMicroBatch),
    counts: addresses.countsOf(operand.site),
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
  addresses: Addresses,
  kernels: Kernels,
): Call {
  const from = addresses.of(operand.buffer);
  const { cast, factor, key, counts } = roundingOf(operand, precision, purpose, addresses);
  const { blocks } = layoutOf(precision);
  if (!blocks) {
    const length = rows * columns;
    return (laneStep) => {
      kernels.quantize(
        to(laneStep),
        from(laneStep),
        length,
        factor(laneStep),
        cast(laneStep),
        key(laneStep),
        0,
        counts(laneStep),
      );
    };
  }
  const along = blocks.along ?? (byRows ? rows : columns);
  const { across } = blocks;
  const formula = formulaNumber(blocks);
  return (laneStep) => {
    kernels.quantizeBlocks(
      to(laneStep),
      from(laneStep),
      rows,
      columns,
      byRows ? 1 : 0,
      along,
      across,
      formula,
      factor(laneStep),
      cast(laneStep),
      key(laneStep),
      counts(laneStep),
      blockScratch,
    );
  };
}

/** An operand cast before the product (`cast`) or by it (`fused`). */
interface Prepared {
  readonly cast: Call;
  readonly at: Address;
  readonly fused: Rounding;
}

const nothing: Call = () => undefined;

export function matmul(
  op: OperationOf<'matmul'>,
  sharing: Sharing,
  addresses: Addresses,
  { kernels, blas }: Code,
): Call {
  const { m, n, k, transposeA, transposeB, accumulation } = op;
  if (transposeA && transposeB) throw new Error(`Product ${op.label} transposes both operands.`);
  const offsets = productScratch(op);
  const [scratchA, scratchB, packed, blocks] = [offsets.a, offsets.b, offsets.packed, offsets.blocks].map(
    (offset) => addresses.scratch + offset,
  ) as [number, number, number, number];
  const matrixA = transposeA ? { rows: k, columns: m, byRows: true } : { rows: m, columns: k, byRows: false };
  const matrixB = transposeB ? { rows: n, columns: k, byRows: false } : { rows: k, columns: n, byRows: true };

  const prepare = (
    operand: Operand,
    matrix: Matrix,
    name: string,
    scratch: number,
    whole: boolean,
  ): Prepared => {
    const { precision } = operand;
    const at = addresses.of(operand.buffer);
    if (!precision) return { cast: nothing, at, fused: UNROUNDED };
    const purpose = `${op.label}/${name}`;
    if (!whole && !layoutOf(precision).blocks) {
      const fused = roundingOf(operand, precision, purpose, addresses);
      if (sharing.reads.get(op) !== name) return { cast: nothing, at, fused };
      // Each product counts for its own site.
      const cast = (laneStep: LaneStep) => (laneStep.counting ? fused.cast(laneStep) : 0);
      const source = (laneStep: LaneStep) => (laneStep.counting ? at(laneStep) : addresses.kept);
      return { cast: nothing, at: source, fused: { ...fused, cast } };
    }
    const to = () => scratch;
    const cast = castWhole(operand, precision, matrix, purpose, to, blocks, addresses, kernels);
    return { cast, at: to, fused: UNROUNDED };
  };

  const scaleA = addresses.scale(op.a.scale);
  const scaleB = addresses.scale(op.b.scale);
  const alpha = (laneStep: LaneStep) => 1 / (scaleA(laneStep) * scaleB(laneStep));
  const out = addresses.of(op.out);
  const add = op.accumulate ? 1 : 0;

  const sgemm = blas && usesBlas(op, blas.smallestSide) ? blas.sgemm : null;
  const keep = sharing.kept.has(op);
  /** Casts so many values from the value `index` of an operand on, unless it is not to be cast, and says where they stand. */
  const part = ({ at, fused }: Prepared, laneStep: LaneStep, index: number, length: number, to: number) => {
    const from = at(laneStep) + 4 * index;
    const cast = fused.cast(laneStep);
    if (cast === 0) return from;
    const [factor, key, counts] = [fused.factor(laneStep), fused.key(laneStep), fused.counts(laneStep)];
    kernels.quantize(to, from, length, factor, cast, key, index, counts);
    return to;
  };

  if (transposeA && !accumulation) {
    const a = prepare(op.a, matrixA, 'a', scratchA, false);
    const b = prepare(op.b, matrixB, 'b', scratchB, false);
    if (sgemm) {
      const terms = sumBlock(op);
      const [partA, partB] = [packed, packed + room(terms * m)];
      return (laneStep) => {
        a.cast(laneStep);
        b.cast(laneStep);
        for (let i = 0; i < k; i += terms) {
          const length = Math.min(terms, k - i);
          const atA = part(a, laneStep, i * m, length * m, partA);
          const atB = part(b, laneStep, i * n, length * n, partB);
          sgemm(true, false, m, n, length, alpha(laneStep), atA, atB, op.accumulate || i > 0, out(laneStep));
        }
      };
    }
    return (laneStep) => {
      a.cast(laneStep);
      b.cast(laneStep);
      kernels.gemmColumns(
        m,
        n,
        k,
        a.at(laneStep),
        b.at(laneStep),
        out(laneStep),
        alpha(laneStep),
        add,
        a.fused.cast(laneStep),
        a.fused.factor(laneStep),
        a.fused.key(laneStep),
        a.fused.counts(laneStep),
        b.fused.cast(laneStep),
        b.fused.factor(laneStep),
        b.fused.key(laneStep),
        b.fused.counts(laneStep),
        packed,
      );
    };
  }

  const b = prepare(op.b, matrixB, 'b', scratchB, true);
  const pack: Call = transposeB
    ? (laneStep) => void kernels.packTransposedB(packed, b.at(laneStep), 4 * k, k, n)
    : (laneStep) => void kernels.packB(packed, b.at(laneStep), 4 * n, k, n);
  const a = prepare(op.a, matrixA, 'a', scratchA, accumulation !== null);
  if (sgemm) {
    const rows = rowBlock(op);
    return (laneStep) => {
      b.cast(laneStep);
      a.cast(laneStep);
      for (let i = 0; i < m; i += rows) {
        const height = Math.min(rows, m - i);
        const to = keep ? addresses.kept + 4 * i * k : scratchA;
        const atA = part(a, laneStep, i * k, height * k, to);
        const atC = out(laneStep) + 4 * i * n;
        sgemm(false, transposeB, height, n, k, alpha(laneStep), atA, b.at(laneStep), op.accumulate, atC);
      }
    };
  }
  if (accumulation) {
    const { bits, promoteEvery } = accumulation;
    const [row, step] = transposeA ? [4, 4 * m] : [4 * k, 4];
    return (laneStep) => {
      b.cast(laneStep);
      pack(laneStep);
      a.cast(laneStep);
      kernels.gemmNarrowSums(
        m,
        n,
        k,
        a.at(laneStep),
        row,
        step,
        packed,
        out(laneStep),
        alpha(laneStep),
        add,
        bits,
        promoteEvery,
        addresses.scratch,
      );
    };
  }
  return (laneStep) => {
    b.cast(laneStep);
    pack(laneStep);
    a.cast(laneStep);
    kernels.gemmRows(
      m,
      n,
      k,
      a.at(laneStep),
      packed,
      out(laneStep),
      alpha(laneStep),
      add,
      a.fused.cast(laneStep),
      a.fused.factor(laneStep),
      a.fused.key(laneStep),
      a.fused.counts(laneStep),
      keep ? addresses.kept : scratchA,
      keep ? 1 : 0,
      addresses.scratch,
    );
  };
}

export function scale(op: OperationOf<'scale'>, addresses: Addresses, kernels: Kernels): Call {
  const source = addresses.of(op.source);
  const target = addresses.of(op.scale);
  const { heap } = addresses;
  const tensor = layoutOf(op.precision).tensor!;
  const scaleOf = tensor.history
    ? delayed(op, tensor.most, tensor.history, addresses, kernels)
    : (_: LaneStep, amax: number) => tensorScale(amax, tensor);
  return (laneStep) => {
    const result = scaleOf(laneStep, kernels.amaxOf(source(laneStep), op.length));
    heap.setFloat(target(laneStep), result);
    if (laneStep.counting) laneStep.report.addScale(op.site, result);
  };
}

/** From the amaxes before, to which that of this step is added in training. */
function delayed(
  op: OperationOf<'scale'>,
  most: number,
  { length, considered, margin }: AmaxHistory,
  addresses: Addresses,
  kernels: Kernels,
): (laneStep: LaneStep, amax: number) => number {
  const { heap } = addresses;
  const target = addresses.of(op.scale);
  const history = addresses.of(op.history!);
  return (laneStep, amax) => {
    const newest = history(laneStep);
    const past = kernels.amaxOf(newest, considered);
    const previous = heap.float(target(laneStep));
    if (laneStep.training) {
      heap.moveFloatsUp(newest, length - 1);
      heap.setFloat(newest, amax);
    }
    return delayedScaleOf(past, previous === 0 ? 1 : previous, most, margin);
  };
}

export function round(op: OperationOf<'round'>, addresses: Addresses, kernels: Kernels): Call {
  const { x, rows, columns, purpose } = op;
  const at = addresses.of(x.buffer);
  const matrix = { rows, columns, byRows: false };
  const cast = castWhole(x, x.precision!, matrix, purpose, at, addresses.scratch, addresses, kernels);
  const scaleOf = addresses.scale(x.scale);
  return (laneStep) => {
    cast(laneStep);
    const factor = scaleOf(laneStep);
    if (factor !== 1) kernels.divide(at(laneStep), rows * columns, factor);
  };
}
