// What Muon does beside products, in WGSL: its momentum, and the division of a matrix by its norm.
import type { OperationOf } from '../../../program.ts';
import { REPORT, REPORT_ROW, type StepBindings } from '../bindings.ts';
import { eachElement, elementGroups, ELEMENTS, f32, GROUPS_X, kernel, type Kernel } from '../kernel.ts';
import { NORM_OF_TOTAL, PARTS, SQUARES } from './update.ts';

const THREADS = 256;

export function momentum(op: OperationOf<'momentum'>, bindings: StepBindings): readonly Kernel[] {
  return [
    kernel({
      label: op.label,
      ports: {
        gradient: bindings.read(op.gradient),
        velocity: bindings.write(op.velocity),
        out: bindings.write(op.out),
        report: bindings.shared('report', 'atomic'),
      },
      numbers: { length: op.length },
      threads: THREADS,
      groups: elementGroups(op.length),
      work: 4 * op.length,
      body: `
    let clip = bitcast<f32>(atomicLoad(&report[${REPORT_ROW} + ${REPORT.clipFactor}u]));
    ${eachElement(
      `let g = gradient[gradientBase + i] * clip;
        let old = velocity[velocityBase + i];
        let speed = old + ${f32(1 - op.momentum)} * (g - old);
        velocity[velocityBase + i] = speed;
        out[outBase + i] = g + ${f32(op.momentum)} * (speed - g);`,
    )}`,
    }),
  ];
}

/** Partial sums of squares, which every workgroup of the second kernel adds up in the same order. */
export function normalize(op: OperationOf<'normalize'>, bindings: StepBindings): readonly Kernel[] {
  const { length } = op;
  const count = Math.ceil(length / ELEMENTS);
  const parts = bindings.scratch('muon-squares', PARTS * count, 'write');
  const groups = elementGroups(length);
  return [
    kernel({
      label: `${op.label}: squares`,
      ports: { x: bindings.read(op.x), parts },
      numbers: { length, count },
      parts: [SQUARES],
      threads: THREADS,
      groups,
      work: 2 * length,
      body: `
    var sum = vec3f();
    ${eachElement('sum += squareParts(x[xBase + i]);')}
    let total = sumOfAll(thread, sum);
    let own_group = group.x + group.y * ${GROUPS_X}u;
    if (thread == 0u && own_group < own.count) {
      let at = partsBase + ${PARTS}u * own_group;
      parts[at] = total.x;
      parts[at + 1u] = total.y;
      parts[at + 2u] = total.z;
    }`,
    }),
    kernel({
      label: op.label,
      ports: { x: bindings.write(op.x), parts: { ...parts, access: 'read' } },
      numbers: { length, count },
      parts: [SQUARES],
      threads: THREADS,
      groups,
      work: 4 * length,
      body: `
    var sum = vec3f();
    for (var j = thread; j < own.count; j += ${THREADS}u) {
      let at = partsBase + ${PARTS}u * j;
      sum += vec3f(parts[at], parts[at + 1u], parts[at + 2u]);
    }
    let total = sumOfAll(thread, sum);
    ${NORM_OF_TOTAL}
    let factor = 1.0f / max(norm, ${f32(op.least)});
    ${eachElement('x[xBase + i] *= factor;')}`,
    }),
  ];
}
