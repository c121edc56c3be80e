// Causal self-attention and its gradient in WGSL: products of all heads of all lanes at once (products.ts), softmax and its
// gradient by rows between them. Tiles above the diagonal are left out.
import type { Precision } from '../../../../formats/precision.ts';
import { ownScale, type TensorScale } from '../../../../formats/scaling.ts';
import type { BufferName, OperationOf, Site } from '../../../program.ts';
import { kernel, type Kernel, type Port } from '../kernel.ts';
import { REPORT, REPORT_ROW, type StepBindings } from '../bindings.ts';
import { productKernels, type Product, type Side, type View } from './products.ts';
import type { Rounded } from './quantizer.ts';
import { beginRow, eachColumn, rowGroups, ROWS, THREADS } from './rows.ts';
import { tensorScaleParts } from './scaling.ts';

/** An integer that orders as the float does, and is above 0. */
const ORDERED = `
fn ordered(value: f32) -> u32 {
  let bits = bitcast<u32>(value);
  return select(bits | 0x80000000u, ~bits, bits >> 31u == 1u);
}`;

type Attention = OperationOf<'attention' | 'attention-gradient'>;

/** One matrix of each head: where it stands and its extent. */
interface HeadMatrix {
  readonly port: Port;
  readonly view: View;
  readonly rows: number;
  readonly columns: number;
}

/** The matrices of one operation, and the kernels that make the scales which some recipes give each head. */
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

  square(port: Port): HeadMatrix {
    const { context, heads } = this.op;
    const view = { offset: 0, stride: context, sequence: heads * context ** 2, head: context ** 2, heads };
    return { port, view, rows: context, columns: context };
  }

  /** `slot` keeps the scales of the operands of one product apart. */
  side(matrix: HeadMatrix, byRows: boolean, precision: Precision | null, site: Site, slot: 'a' | 'b'): Side {
    const { port, view } = matrix;
    if (!precision) return { port, view, byRows, rounded: null };
    const own = ownScale(precision);
    const scale = own && this.#scale(matrix, own, slot);
    const rounded: Rounded = { precision, site, stream: site, scale };
    return { port, view, byRows, rounded };
  }

  product(
    label: string,
    given: Pick<Product, 'm' | 'n' | 'k' | 'a' | 'b' | 'triangle'>,
    to: HeadMatrix,
    alpha = 1,
  ): void {
    const product: Product = {
      ...given,
      label: `${this.op.label}: ${label}`,
      out: { ...to.port, access: 'write' },
      outView: to.view,
      heads: this.count,
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
    return { port: this.bindings.read(buffer), view, rows: context, columns: headWidth };
  }

  #scale({ port, view, rows, columns }: HeadMatrix, own: TensorScale, slot: string): Port {
    const scale = this.bindings.scratch(`head-scales-${slot}`, Math.max(2, this.count), 'read');
    this.kernels.push(
      kernel({
        label: `${this.op.label}: scales of heads`,
        ports: { x: { ...port, access: 'read', type: 'u32' }, scale: { ...scale, access: 'write' } },
        numbers: {
          rows,
          columns,
          offset: view.offset,
          stride: view.stride,
          sequence: view.sequence,
          head: view.head,
          perSequence: view.heads,
        },
        parts: [...tensorScaleParts(own), 'var<workgroup> most: atomic<u32>;'],
        threads: THREADS,
        groups: [1, 1],
        heads: this.count,
        work: this.count * rows * columns,
        body: `
    let start = xBase + own.offset + head / own.perSequence * own.sequence + head % own.perSequence * own.head;
    var amax = 0u;
    if (thread == 0u) { atomicStore(&most, 0u); }
    for (var i = thread; i < own.rows * own.columns; i += ${THREADS}u) {
      amax = max(amax, x[start + i / own.columns * own.stride + i % own.columns] & 0x7fffffffu);
    }
    workgroupBarrier();
    atomicMax(&most, amax);
    workgroupBarrier();
    if (thread == 0u) { scale[scaleBase + head] = bitcast<f32>(tensorScale(atomicLoad(&most))); }`,
      }),
    );
    return scale;
  }
}

export function attention(op: OperationOf<'attention'>, bindings: StepBindings): readonly Kernel[] {
  const { context: n, qk, pv, sites } = op;
  const heads = new Heads(op, bindings);
  const { headWidth } = heads;
  const probabilities = heads.square(bindings.read(op.probabilities));
  heads.product(
    'logits',
    {
      m: n,
      n,
      k: headWidth,
      a: heads.side(heads.part(op.qkv, 0), false, qk, sites.qk, 'a'),
      b: heads.side(heads.part(op.qkv, 1), false, qk, sites.qk, 'b'),
      triangle: 'result',
    },
    probabilities,
    1 / Math.sqrt(headWidth),
  );
  heads.kernels.push(softmax(op, bindings));
  heads.product(
    'values',
    {
      m: n,
      n: headWidth,
      k: n,
      a: heads.side(probabilities, false, pv, sites.pv, 'a'),
      b: heads.side(heads.part(op.qkv, 2), true, pv, sites.pv, 'b'),
      triangle: 'left',
    },
    heads.whole(op.out),
  );
  return heads.kernels;
}

