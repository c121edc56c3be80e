// Causal self-attention and its gradient in WGSL: products of all heads of all lanes at once (products.ts), softmax and its
// gradient by rows between them. Tiles above the diagonal are left out. Probabilities are not kept: a block of rows at a time is
// made, in the backward pass again, and sums over all rows go on from what the blocks before have left.
import type { Precision } from '../../../../formats/precision.ts';
import { ownScale, type TensorScale } from '../../../../formats/scaling.ts';
import type { BufferName, OperationOf, Site } from '../../../program.ts';
import { kernel, type Kernel, type Port } from '../kernel.ts';
import { REPORT, REPORT_ROW, type StepBindings } from '../bindings.ts';
import { productKernels, type Product, type Side, type View } from './products.ts';
import { beginRow, eachColumn, rowGroups, ROWS, THREADS } from './rows.ts';
import { tensorScaleParts } from './scaling.ts';

/** An integer that orders as the float does, and is above 0. */
const ORDERED = `
fn ordered(value: f32) -> u32 {
  let bits = bitcast<u32>(value);
  return select(bits | 0x80000000u, ~bits, bits >> 31u == 1u);
}`;

type Attention = OperationOf<'attention' | 'attention-gradient'>;

/** Rows of a head whose probabilities exist at once. */
const BLOCK_ROWS = 256;

/** Rows of the square matrices of the heads, from `from` on. */
interface Block {
  readonly from: number;
  readonly rows: number;
  readonly isLast: boolean;
}

function blocksOf(n: number): readonly Block[] {
  return Array.from({ length: Math.ceil(n / BLOCK_ROWS) }, (_, index) => {
    const from = index * BLOCK_ROWS;
    const rows = Math.min(BLOCK_ROWS, n - from);
    return { from, rows, isLast: from + rows === n };
  });
}

/** One matrix of each head: where it stands and its extent; `first` is the index of its first value in the whole matrix. */
interface HeadMatrix {
  readonly port: Port;
  readonly view: View;
  readonly rows: number;
  readonly columns: number;
  readonly first: number;
}

/** How a matrix is rounded, and where the scales are that some recipes give each head. */
interface HeadRounding {
  readonly precision: Precision;
  readonly site: Site;
  readonly scale: Port | null;
}

/** The matrices of one operation, and its kernels. */
class Heads {
  readonly op: Attention;
  readonly bindings: StepBindings;
  readonly kernels: Kernel[] = [];
  readonly count: number;
  readonly headWidth: number;

  constructor(op: Attention, bindings: StepBindings) {
    this.op = op;
    this.bindings = bindings;
    this.count = op.batch * op.heads;
    this.headWidth = op.width / op.heads;
  }

  /** Part 0, 1, 2 of a buffer [T, 3D]. */
  part(buffer: BufferName, part: number): HeadMatrix {
    const { op } = this;
    return this.#matrix(buffer, part * op.width, 3 * op.width);
  }

  /** A buffer [T, D]. */
  whole(buffer: BufferName): HeadMatrix {
    return this.#matrix(buffer, 0, this.op.width);
  }

  /** The columns of a block's rows up to the last row's diagonal; `name` keeps one square matrix apart from another. */
  square(name: string, { from, rows }: Block): HeadMatrix {
    const { context, heads } = this.op;
    const most = this.count * Math.min(BLOCK_ROWS, context) * context;
    const view = {
      offset: 0,
      stride: context,
      sequence: heads * rows * context,
      head: rows * context,
      heads,
    };
    const port = this.bindings.scratch(name, most, 'read');
    return { port, view, rows, columns: from + rows, first: from * context };
  }

  /** How the heads of a matrix are rounded; their scales, if they have any, are made of `matrix` now or, of a square one, later. */
  rounding(
    name: string,
    precision: Precision | null,
    site: Site,
    matrix: HeadMatrix | null,
  ): HeadRounding | null {
    if (!precision) return null;
    const own = ownScale(precision);
    const scale = own && this.bindings.scratch(`head-scales-${name}`, Math.max(2, this.count), 'read');
    if (own && matrix) this.#scale(name, matrix, own, false);
    return { precision, site, scale };
  }

