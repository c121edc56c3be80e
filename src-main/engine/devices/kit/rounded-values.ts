// How many values a training step rounds at each site: known from the program alone, before anything is rounded.
import { timesOf } from '../../micro-batches.ts';
import type { Site, StepProgram } from '../../program.ts';

/** Every value that a product reads counts once for it, and so does what lies above the diagonal of attention. */
export function roundedValues(program: StepProgram): ReadonlyMap<Site, number> {
  const { sites, operations } = program;
  const totals = new Map(sites.map((site) => [site, 0]));
  for (const op of operations) {
    if (op.again) continue;
    const times = timesOf(op, program);
    const count = (rounded: boolean, site: Site, values: number) => {
      if (rounded) totals.set(site, totals.get(site)! + times * values);
    };
    if (op.kind === 'matmul') {
      count(op.a.precision !== null, op.a.site, op.m * op.k);
      count(op.b.precision !== null, op.b.site, op.n * op.k);
    } else if (op.kind === 'round') {
      count(true, op.x.site, op.rows * op.columns);
    } else if (op.kind === 'attention' || op.kind === 'attention-gradient') {
      const { batch, heads, context, width, qk, pv, sites: at } = op;
      const wide = batch * context * width;
      const square = batch * heads * context ** 2;
      count(qk !== null, at.qk, 2 * wide);
      count(pv !== null, at.pv, wide + square);
      if (op.kind === 'attention-gradient') {
        count(op.gradient !== null, op.sites.gradient, 2 * (wide + square));
      }
    }
  }
  return totals;
}