/** Rows of logits become probabilities in place, zeros after the diagonal; the largest logit goes to the report. */
function softmax(op: OperationOf<'attention'>, bindings: StepBindings): Kernel {
  const { context: n } = op;
  const rows = op.batch * op.heads * n;
  return kernel({
    label: `${op.label}: softmax`,
    ports: { p: bindings.write(op.probabilities), report: bindings.shared('report', 'atomic') },
    numbers: { rows, n },
    parts: [ROWS, ORDERED, 'var<workgroup> largest: atomic<u32>;'],
    threads: THREADS,
    groups: rowGroups(rows),
    work: 2 * rows * n,
    body: `
    ${beginRow()}
    let at = pBase + row * own.n;
    let known = row % own.n + 1u;
    var most = p[at];
    if (thread == 0u) { atomicStore(&largest, 0u); }
    ${eachColumn('known', 'most = max(most, p[at + j]);')}
    most = rowMax(thread, most);
    atomicMax(&largest, ordered(most));
    var sum = 0.0f;
    ${eachColumn('known', 'sum += exp(p[at + j] - most);')}
    let factor = 1.0f / rowSum(thread, sum);
    if (live) {
      ${eachColumn('own.n', 'if (j < known) { p[at + j] = exp(p[at + j] - most) * factor; } else { p[at + j] = 0.0f; }')}
    }
    if (thread == 0u) { atomicMax(&report[${REPORT_ROW} + ${REPORT.largestLogit}u], atomicLoad(&largest)); }`,
  });
}

export function attentionGradient(
  op: OperationOf<'attention-gradient'>,
  bindings: StepBindings,
): readonly Kernel[] {
  const { context: n, qk, pv, gradient, sites } = op;
  const heads = new Heads(op, bindings);
  const { headWidth } = heads;
  const probabilities = heads.square(bindings.read(op.probabilities));
  const dLogits = heads.square(bindings.scratch('logits-gradient', heads.count * n * n, 'read'));
  const [q, k, v] = [heads.part(op.qkv, 0), heads.part(op.qkv, 1), heads.part(op.qkv, 2)];
  const [dQ, dK, dV] = [heads.part(op.dQkv, 0), heads.part(op.dQkv, 1), heads.part(op.dQkv, 2)];
  const dOut = heads.whole(op.dOut);
  const alpha = 1 / Math.sqrt(headWidth);
  const wide = { m: n, n: headWidth, k: n };
  heads.product(
    'gradient of values',
    {
      ...wide,
      a: heads.side(probabilities, true, pv, sites.pv, 'a'),
      b: heads.side(dOut, true, gradient, sites.gradient, 'b'),
      triangle: 'left-transposed',
    },
    dV,
  );
  heads.product(
    'gradient of probabilities',
    {
      m: n,
      n,
      k: headWidth,
      a: heads.side(dOut, false, gradient, sites.gradient, 'a'),
      b: heads.side(v, false, pv, sites.pv, 'b'),
      triangle: 'result',
    },
    dLogits,
  );
  heads.kernels.push(softmaxGradient(op, dLogits.port, bindings));
  heads.product(
    'gradient of queries',
    {
      ...wide,
      a: heads.side(dLogits, false, gradient, sites.gradient, 'a'),
      b: heads.side(k, true, qk, sites.qk, 'b'),
      triangle: 'left',
    },
    dQ,
    alpha,
  );
  heads.product(
    'gradient of keys',
    {
      ...wide,
      a: heads.side(dLogits, true, gradient, sites.gradient, 'a'),
      b: heads.side(q, true, qk, sites.qk, 'b'),
      triangle: 'left-transposed',
    },
    dK,
    alpha,
  );
  return heads.kernels;
}

/** d = p (d - sum of p d) in place, zeros after the diagonal. */
function softmaxGradient(
  op: OperationOf<'attention-gradient'>,
  dLogits: Port,
  bindings: StepBindings,
): Kernel {
  const { context: n } = op;
  const rows = op.batch * op.heads * n;
  return kernel({
    label: `${op.label}: softmax gradient`,
    ports: { p: bindings.read(op.probabilities), d: { ...dLogits, access: 'write' } },
    numbers: { rows, n },
    parts: [ROWS],
    threads: THREADS,
    groups: rowGroups(rows),
    work: 2 * rows * n,
    body: `
    ${beginRow()}
    let start = pBase + row * own.n;
    let at = dBase + row * own.n;
    let known = row % own.n + 1u;
    var sum = 0.0f;
    ${eachColumn('known', 'sum += p[start + j] * d[at + j];')}
    let inner = rowSum(thread, sum);
    if (live) {
      ${eachColumn('own.n', 'if (j < known) { d[at + j] = p[start + j] * (d[at + j] - inner); } else { d[at + j] = 0.0f; }')}
    }`,
  });
}
