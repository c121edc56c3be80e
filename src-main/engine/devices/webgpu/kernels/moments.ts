// Statistics of a tensor in WGSL: sums of the first four powers of its values, and the largest magnitude. float32 cannot hold
// the fourth power of every float32, so each workgroup divides its values by a power of two near their largest first, and the sums
// of many workgroups are brought to the largest of these powers. Added up in a fixed order.
import type { OperationOf } from '../../../program.ts';
import { ACTIVATION_WORDS, REPORT_ROW, type StepBindings } from '../bindings.ts';
import { eachElement, elementGroups, GROUPS_X, kernel, type Kernel } from '../kernel.ts';
import { workgroupSum } from './workgroup-sum.ts';

const THREADS = 256;
/** Of a workgroup: sums of four powers, the exponent they were divided by, and the largest magnitude, as its bits. */
const PARTS = ACTIVATION_WORDS;
/** Biased exponents whose power of two has a normal inverse. */
const LEAST_EXPONENT = 1;
const MOST_EXPONENT = 253;

const TOGETHER = `
var<workgroup> most: atomic<u32>;
fn mostOfAll(thread: u32, own: u32) -> u32 {
  if (thread == 0u) { atomicStore(&most, 0u); }
  workgroupBarrier();
  atomicMax(&most, own);
  workgroupBarrier();
  return atomicLoad(&most);
}
${workgroupSum('vec4f', THREADS)}
fn powers(y: f32) -> vec4f { return vec4f(y, y * y, y * y * y, y * y * y * y); }
/** 2 to the difference of two biased exponents of which the first is not the larger; 0 below float32's normal numbers. */
fn ratio(lesser: u32, larger: u32) -> f32 {
  if (larger - lesser > 126u) { return 0.0f; }
  return bitcast<f32>((127u + lesser - larger) << 23u);
}`;

/** \`at\`: the first of the operation's words in a lane's row of the report. */
export function moments(op: OperationOf<'moments'>, at: number, bindings: StepBindings): readonly Kernel[] {
  const { label, length } = op;
  const groups = elementGroups(length);
  const count = groups[0] * groups[1];
  const parts = bindings.scratch('moments', PARTS * count, 'write', 'u32');
  return [
    kernel({
      label,
      ports: { x: bindings.read(op.x), parts },
      numbers: { length },
      parts: [TOGETHER],
      threads: THREADS,
      groups,
      work: 4 * length,
      body: `
    var largest = 0u;
    ${eachElement('largest = max(largest, bitcast<u32>(x[xBase + i]) & 0x7fffffffu);')}
    largest = mostOfAll(thread, largest);
    let exponent = clamp(largest >> 23u, ${LEAST_EXPONENT}u, ${MOST_EXPONENT}u);
    let factor = bitcast<f32>((254u - exponent) << 23u);
    var sum = vec4f();
    {
      ${eachElement('sum += powers(x[xBase + i] * factor);')}
    }
    let total = sumOfAll(thread, sum);
    if (thread == 0u) {
      let at = partsBase + ${PARTS}u * (group.x + group.y * ${GROUPS_X}u);
      ${[0, 1, 2, 3].map((i) => `parts[at + ${i}u] = bitcast<u32>(total[${i}]);`).join('\n')}
      parts[at + 4u] = exponent;
      parts[at + 5u] = largest;
    }`,
    }),
    // What earlier micro-batches left in the report, zeros before the first, is added to.
    kernel({
      label: `${label}: together`,
      ports: { parts: { ...parts, access: 'read' }, report: bindings.shared('report', 'atomic') },
      numbers: { count, at },
      parts: [TOGETHER],
      threads: THREADS,
      groups: [1, 1],
      work: PARTS * count,
      body: `
    let row = ${REPORT_ROW} + own.at;
    let before = atomicLoad(&report[row + 4u]);
    var exponent = before;
    var largest = atomicLoad(&report[row + 5u]);
    for (var i = thread; i < own.count; i += ${THREADS}u) {
      let at = partsBase + ${PARTS}u * i;
      exponent = max(exponent, parts[at + 4u]);
      largest = max(largest, parts[at + 5u]);
    }
    exponent = mostOfAll(thread, exponent);
    workgroupBarrier();
    largest = mostOfAll(thread, largest);
    var sum = vec4f();
    if (thread == 0u && before > 0u) {
      let r = ratio(before, exponent);
      sum = powers(r) * vec4f(${[0, 1, 2, 3].map((i) => `bitcast<f32>(atomicLoad(&report[row + ${i}u]))`).join(', ')});
    }
    for (var i = thread; i < own.count; i += ${THREADS}u) {
      let at = partsBase + ${PARTS}u * i;
      let r = ratio(parts[at + 4u], exponent);
      sum += powers(r) * vec4f(${[0, 1, 2, 3].map((i) => `bitcast<f32>(parts[at + ${i}u])`).join(', ')});
    }
    let total = sumOfAll(thread, sum);
    if (thread == 0u) {
      ${[0, 1, 2, 3].map((i) => `atomicStore(&report[row + ${i}u], bitcast<u32>(total[${i}]));`).join('\n')}
      atomicStore(&report[row + 4u], exponent);
      atomicStore(&report[row + 5u], largest);
    }`,
    }),
  ];
}
