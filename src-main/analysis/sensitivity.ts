// Learning-rate sensitivity of one row (Wortsman et al., arXiv 2309.14322): how much loss it costs on average to be at
// another learning rate than the best. A recipe that learns nothing anywhere scores 0: show `best` beside it.
import type { Label } from './labels.ts';
import type { MeasuredRun } from './run.ts';

export interface Sensitivity {
  /** Nats per token; null with fewer than two learning rates measured, or where runs were stopped early. */
  readonly value: number | null;
  /** a, b: the lowest and highest learning rate measured; NaN without any. */
  readonly from: number;
  readonly to: number;
  /** L*: the lowest mean over seeds of min(tail, l0) in that range. */
  readonly best: number | null;
}

/**
 * Mean over log10 learning rate in [a, b] of min(tail, l0) - L*, by the trapezoidal rule over the tested learning rates;
 * at each, the mean over seeds. A run without a finite tail counts as l0, and is left out where l0 is not known either. A
 * run that was stopped early has no tail, and neither l0 nor its absence would stand for it: the row is not measured then.
 */
export function sensitivity(
  row: readonly (Pick<MeasuredRun, 'learningRate' | 'startLoss' | 'tailLoss'> & {
    readonly label: Label | null;
  })[],
): Sensitivity {
  const points = [...Map.groupBy(row, ({ learningRate }) => learningRate)]
    .map(([learningRate, runs]) => ({ learningRate, losses: runs.map(boundedTail).filter(Number.isFinite) }))
    .filter(({ losses }) => losses.length > 0)
    .map(({ learningRate, losses }) => ({
      learningRate,
      x: Math.log10(learningRate),
      loss: losses.reduce((sum, loss) => sum + loss, 0) / losses.length,
    }))
    .sort((a, b) => a.x - b.x);
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return { value: null, from: NaN, to: NaN, best: null };
  const best = Math.min(...points.map(({ loss }) => loss));
  const range = { from: first.learningRate, to: last.learningRate, best };
  if (points.length < 2 || row.some(({ label }) => label === 'stopped')) return { value: null, ...range };
  let integral = 0;
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1]!, points[i]!];
    integral += ((a.loss + b.loss) / 2 - best) * (b.x - a.x);
  }
  return { value: integral / (last.x - first.x), ...range };
}

function boundedTail({ startLoss, tailLoss }: Pick<MeasuredRun, 'startLoss' | 'tailLoss'>): number {
  const start = startLoss ?? NaN;
  const tail = tailLoss ?? NaN;
  if (!Number.isFinite(tail)) return start;
  return Number.isFinite(start) ? Math.min(tail, start) : tail;
}