  /** The scales of a square matrix as far as its rows have come. */
  scaleSquare(name: string, { precision }: HeadRounding, matrix: HeadMatrix): void {
    this.#scale(name, matrix, ownScale(precision)!, matrix.first > 0);
  }

  side(matrix: HeadMatrix, byRows: boolean, rounding: HeadRounding | null, uncounted = false): Side {
    const { port, view, first } = matrix;
    const rounded = rounding && { ...rounding, stream: rounding.site };
    return { port, view, byRows, rounded, first, uncounted };
  }

  product(
    label: string,
    given: Pick<Product, 'm' | 'n' | 'k' | 'a' | 'b' | 'triangle' | 'unfinished'>,
    { from }: Block,
    to: HeadMatrix,
    alpha = 1,
  ): void {
    const product: Product = {
      ...given,
      label: `${this.op.label}: ${label}`,
      out: { ...to.port, access: 'write' },
      outView: to.view,
      heads: this.count,
      fromRow: from,
      alpha,
      accumulate: false,
      accumulation: null,
      output: null,
    };
    this.kernels.push(...productKernels(product, this.bindings));
  }

  #matrix(buffer: BufferName, offset: number, stride: number): HeadMatrix {
    const { context, heads } = this.op;
    const { headWidth } = this;
    const view = { offset, stride, sequence: context * stride, head: headWidth, heads };
    return { port: this.bindings.read(buffer), view, rows: context, columns: headWidth, first: 0 };
  }

  /** `more`: rows before these have gone into the largest magnitude. */
  #scale(name: string, { port, view, rows, columns }: HeadMatrix, own: TensorScale, more: boolean): void {
    const length = Math.max(2, this.count);
    const scale = this.bindings.scratch(`head-scales-${name}`, length, 'write');
    const amaxes = this.bindings.scratch(`head-amaxes-${name}`, length, 'write', 'u32');
    this.kernels.push(
      kernel({
        label: `${this.op.label}: scales of heads`,
        ports: { x: { ...port, access: 'read', type: 'u32' }, scale, amaxes },
        numbers: {
          rows,
          columns,
          offset: view.offset,
          stride: view.stride,
          sequence: view.sequence,
          head: view.head,
          perSequence: view.heads,
          more: more ? 1 : 0,
        },
        parts: [...tensorScaleParts(own), 'var<workgroup> most: atomic<u32>;'],
        threads: THREADS,
        groups: [1, 1],
        heads: this.count,
        work: this.count * rows * columns,
        body: `
    let start = xBase + own.offset + head / own.perSequence * own.sequence + head % own.perSequence * own.head;
    var amax = 0u;
    if (thread == 0u) { atomicStore(&most, select(0u, amaxes[amaxesBase + head], own.more != 0u)); }
    for (var i = thread; i < own.rows * own.columns; i += ${THREADS}u) {
      amax = max(amax, x[start + i / own.columns * own.stride + i % own.columns] & 0x7fffffffu);
    }
    workgroupBarrier();
    atomicMax(&most, amax);
    workgroupBarrier();
    if (thread == 0u) {
      let all = atomicLoad(&most);
      amaxes[amaxesBase + head] = all;
      scale[scaleBase + head] = bitcast<f32>(tensorScale(all));
    }`,
      }),
    );
  }
}

/** The rows of a block in a matrix of the heads. */
function rowsOf(matrix: HeadMatrix, { from, rows }: Block): HeadMatrix {
  const { view, columns } = matrix;
  return {
    ...matrix,
    view: { ...view, offset: view.offset + from * view.stride },
    rows,
    first: from * columns,
  };
}

/** Queries and keys, and the probabilities that they give block by block: to be thrown away and made again. */
class Probabilities {
  readonly heads: Heads;
  readonly q: HeadMatrix;
  readonly k: HeadMatrix;
  readonly qRounding: HeadRounding | null;
  readonly kRounding: HeadRounding | null;

  constructor(heads: Heads) {
    const { qkv, qk, sites } = heads.op;
    this.heads = heads;
    this.q = heads.part(qkv, 0);
    this.k = heads.part(qkv, 1);
    this.qRounding = heads.rounding('q', qk, sites.qk, this.q);
    this.kRounding = heads.rounding('k', qk, sites.qk, this.k);
  }

  of(block: Block): HeadMatrix {
    return this.heads.square('probabilities', block);
  }

