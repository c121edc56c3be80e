// Cells as counts: which of a cell's judged runs were unstable, by seed, and the recount under resampled seeds.
// A run counts once it has finished and has a label; every other one leaves its cell less measured.
import type { SeedWeights } from './bootstrap.ts';
import type { Label } from './labels.ts';
import type { MeasuredRun } from './run.ts';
import type { Thresholds } from './thresholds.ts';

/** What the measures of a grid take of a run. */
export interface GridRun extends Pick<
  MeasuredRun,
  'recipe' | 'learningRate' | 'batchSize' | 'seed' | 'startLoss' | 'tailLoss' | 'sharpness'
> {
  readonly state: 'planned' | 'running' | 'finished' | 'failed-infrastructure' | 'cancelled';
  readonly label: Label | null;
  readonly provisional: boolean;
}

export interface Count {
  readonly learningRate: number;
  readonly batchSize: number;
  readonly unstable: number;
  /** Runs judged; 0 is a cell that is planned and not measured. */
  readonly finished: number;
}

/** One cell of one recipe. */
export interface Tally {
  readonly learningRate: number;
  readonly batchSize: number;
  readonly runs: readonly GridRun[];
  readonly outcomes: readonly { readonly seed: number; readonly unstable: boolean }[];
}

export function isJudged(run: GridRun): run is GridRun & { readonly label: Label } {
  return run.state === 'finished' && run.label !== null;
}

/** Cells of one recipe, in the order of batch size, then learning rate. */
export function tallyCells(runs: readonly GridRun[], thresholds: Thresholds): Tally[] {
  const rows = [...Map.groupBy(runs, ({ batchSize }) => batchSize).values()];
  return rows
    .flatMap((row) => [...Map.groupBy(row, ({ learningRate }) => learningRate).values()])
    .map((cell) => ({
      learningRate: cell[0]!.learningRate,
      batchSize: cell[0]!.batchSize,
      runs: cell,
      outcomes: cell
        .filter(isJudged)
        .map(({ seed, label }) => ({ seed, unstable: thresholds.unstableLabels.includes(label) })),
    }))
    .sort((a, b) => a.batchSize - b.batchSize || a.learningRate - b.learningRate);
}

/** Cells of equal pattern count alike under every weighting of the seeds. */
export function outcomePattern({ outcomes }: Tally): string {
  const known = patterns.get(outcomes);
  if (known !== undefined) return known;
  const pattern = outcomes.map(({ seed, unstable }) => `${seed}${unstable ? '-' : '+'}`).join(' ');
  patterns.set(outcomes, pattern);
  return pattern;
}

/** Each is asked for several times: by its edge, its area, and the ratios of other recipes. */
const patterns = new WeakMap<Tally['outcomes'], string>();

/** Without weights, every run counts once. */
export function count(tally: Tally, weights?: SeedWeights): Count {
  let [unstable, finished] = [0, 0];
  for (const outcome of tally.outcomes) {
    const weight = weights ? (weights.get(outcome.seed) ?? 0) : 1;
    finished += weight;
    if (outcome.unstable) unstable += weight;
  }
  return { learningRate: tally.learningRate, batchSize: tally.batchSize, unstable, finished };
}

export function isStable({ unstable, finished }: Count, thresholds: Thresholds): boolean {
  return finished > 0 && unstable / finished < thresholds.unstableShare;
}
