// The training jobs under muP whose traces test/oracle/mup.py computes in PyTorch: twice as wide as the base.
import type { ModelSettings, OptimizerSettings } from '../../src-main/engine/model.ts';
import type { TrainingJob } from '../../src-main/engine/job.ts';
import { traceJob } from './traces-job.ts';

type Changes = readonly [Partial<ModelSettings>, Partial<OptimizerSettings>, learningRate: number];

const WIDE = { parametrisation: 'mup', baseWidth: 16 } as const;
const MUP_CASES: Readonly<Record<string, Changes>> = {
  'wider heads': [WIDE, {}, 0.01],
  'more heads, tied head': [{ ...WIDE, heads: 4, baseHeads: 2, tiedHead: true }, {}, 0.01],
  sgd: [WIDE, { kind: 'sgd', clip: 0 }, 0.1],
};

export const MUP_TRACES = Object.keys(MUP_CASES);

export function mupJob(name: string): TrainingJob {
  const [model, optimizer, learningRate] = MUP_CASES[name]!;
  const job = traceJob('fp32');
  return {
    ...job,
    model: { ...job.model, ...model },
    optimizer: { ...job.optimizer, ...optimizer },
    lanes: [{ seed: 7, learningRate }],
  };
}
