// Cross-entropy with its gradient and statistics in WGSL: 16 threads to a token, then one workgroup adds up the tokens of a
// lane.
import type { OperationOf } from '../../../program.ts';
import { LOSS } from '../../kit/facts.ts';
import { f32, kernel, type Kernel } from '../kernel.ts';
import { MARK_NONFINITE, rankOf, REPORT, REPORT_ROW, type StepBindings } from '../bindings.ts';
import { tokenNumbers, TOKENS } from './embedding.ts';
import { laneScale } from './loss-scale.ts';
import { NEAR_ONE } from './near-one.ts';
import { beginRow, eachColumn, rowGroups, ROWS, THREADS } from './rows.ts';

const REACH = `fn reach(z: f32, epsilon: f32) -> f32 { return epsilon * (abs(z) + 1.0f); }`;

/**
 * The worst loss in the box less the loss is log(sum of p_j exp(d_j)) - d_target with d = -reach on the target and reach
 * elsewhere. Where reach is below 1, sum of p_j expm1(d_j) says the same without cancellation.
 */
export function crossEntropy(op: OperationOf<'cross-entropy'>, bindings: StepBindings): readonly Kernel[] {
  const { tokens, batchTokens, context, vocabulary: width, zLoss, lossScale } = op;
  const epsilon = f32(op.sharpnessEpsilon);
  const inPlace = op.logits === op.dLogits;
  const sums = bindings.scratch('token-sums', 4 * tokens, 'write');
  const z = inPlace ? 'd[at + j]' : 'z[zBase + row * own.width + j]';
  const own = inPlace ? 'd[at + chosen]' : 'z[zBase + row * own.width + chosen]';
  const factor = zLoss === 0 ? '' : ` * (1.0f + ${f32(2 * zLoss)} * logZ)`;
  const isOwn = typeof lossScale !== 'number';
  const scaled = isOwn ? 'scale * ' : lossScale === 1 ? '' : `${f32(lossScale)} * `;
  const byToken = kernel({
    label: op.label,
    ports: {
      ...(!inPlace && { z: bindings.read(op.logits) }),
      d: bindings.write(op.dLogits),
      sums,
      tokens: bindings.shared('tokens', 'read'),
      ...(isOwn && { lossScale: bindings.read(lossScale.state) }),
    },
    numbers: { rows: tokens, width, batchTokens, ...tokenNumbers(bindings.program) },
    parts: [ROWS, NEAR_ONE, REACH, TOKENS],
    threads: THREADS,
    groups: rowGroups(tokens),
    work: 6 * tokens * width,
    body: `
    ${beginRow()}
    let at = dBase + row * own.width;
    let chosen = tokenAt(row, 1u);
    let wanted = ${own};
    var most = wanted;
    ${eachColumn('own.width', `most = max(most, ${z});`)}
    most = rowMax(thread, most);
    var sum = 0.0f;
    var widest = 0.0f;
    ${eachColumn('own.width', `sum += exp(${z} - most); widest = max(widest, reach(${z}, ${epsilon}));`)}
    let total = rowSum(thread, sum);
    widest = rowMax(thread, widest);
    let logZ = most + log(total);
    let loss = log(total) + (most - wanted);

    // A corner is at most reach(most) above most: what is added up stays within float32.
    var gain = 0.0f;
    let lift = select(reach(most, ${epsilon}), 0.0f, widest < 1.0f);
    ${eachColumn(
      'own.width',
      `let value = ${z};
      let shift = select(reach(value, ${epsilon}), -reach(value, ${epsilon}), j == chosen);
      let near = exp(value - most) / total * expm1(clamp(shift, -1.0f, 1.0f));
      gain += select(exp(value - most + (shift - lift)) / total, near, widest < 1.0f);`,
    )}
    gain = rowSum(thread, gain);
    let worse = select(log(gain) + lift, log1p(gain), widest < 1.0f) + reach(wanted, ${epsilon});
    let sharpness = 100.0f * worse / (1.0f + loss);
    ${isOwn ? laneScale(lossScale) : ''}
    if (live) {
      if (j0 == 0u) {
        let to = sumsBase + 4u * row;
        sums[to] = loss;
        sums[to + 1u] = logZ;
        sums[to + 2u] = sharpness;
        sums[to + 3u] = select(0.0f, sharpness, row % own.context == own.context - 1u);
      }
      ${eachColumn(
        'own.width',
        `let p = exp(${z} - most) / total${factor};
        d[at + j] = ${scaled}(p - select(0.0f, 1.0f, j == chosen)) / f32(own.batchTokens);`,
      )}
    }`,
  });
  /** WGSL: what earlier micro-batches have left. */
  const earlier = (field: number) =>
    tokens < batchTokens ? `bitcast<f32>(atomicLoad(&report[${REPORT_ROW} + ${field}u])) + ` : '';
  const fields = [REPORT.loss, REPORT.logZ, REPORT.sharpness, REPORT.sharpnessLast];
  const byLane = kernel({
    label: `${op.label} of the lane`,
    ports: { sums: { ...sums, access: 'read' }, report: bindings.shared('report', 'atomic') },
    numbers: {
      tokens,
      batchTokens,
      batchSequences: batchTokens / context,
      rank: rankOf(bindings, LOSS),
    },
    parts: [`var<workgroup> cells: array<vec4f, ${THREADS}>;`],
    threads: THREADS,
    groups: [1, 1],
    work: 4 * tokens,
    body: `
    var sum = vec4f();
    for (var t = thread; t < own.tokens; t += ${THREADS}u) {
      let at = sumsBase + 4u * t;
      sum += vec4f(sums[at], sums[at + 1u], sums[at + 2u], sums[at + 3u]);
    }
    cells[thread] = sum;
    workgroupBarrier();
    for (var half = ${THREADS / 2}u; half > 0u; half >>= 1u) {
      if (thread < half) { cells[thread] += cells[thread + half]; }
      workgroupBarrier();
    }
    if (thread == 0u) {
      let total = cells[0];
      ${fields
        .map(
          (field, index) =>
            `atomicStore(&report[${REPORT_ROW} + ${field}u], bitcast<u32>(${earlier(field)}total[${index}] / f32(${field === REPORT.sharpnessLast ? 'own.batchSequences' : 'own.batchTokens'})));`,
        )
        .join('\n')}
      if ((bitcast<u32>(total[0]) & 0x7f800000u) == 0x7f800000u) { ${MARK_NONFINITE} }
    }`,
  });
  return [byToken, byLane];
}
