// Gradient norm, AdamW and SGD in WGSL. Sums of squares are made in a fixed order, and in three parts by magnitude, because
// float32 cannot hold the square of every float32 (the reference device adds in float64).
import type { OperationOf } from '../../../program.ts';
import { gradientSquares, updateSquares } from '../../kit/facts.ts';
import {
  bitsOf,
  eachElement,
  ELEMENTS,
  elementGroups,
  f32,
  GROUPS_X,
  INPUTS,
  kernel,
  type Kernel,
  type KernelSource,
  type Port,
} from '../kernel.ts';
import { MARK_NONFINITE, MARK_OVERFLOW, rankOf, REPORT, REPORT_ROW, type StepBindings } from '../bindings.ts';
import { judgement } from './loss-scale.ts';
import { workgroupSum } from './workgroup-sum.ts';

const THREADS = 256;
/** Numbers in which a sum of squares is kept. */
export const PARTS = 3;

/** Squares of values below 2^-40, between, and from 2^40 up, each in a range where they are normal (Blue, TOMS 4, 1978). */
export const SMALL_SCALE = 2 ** 80;
export const SQUARES = `
fn squareParts(x: f32) -> vec3f {
  let magnitude = abs(x);
  if (magnitude < ${f32(2 ** -40)}) { let y = x * ${f32(SMALL_SCALE)}; return vec3f(y * y, 0.0f, 0.0f); }
  if (magnitude < ${f32(2 ** 40)}) { return vec3f(0.0f, x * x, 0.0f); }
  let y = x * ${f32(1 / SMALL_SCALE)};
  return vec3f(0.0f, 0.0f, y * y);
}
${workgroupSum('vec3f', THREADS)}`;

const SMALL = f32(1 / SMALL_SCALE);
/** WGSL: `norm` from `total`. Each part is worth 2^-160 of the next; what does not reach into it is lost, as in any float32 sum. */
export const NORM_OF_TOTAL = `var norm = sqrt(total.x) * ${SMALL};
      if (total.y > 0.0f) { norm = sqrt(total.y + total.x * ${SMALL} * ${SMALL}); }
      if (total.z > 0.0f) { norm = sqrt(total.z + total.y * ${SMALL} * ${SMALL}) * ${f32(SMALL_SCALE)}; }`;

const groupsOf = (length: number) => Math.ceil(length / ELEMENTS);

/** WGSL: the workgroup's sum goes to its place among the partial sums; a value that is not finite marks the tensor. */
const leave = (mark: string) => `
    let total = sumOfAll(thread, sum);
    if (thread == 0u) {
      let at = partsBase + ${PARTS}u * (own.first + group.x + group.y * ${GROUPS_X}u);
      parts[at] = total.x;
      parts[at + 1u] = total.y;
      parts[at + 2u] = total.z;
    }
    if (broken) { ${mark} }`;

const NOT_FINITE = (value: string) => `(bitcast<u32>(${value}) & 0x7f800000u) == 0x7f800000u`;

/** One workgroup adds up \`count\` partial sums of a lane and writes them to the report, where \`then\` may use them. */
function collect(
  label: string,
  parts: Port,
  count: number,
  field: number,
  bindings: StepBindings,
  then = '',
  more: Partial<Pick<KernelSource, 'ports' | 'parts'>> = {},
): Kernel {
  return kernel({
    label,
    ports: {
      parts: { ...parts, access: 'read' },
      report: bindings.shared('report', 'atomic'),
      ...more.ports,
    },
    numbers: { count },
    parts: [SQUARES, ...(more.parts ?? [])],
    threads: THREADS,
    groups: [1, 1],
    work: PARTS * count,
    body: `
    var sum = vec3f();
    for (var i = thread; i < own.count; i += ${THREADS}u) {
      let at = partsBase + ${PARTS}u * i;
      sum += vec3f(parts[at], parts[at + 1u], parts[at + 2u]);
    }
    let total = sumOfAll(thread, sum);
    if (thread == 0u) {
      let row = ${REPORT_ROW};
      ${[0, 1, 2].map((i) => `atomicStore(&report[row + ${field + i}u], bitcast<u32>(total[${i}]));`).join('\n')}
      ${then}
    }`,
  });
}

