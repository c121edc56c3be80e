// Tensor-wide scales in WGSL: the largest magnitude over all workgroups by integer comparison, then the scale by one thread;
// delayed scaling shifts its history by one step.
import { layoutOf } from '../../../../formats/scaling.ts';
import type { OperationOf } from '../../../program.ts';
import { GROUPS_X, kernel, spread, type Kernel } from '../kernel.ts';
import type { ScaleColumns, StepBindings } from '../bindings.ts';
import { delayedScaleParts, tensorScaleParts } from './scaling.ts';

const THREADS = 256;
/** Values that one workgroup looks through. */
const SHARE = 4096;

/**
 * `column` is where the report on it stands in `#scales`, that of the first micro-batch where it is made for each: the others stand
 * `perMicroBatch` further each.
 */
export function scale(
  op: OperationOf<'scale'>,
  { first, perMicroBatch }: ScaleColumns,
  bindings: StepBindings,
): readonly Kernel[] {
  const { length, label } = op;
  const tensor = layoutOf(op.precision).tensor!;
  // Zero at the start of a session; whoever reads it leaves it so.
  const amax = bindings.scratch('amax', 1, 'atomic', 'u32');
  const largest = kernel({
    label: `${label}: largest magnitude`,
    ports: { x: bindings.read(op.source, 'u32'), amax },
    numbers: { length },
    parts: ['var<workgroup> most: atomic<u32>;'],
    threads: THREADS,
    groups: spread(Math.ceil(length / SHARE)),
    work: length,
    body: `
    let first = (group.x + group.y * ${GROUPS_X}u) * ${SHARE}u;
    var largest = 0u;
    if (thread == 0u) { atomicStore(&most, 0u); }
    for (var i = first + thread; i < min(first + ${SHARE}u, own.length); i += ${THREADS}u) {
      largest = max(largest, x[xBase + i] & 0x7fffffffu);
    }
    workgroupBarrier();
    atomicMax(&most, largest);
    workgroupBarrier();
    if (thread == 0u) { atomicMax(&amax[amaxBase], atomicLoad(&most)); }`,
  });
  const ports = {
    amax,
    scale: bindings.write(op.scale, 'u32'),
    scales: bindings.shared('scales', 'write'),
  };
  const numbers = { column: first, perMicroBatch, columns: bindings.scaleSites.length };
  const report = `
      if (now.counting != 0u) {
        scales[(now.siteRow * now.lanes + lane) * own.columns + own.column + now.microBatch * own.perMicroBatch] = bitcast<f32>(result);
      }`;
  if (!tensor.history) {
    return [
      largest,
      kernel({
        label,
        ports,
        numbers,
        parts: tensorScaleParts(tensor),
        threads: 1,
        groups: [1, 1],
        body: `
      let result = tensorScale(atomicExchange(&amax[amaxBase], 0u));
      scale[scaleBase] = result;
      ${report}`,
      }),
    ];
  }
  const { length: history, considered, margin } = tensor.history;
  return [
    largest,
    kernel({
      label,
      ports: { ...ports, history: bindings.write(op.history!, 'u32') },
      numbers: { ...numbers, history, considered },
      parts: [...delayedScaleParts(tensor.most, margin), 'var<workgroup> most: atomic<u32>;'],
      threads: THREADS,
      groups: [1, 1],
      work: history,
      body: `
    var largest = 0u;
    if (thread == 0u) { atomicStore(&most, 0u); }
    for (var i = thread; i < own.considered; i += ${THREADS}u) { largest = max(largest, history[historyBase + i]); }
    workgroupBarrier();
    atomicMax(&most, largest);
    workgroupBarrier();
    // From the oldest end, a workgroup's width at a time: what is overwritten has been read.
    for (var piece = (own.history + 255u) / 256u; piece > 0u; piece--) {
      let i = (piece - 1u) * ${THREADS}u + thread;
      let older = history[historyBase + select(i, own.history, i > own.history) - select(1u, 0u, i == 0u)];
      storageBarrier();
      if (now.training != 0u && i > 0u && i < own.history) { history[historyBase + i] = older; }
      storageBarrier();
    }
    if (thread == 0u) {
      let current = atomicExchange(&amax[amaxBase], 0u);
      let kept = scale[scaleBase];
      let result = delayedScale(atomicLoad(&most), select(kept, 0x3f800000u, kept == 0u));
      if (now.training != 0u) { history[historyBase] = current; }
      scale[scaleBase] = result;
      ${report}
    }`,
    }),
  ];
}
