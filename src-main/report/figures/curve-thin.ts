// A run's curves with the points that a picture of some steps needs: of every column of steps the lowest and the highest of each curve, the
// last one, where it is no number, where it ends and where triggers acted. So no spike is lost, and medians at the ends of columns are those of all points.
import { bisectLeft } from 'd3-array';
import { pointsUntil, stepOf, type CurveRun } from './curve-line.ts';
import { columnEnds, COLUMNS, type StepRange } from './curve-span.ts';

export function thinned(run: CurveRun, range: StepRange): CurveRun {
  const { loss, gradientNorm, lossScale = null } = run;
  const points = Math.max(loss.length, gradientNorm?.length ?? 0, lossScale?.length ?? 0);
  if (points <= COLUMNS) return run;
  const kept = keptPoints(run, points, range);
  const of = (values: ArrayLike<number>) => {
    // The kept points ascend: those that a shorter curve has are the first of them.
    const own = kept.filter((index) => index < values.length);
    return Float32Array.from(own, (index) => values[index]!);
  };
  return {
    ...run,
    loss: of(loss),
    gradientNorm: gradientNorm && of(gradientNorm),
    lossScale: lossScale && of(lossScale),
    step: Float32Array.from(kept, (index) => stepOf(run, index)),
  };
}

function keptPoints(run: CurveRun, points: number, range: StepRange): number[] {
  const { loss, gradientNorm, lossScale = null } = run;
  const series = [loss, gradientNorm, lossScale].filter((values) => values !== null);
  const ends = columnEnds(range);
  const acted = run.actions.map(({ step }) => pointsUntil(run, points, step) - 1);
  const lasts = series.map(({ length }) => length - 1);
  const kept = new Set([...acted, ...lasts].filter((index) => index >= 0));
  let first = 0;
  while (first < points) {
    const column = bisectLeft(ends, stepOf(run, first));
    const isBefore = stepOf(run, first) < range.from;
    const [after, until] = [isBefore ? -1 : (ends[column - 1] ?? range.from - 1), ends[column] ?? Infinity];
    const last = isBefore ? range.from - 1 : until;
    let end = first + 1;
    while (end < points && stepOf(run, end) > after && stepOf(run, end) <= last) end += 1;
    // Outside of what is shown one point is enough for the line to come in and to leave.
    if (isBefore) kept.add(end - 1);
    else if (until === Infinity) kept.add(first);
    else for (const index of pointsOfColumn(series, first, end)) kept.add(index);
    first = end;
  }
  return [...kept].sort((a, b) => a - b);
}

/** Indices from `from` up to before `to`. */
function pointsOfColumn(series: readonly ArrayLike<number>[], from: number, to: number): Set<number> {
  const chosen = new Set([to - 1]);
  for (const values of series) {
    let [low, high, broken] = [-1, -1, -1];
    const end = Math.min(to, values.length);
    for (let index = from; index < end; index++) {
      const value = values[index]!;
      if (!Number.isFinite(value)) {
        if (broken < 0) broken = index;
        continue;
      }
      if (low < 0 || value < values[low]!) low = index;
      if (high < 0 || value > values[high]!) high = index;
    }
    for (const index of [low, high, broken]) if (index >= 0) chosen.add(index);
  }
  return chosen;
}