  /** `counted`: what is rounded goes into the counts. `reported`: the largest logit goes to the report. */
  make(block: Block, counted: boolean, reported: boolean): HeadMatrix {
    const { heads, q, k } = this;
    const p = this.of(block);
    heads.product(
      'logits',
      {
        m: block.rows,
        n: p.columns,
        k: heads.headWidth,
        a: heads.side(rowsOf(q, block), false, this.qRounding, !counted),
        b: heads.side(k, false, this.kRounding, !counted || !block.isLast),
        triangle: 'result',
      },
      block,
      p,
      1 / Math.sqrt(heads.op.squaredDivisor),
    );
    heads.kernels.push(softmax(heads, p.port, block, reported));
    return p;
  }
}

export function attention(op: OperationOf<'attention'>, bindings: StepBindings): readonly Kernel[] {
  const { context: n, pv, sites } = op;
  const heads = new Heads(op, bindings);
  const probabilities = new Probabilities(heads);
  const [v, out] = [heads.part(op.qkv, 2), heads.whole(op.out)];
  const pRounding = heads.rounding('p', pv, sites.pv, null);
  const vRounding = heads.rounding('v', pv, sites.pv, v);
  const blocks = blocksOf(n);
  // One scale for all rows of a head is known when all have been seen.
  const looksFirst = pRounding?.scale && blocks.length > 1;
  if (looksFirst) {
    for (const block of blocks) heads.scaleSquare('p', pRounding, probabilities.make(block, false, false));
  }
  for (const block of blocks) {
    const p = probabilities.make(block, true, !op.again);
    if (pRounding?.scale && !looksFirst) heads.scaleSquare('p', pRounding, p);
    heads.product(
      'values',
      {
        m: block.rows,
        n: heads.headWidth,
        k: n,
        a: heads.side(p, false, pRounding),
        b: heads.side(v, true, vRounding, !block.isLast),
        triangle: 'left',
      },
      block,
      rowsOf(out, block),
    );
  }
  return heads.kernels;
}

/**
 * Rows of logits become probabilities in place, zeros after the diagonal; the largest logit goes to the report, as that of the
 * step and of the layer, if it is `reported`.
 */
function softmax({ op, bindings, count }: Heads, p: Port, block: Block, reported: boolean): Kernel {
  const rows = count * block.rows;
  const report = `if (thread == 0u) {
      let row = ${REPORT_ROW};
      atomicMax(&report[row + ${REPORT.largestLogit}u], atomicLoad(&largest));
      atomicMax(&report[row + own.ofLayer], atomicLoad(&largest));
    }`;
  return kernel({
    label: `${op.label}: softmax`,
    ports: {
      p: { ...p, access: 'write' },
      ...(reported && { report: bindings.shared('report', 'atomic') }),
    },
    numbers: {
      rows,
      n: op.context,
      fromRow: block.from,
      high: block.rows,
      ...(reported && op.kind === 'attention' && { ofLayer: bindings.activations.get(op)! }),
    },
    parts: [ROWS, ...(reported ? [ORDERED, 'var<workgroup> largest: atomic<u32>;'] : [])],
    threads: THREADS,
    groups: rowGroups(rows),
    work: 2 * rows * op.context,
    body: `
    ${beginRow()}
    let at = pBase + row * own.n;
    let known = own.fromRow + row % own.high + 1u;
    var most = p[at];
    ${reported ? 'if (thread == 0u) { atomicStore(&largest, 0u); }' : ''}
    ${eachColumn('known', 'most = max(most, p[at + j]);')}
    most = rowMax(thread, most);
    ${reported ? 'atomicMax(&largest, ordered(most));' : ''}
    var sum = 0.0f;
    ${eachColumn('known', 'sum += exp(p[at + j] - most);')}
    let factor = 1.0f / rowSum(thread, sum);
    if (live) {
      ${eachColumn('own.fromRow + own.high', 'if (j < known) { p[at + j] = exp(p[at + j] - most) * factor; } else { p[at + j] = 0.0f; }')}
    }
    ${reported ? report : ''}`,
  });
}

