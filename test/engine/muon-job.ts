// The training jobs with Muon whose traces test/oracle/muon.py computes in PyTorch.
import type { TrainingJob } from '../../src-main/engine/job.ts';
import type { OptimizerSettings } from '../../src-main/engine/model.ts';
import { traceJob } from './traces-job.ts';

const ADJUST = { fp32: 'match_rms_adamw', 'bf16-mixed': 'original' } as const satisfies Record<
  string,
  OptimizerSettings['adjustRate']
>;

export const MUON_TRACES = ['fp32', 'bf16-mixed'] as const;

export function muonJob(recipe: (typeof MUON_TRACES)[number]): TrainingJob {
  const job = traceJob(recipe);
  return {
    ...job,
    optimizer: { ...job.optimizer, kind: 'muon', momentum: 0.95, adjustRate: ADJUST[recipe] },
  };
}
