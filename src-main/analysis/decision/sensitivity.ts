// Learning-rate sensitivity of one row (Wortsman et al., arXiv 2309.14322): how much loss it costs on average to be at
// another learning rate than the best. A recipe that learns nothing anywhere scores 0: show `best` beside it.
import type { Label } from '../labels/labels.ts';
import type { MeasuredRun } from '../labels/run.ts';

export interface Sensitivity {
  /** Nats per token; null with fewer than two learning rates measured, or where runs were stopped early. */
  readonly value: number | null;
  /** a, b: the lowest and highest learning rate measured; NaN without any. */
  readonly from: number;
  readonly to: number;
  /** L*: the lowest mean over seeds of min(tail, l0) in that range. */
  readonly best: number | null;
  /** Learning rates that train to within the loss tolerance of L*; null where fewer than two were measured. */
  readonly nearBest: NearBest | null;
}

export interface NearBest {
  /** Length of the stretch around the best one, between measured ones by straight lines. */
  readonly decades: number;
  /** It ends where the tested learning rates do: more of them might lengthen it. */
  readonly isCut: boolean;
}

type Row = readonly (Pick<MeasuredRun, 'learningRate' | 'startLoss' | 'tailLoss'> & {
  readonly label: Label | null;
})[];

/**
 * Mean over log10 learning rate in [a, b] of min(tail, l0) - L*, by the trapezoidal rule over the tested learning rates;
 * at each, the mean over seeds. A run without a finite tail counts as l0, and is left out where l0 is not known either. A
 * run that was stopped early has no tail, and neither l0 nor its absence would stand for it: the row is not measured then.
 */
export function sensitivity(row: Row, lossTolerance: number): Sensitivity {
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
  if (!first || !last) return { value: null, from: NaN, to: NaN, best: null, nearBest: null };
  const best = Math.min(...points.map(({ loss }) => loss));
  const nearBest = nearBestOf(row, lossTolerance);
  const range = { from: first.learningRate, to: last.learningRate, best, nearBest };
  if (points.length < 2 || row.some(isStoppedEarly)) return { value: null, ...range };
  let integral = 0;
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1]!, points[i]!];
    integral += ((a.loss + b.loss) / 2 - best) * (b.x - a.x);
  }
  return { value: integral / (last.x - first.x), ...range };
}

/** A learning rate at which a run has no tail does not train; between it and the last that does, nothing is known to. */
function nearBestOf(row: Row, tolerance: number): NearBest | null {
  const points = [...Map.groupBy(row, ({ learningRate }) => learningRate)]
    .map(([learningRate, runs]) => ({
      x: Math.log10(learningRate),
      loss: runs.reduce((sum, { tailLoss }) => sum + (tailLoss ?? Infinity), 0) / runs.length,
    }))
    .sort((a, b) => a.x - b.x);
  const best = points.reduce((least, { loss }) => Math.min(least, loss), Infinity);
  if (points.length < 2 || best === Infinity) return null;
  const limit = best + tolerance;
  const at = points.findIndex(({ loss }) => loss === best);
  const endOf = (step: 1 | -1) => {
    let i = at;
    while (points[i + step] && points[i + step]!.loss <= limit) i += step;
    const [inside, outside] = [points[i]!, points[i + step]];
    if (!outside) return { x: inside.x, isCut: true };
    const share = (limit - inside.loss) / (outside.loss - inside.loss);
    return { x: inside.x + share * (outside.x - inside.x), isCut: false };
  };
  const [low, high] = [endOf(-1), endOf(1)];
  return { decades: high.x - low.x, isCut: low.isCut || high.isCut };
}

/** It has no tail although its numbers were finite; below LR* such a run is called slow. */
function isStoppedEarly({ label, tailLoss }: { label: Label | null; tailLoss: number | null }): boolean {
  return label === 'stopped' || (label === 'slow' && tailLoss === null);
}

function boundedTail({ startLoss, tailLoss }: Pick<MeasuredRun, 'startLoss' | 'tailLoss'>): number {
  const start = startLoss ?? NaN;
  const tail = tailLoss ?? NaN;
  if (!Number.isFinite(tail)) return start;
  return Number.isFinite(start) ? Math.min(tail, start) : tail;
}