export function attentionGradient(
  op: OperationOf<'attention-gradient'>,
  bindings: StepBindings,
): readonly Kernel[] {
  const { context: n, pv, gradient, sites } = op;
  const heads = new Heads(op, bindings);
  const { headWidth } = heads;
  const probabilities = new Probabilities(heads);
  const { q, k, qRounding, kRounding } = probabilities;
  const [v, dOut] = [heads.part(op.qkv, 2), heads.whole(op.dOut)];
  const [dQ, dK, dV] = [heads.part(op.dQkv, 0), heads.part(op.dQkv, 1), heads.part(op.dQkv, 2)];
  const pRounding = heads.rounding('p', pv, sites.pv, null);
  const vRounding = heads.rounding('v', pv, sites.pv, v);
  const dOutRounding = heads.rounding('out-gradient', gradient, sites.gradient, dOut);
  const dRounding = heads.rounding('logits-gradient', gradient, sites.gradient, null);
  const alpha = 1 / Math.sqrt(op.squaredDivisor);

  /** Probabilities and the gradient of the logits. */
  const make = (block: Block, counted: boolean) => {
    const p = probabilities.make(block, false, false);
    const d = heads.square('logits-gradient', block);
    heads.product(
      'gradient of probabilities',
      {
        m: block.rows,
        n: d.columns,
        k: headWidth,
        a: heads.side(rowsOf(dOut, block), false, dOutRounding, !counted),
        b: heads.side(v, false, vRounding, !counted || !block.isLast),
        triangle: 'result',
      },
      block,
      d,
    );
    heads.kernels.push(softmaxGradient(heads, p.port, d.port, block));
    return { p, d };
  };
  const scaleSquares = ({ p, d }: ReturnType<typeof make>) => {
    if (pRounding?.scale) heads.scaleSquare('p', pRounding, p);
    if (dRounding?.scale) heads.scaleSquare('logits-gradient', dRounding, d);
  };

  const blocks = blocksOf(n);
  const looksFirst = (pRounding?.scale ?? dRounding?.scale ?? null) !== null && blocks.length > 1;
  if (looksFirst) for (const block of blocks) scaleSquares(make(block, false));
  for (const block of blocks) {
    const made = make(block, true);
    if (!looksFirst) scaleSquares(made);
    const { p, d } = made;
    const [above, after] = [{ m: p.columns, n: headWidth, k: block.rows }, { unfinished: !block.isLast }];
    heads.product(
      'gradient of values',
      {
        ...above,
        ...after,
        a: heads.side(p, true, pRounding),
        b: heads.side(rowsOf(dOut, block), true, dOutRounding),
        triangle: 'left-transposed',
      },
      block,
      dV,
    );
    heads.product(
      'gradient of queries',
      {
        m: block.rows,
        n: headWidth,
        k: n,
        a: heads.side(d, false, dRounding),
        b: heads.side(k, true, kRounding, !block.isLast),
        triangle: 'left',
      },
      block,
      rowsOf(dQ, block),
      alpha,
    );
    heads.product(
      'gradient of keys',
      {
        ...above,
        ...after,
        a: heads.side(d, true, dRounding),
        b: heads.side(rowsOf(q, block), true, qRounding),
        triangle: 'left-transposed',
      },
      block,
      dK,
      alpha,
    );
  }
  return heads.kernels;
}

/** d = p (d - sum of p d) in place, zeros after the diagonal. */
function softmaxGradient({ op, count }: Heads, p: Port, d: Port, block: Block): Kernel {
  const rows = count * block.rows;
  return kernel({
    label: `${op.label}: softmax gradient`,
    ports: { p: { ...p, access: 'read' }, d: { ...d, access: 'write' } },
    numbers: { rows, n: op.context, fromRow: block.from, high: block.rows },
    parts: [ROWS],
    threads: THREADS,
    groups: rowGroups(rows),
    work: 2 * rows * op.context,
    body: `
    ${beginRow()}
    let start = pBase + row * own.n;
    let at = dBase + row * own.n;
    let known = own.fromRow + row % own.high + 1u;
    var sum = 0.0f;
    ${eachColumn('known', 'sum += p[start + j] * d[at + j];')}
    let inner = rowSum(thread, sum);
    if (live) {
      ${eachColumn('own.fromRow + own.high', 'if (j < known) { d[at + j] = p[start + j] * (d[at + j] - inner); } else { d[at + j] = 0.0f; }')}
    }`,
  });
}
