// How many points of all metrics of a folder are kept at once: those of losses all, those of others until there are too many. A folder of
// 10,000 runs may have logged a hundred metrics each.
import { ImportError } from '../import-error.ts';
import type { RunReading } from './reading.ts';
import type { Series } from './series.ts';
import { counted } from './words.ts';

/** 16 bytes a point. */
const MOST_POINTS = 100_000_000;
const MOST_OTHERS = 20_000_000;
const LOSS = /loss|nll|cross_entropy|bpb|bpc|bits_per|ppl|perplexity|grad_norm/i;

export class PointBudget {
  readonly #most: number;
  readonly #mostOthers: number;
  #points = 0;
  #others = 0;
  #thinned = 0;

  constructor(most = MOST_POINTS, mostOthers = MOST_OTHERS) {
    this.#most = most;
    this.#mostOthers = mostOthers;
  }

  /** The reading, of whose other metrics the ends alone are kept where there have been too many. @throws ImportError. */
  within(reading: RunReading): RunReading {
    const series = new Map<string, Series>();
    for (const [name, own] of reading.series) {
      const { length } = own.steps;
      if (LOSS.test(name)) this.#points += length;
      else if ((this.#others += length) > this.#mostOthers) {
        this.#thinned++;
        series.set(name, endsOf(own));
        continue;
      }
      series.set(name, own);
    }
    if (this.#points > this.#most)
      throw new ImportError(
        `The runs have more than ${this.#most} points of losses; choose a folder inside it.`,
      );
    return { ...reading, series };
  }

  notes(): string[] {
    if (this.#thinned === 0) return [];
    const what = counted(
      this.#thinned,
      'metric whose name does not say a loss was kept by its ends alone',
      'metrics whose names do not say a loss were kept by their ends alone',
    );
    return [`${what}: together they have more than ${this.#mostOthers} points.`];
  }
}

/** The first and the last point, the least and the greatest value, and all that were not finite: what tells whether it changed or broke. */
function endsOf({ steps, values }: Series): Series {
  const kept = new Set([0, steps.length - 1]);
  let [least, most] = [0, 0];
  values.forEach((value, i) => {
    if (!Number.isFinite(value)) kept.add(i);
    if (value < values[least]!) least = i;
    if (value > values[most]!) most = i;
  });
  const at = [...kept.add(least).add(most)].filter((i) => i >= 0).sort((a, b) => a - b);
  return { steps: at.map((i) => steps[i]!), values: at.map((i) => values[i]!), endsOnly: true };
}
