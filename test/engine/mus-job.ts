// The training jobs under unit scaling whose traces test/oracle/mus.py computes in PyTorch: twice as wide as the base.
import type { TrainingJob } from '../../src-main/engine/job.ts';
import type { ModelSettings } from '../../src-main/engine/model.ts';
import { constantProgram } from '../../src-main/recipes/precision-program.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import type { Recipe } from '../../src-main/recipes/recipe.ts';
import { traceJob } from './traces-job.ts';

const WIDE = { parametrisation: 'mus', baseWidth: 16, residualCoefficient: 0.4 } as const;
const fp32 = recipeByName('fp32');
/** The casts alone: everything else stays in float32. */
const static8: Recipe = {
  ...fp32,
  name: 'static',
  linear: { ...recipeByName('fp8-static').linear, output: null },
};
const MUS_CASES: Readonly<Record<string, readonly [Recipe, Partial<ModelSettings>]>> = {
  'layernorm, gelu, learned positions': [fp32, WIDE],
  'rmsnorm, swiglu, tied head, another tau': [
    fp32,
    { ...WIDE, norm: 'rmsnorm', activation: 'swiglu', tiedHead: true, residualCoefficient: 0.1 },
  ],
  'static FP8': [static8, WIDE],
};

export const MUS_TRACES = Object.keys(MUS_CASES);

export function musJob(name: string): TrainingJob {
  const [recipe, model] = MUS_CASES[name]!;
  const job = traceJob('fp32');
  const precision = constantProgram(recipe);
  return { ...job, precision, model: { ...job.model, ...model }, lanes: [{ seed: 7, learningRate: 0.1 }] };
}
