// Made runs of an effect's two sides whose true difference is known.
import type { Effect, Hypothesis, Measure } from '../../src-main/evidence/effect.ts';
import type { Observed, ObservedRun } from '../../src-main/evidence/observed.ts';
import { DEFAULT_THRESHOLDS } from '../../src-main/analysis/labels/thresholds.ts';
import { normalQuantile } from '../../src-main/analysis/statistics/normal.ts';
import { randomUnit, streamKey } from '../../src-main/engine/random.ts';
import { run } from '../analysis/support.ts';

export const HIGH = { study: 'made', recipe: 'high' };
export const LOW = { study: 'made', recipe: 'low' };
export const LOSS = { kind: 'loss', of: LOW, minus: HIGH } as const satisfies Measure;

export function effect(hypothesis: Hypothesis, measure: Measure = LOSS, control?: Measure): Effect {
  const said = { en: 'words', ja: '言葉' };
  return {
    name: 'made',
    title: said,
    source: { title: 'None', authors: 'Nobody', arxiv: '0000.00000' },
    published: said,
    expectation: said,
    measure,
    hypothesis,
    ...(control && { control }),
  };
}

/** Draws that are the same every time. */
export function normals(index: number): () => number {
  const key = streamKey(index, 'evidence', 0);
  let used = 0;
  return () => normalQuantile(randomUnit(key, used++));
}

interface Truth {
  /** Nats by which `low` ends above `high`, and its standard deviation over seeds. */
  readonly difference: number;
  readonly scatter: number;
  readonly seeds?: number;
  readonly changes?: (run: ObservedRun) => Partial<ObservedRun>;
}

/** Two learning rates that differ by much more than the recipes do. */
export function observed({ difference, scatter, seeds = 6, changes }: Truth, index = 0): Observed {
  const normal = normals(index);
  const runs = Array.from({ length: seeds }, (_, seed) => {
    const own = normal() * 0.3;
    const lost = difference + scatter * normal();
    return [0.001, 0.01].flatMap((learningRate) => {
      const tailLoss = 2 + own + (learningRate === 0.01 ? 0.5 : 0);
      return [
        run({ recipe: 'high', seed, learningRate, tailLoss }),
        run({ recipe: 'low', seed, learningRate, tailLoss: tailLoss + lost }),
      ];
    });
  }).flat();
  return {
    made: {
      runs: changes ? runs.map((each) => ({ ...each, ...changes(each) })) : runs,
      thresholds: DEFAULT_THRESHOLDS,
    },
  };
}
