// Makes a study of 200,000 runs (100 x 100 cells, 5 seeds, 4 recipes) for measuring how the app bears it, or of so many by so many
// cells. The outcomes are made by a rule with a ragged edge, not trained: node bench/large-study.ts FILE [--side 100]
import { parseArgs } from 'node:util';
import { DEFAULT_THRESHOLDS } from '../src-main/analysis/labels/thresholds.ts';
import { randomUnit, streamKey } from '../src-main/engine/random.ts';
import { relabel } from '../src-main/study/relabel.ts';
import { createStudy } from '../src-main/study/study.ts';
import { planRuns } from '../src-main/plan/plan.ts';
import { parseSpec } from '../src-main/spec/spec.ts';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { side: { type: 'string', default: '100' } },
});
const [file] = positionals;
const side = Number(options.side);
if (file === undefined) throw new Error('usage: node bench/large-study.ts FILE [--side 100]');

const RECIPES = ['bf16-mixed', 'tensorwise', 'mxfp8', 'fp8-unscaled'];
const STEPS = 100;
const spec = parseSpec({
  name: 'large (made, not trained)',
  model: { layers: 1, width: 8, heads: 2, context: 8 },
  recipes: RECIPES,
  learningRates: { from: 1e-4, to: 1, count: side },
  batchSizes: Array.from({ length: side }, (_, index) => index + 1),
  seeds: 5,
  steps: STEPS,
});
const study = createStudy(file, {
  name: spec.name,
  spec,
  text: {
    name: 'moby-dick',
    sha256: '0'.repeat(64),
    bytes: 1,
    tokens: 1,
    vocabulary: 'character',
    vocabularySize: 64,
    unigramEntropy: 3,
  },
  baseline: 'bf16-mixed',
  recipes: RECIPES,
  thresholds: DEFAULT_THRESHOLDS,
  runs: planRuns(spec),
});
study.transaction(() => {
  for (const run of study.runs()) {
    const noise = randomUnit(streamKey(run.seed, 'outcome', 0), run.id);
    const edge =
      -0.6 - 0.5 * RECIPES.indexOf(run.recipe) + 0.4 * (noise - 0.5) + 0.1 * Math.log2(run.rowValue);
    const lost = Math.log10(run.learningRate) > edge;
    const tailLoss = lost ? 3.2 : 2.2 - 0.05 * Math.log2(run.rowValue) + 0.01 * noise;
    const loss = Float32Array.from({ length: STEPS }, (_, step) => tailLoss + Math.exp(-step / 15));
    study.finishRun(run.id, {
      stopped: null,
      measured: {
        endStep: STEPS,
        startLoss: 4.2,
        tailLoss,
        validationLoss: tailLoss,
        nonfinite: null,
        lossSpikeScore: 0,
        gradientSpikeScore: 0,
        longestSpike: 0,
      },
      curves: { loss, gradientNorm: loss },
      sites: [],
      siteSteps: [],
      siteStatistics: new Float32Array(),
      events: [],
      seconds: 1,
      device: 'wasm',
    });
  }
});
relabel(study);
study.close();