export function gradientNorm(op: OperationOf<'gradient-norm'>, bindings: StepBindings): readonly Kernel[] {
  const count = op.gradients.reduce((sum, { length }) => sum + groupsOf(length), 0);
  const parts = bindings.scratch('squares', PARTS * count, 'write');
  let first = 0;
  const each = op.gradients.map(({ buffer, length }) => {
    const made = kernel({
      label: `${op.label}: ${buffer}`,
      ports: { x: bindings.read(buffer), parts, report: bindings.shared('report', 'atomic') },
      numbers: { length, first, rank: rankOf(bindings, gradientSquares(buffer)) },
      parts: [SQUARES],
      threads: THREADS,
      groups: elementGroups(length),
      work: 2 * length,
      body: `
    var sum = vec3f();
    var broken = false;
    ${eachElement(`let x = x[xBase + i]; sum += squareParts(x); broken = broken || ${NOT_FINITE('x')};`)}
    ${leave(op.lossScale ? MARK_OVERFLOW : MARK_NONFINITE)}`,
    });
    first += groupsOf(length);
    return made;
  });
  const clip = `
      ${NORM_OF_TOTAL}
      let factor = ${op.clip > 0 ? `select(1.0f, ${f32(op.clip)} / norm, norm > ${f32(op.clip)})` : '1.0f'};
      atomicStore(&report[row + ${REPORT.clipFactor}u], bitcast<u32>(factor));`;
  const { text, ...more } = judgement(op, bindings);
  return [...each, collect(op.label, parts, count, REPORT.gradientNorm, bindings, clip + text, more)];
}

/** The operations of one step that change weights, and where each one's partial sums begin. */
export class Updates {
  readonly #bindings: StepBindings;
  readonly #parts: Port;
  readonly #count: number;
  readonly #last: string | undefined;
  #first = 0;

  constructor(bindings: StepBindings) {
    this.#bindings = bindings;
    const weights = bindings.program.operations.flatMap((op) =>
      op.kind === 'adamw' || op.kind === 'sgd' || op.kind === 'descent' ? [op] : [],
    );
    this.#count = weights.reduce((sum, { length }) => sum + groupsOf(length), 0);
    this.#last = weights.at(-1)?.weight;
    this.#parts = bindings.scratch('update-squares', PARTS * Math.max(1, this.#count), 'write');
  }

  adamw(op: OperationOf<'adamw'>): readonly Kernel[] {
    const { beta1, beta2, epsilon } = op;
    const bindings = this.#bindings;
    const [correction1, correction2] =
      op.skipped === null
        ? ['now.correction1', 'now.correction2']
        : ['turn[turnBase + 1u]', 'turn[turnBase + 2u]'];
    return this.#kernels(
      op,
      { m: bindings.write(op.m), v: bindings.write(op.v) },
      `let g = gradient[gradientBase + i] * clip;
        let newM = ${f32(beta1)} * m[mBase + i] + ${f32(1 - beta1)} * g;
        let newV = ${f32(beta2)} * v[vBase + i] + ${f32(1 - beta2)} * g * g;
        m[mBase + i] = newM;
        v[vBase + i] = newV;
        let root = sqrt(newV * ${correction2}) + ${f32(epsilon)};
        let direction = newM * ${correction1} / root + bitcast<f32>(own.decay) * old;`,
    );
  }

  sgd(op: OperationOf<'sgd'>): readonly Kernel[] {
    return this.#kernels(
      op,
      { velocity: this.#bindings.write(op.velocity) },
      `let g = gradient[gradientBase + i] * clip;
        let speed = ${f32(op.momentum)} * velocity[velocityBase + i] + g;
        velocity[velocityBase + i] = speed;
        let direction = speed + bitcast<f32>(own.decay) * old;`,
    );
  }

  descent(op: OperationOf<'descent'>): readonly Kernel[] {
    return this.#kernels(
      op,
      {},
      'let direction = gradient[gradientBase + i] + bitcast<f32>(own.decay) * old;',
    );
  }

  /** weight -= learning rate x rateFactor x direction, counted into the update's RMS. */
  #kernels(
    op: OperationOf<'adamw' | 'sgd' | 'descent'>,
    ports: Readonly<Record<string, Port>>,
    direction: string,
  ): readonly Kernel[] {
    const bindings = this.#bindings;
    const { label, length } = op;
    const update = kernel({
      label,
      ports: {
        weight: bindings.write(op.weight),
        gradient: bindings.read(op.gradient),
        ...ports,
        parts: this.#parts,
        report: bindings.shared('report', 'atomic'),
        inputs: INPUTS,
      },
      numbers: {
        length,
        first: this.#first,
        rank: rankOf(bindings, updateSquares(op.weight, op.length)),
        decay: bitsOf(op.weightDecay),
        factor: bitsOf(op.rateFactor),
      },
      parts: [SQUARES],
      threads: THREADS,
      groups: elementGroups(length),
      work: 10 * length,
      body: `
    let rate = bitcast<f32>(inputs[now.rates + lane]) * bitcast<f32>(own.factor);
    let clip = bitcast<f32>(atomicLoad(&report[${REPORT_ROW} + ${REPORT.clipFactor}u]));
    var sum = vec3f();
    var broken = false;
    ${eachElement(
      `let old = weight[weightBase + i];
        ${direction}
        let change = rate * direction;
        weight[weightBase + i] = old - change;
        sum += squareParts(change);
        broken = broken || ${NOT_FINITE('change')};`,
    )}
    ${leave(MARK_NONFINITE)}`,
    });
    this.#first += groupsOf(length);
    if (op.weight !== this.#last) return [update];
    return [update, collect('size of the update', this.#parts, this.#count, REPORT.updateRms, bindings)];
  }
}
