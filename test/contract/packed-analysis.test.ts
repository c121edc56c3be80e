import { expect, test } from 'vitest';
import { analyze } from '../../src-main/analysis/grid/analyze.ts';
import { DEFAULT_THRESHOLDS } from '../../src-main/analysis/labels/thresholds.ts';
import {
  packAnalysis,
  unpackAnalysis,
  type PackedAnalysis,
} from '../../src-main/contract/packed-analysis.ts';
import { decode, encode } from '../../src-main/wire/packet.ts';
import { run } from '../analysis/support.ts';

const context = { baseline: 'fp32', thresholds: DEFAULT_THRESHOLDS };

test('what is unpacked equals what was packed: unmeasured, failed and provisional cells, unknown losses, penalties, sharpness', () => {
  const analysis = analyze(
    [
      run({ seed: 0, sharpness: 0.5 }),
      run({ seed: 1, label: 'collapsed', tailLoss: null }),
      run({ learningRate: 0.01, state: 'planned', label: null, tailLoss: null }),
      run({ learningRate: 0.01, rowValue: 32, state: 'failed-infrastructure', label: null, tailLoss: null }),
      run({ recipe: 'fp8', seed: 0, sharpness: 0.75, provisional: true, tailLoss: 2.0000000000000004 }),
      run({ recipe: 'fp8', learningRate: 0.01, rowValue: 32, label: 'spiky' }),
      ...['fp32', 'fp8'].flatMap((recipe) =>
        [0, 1, 2].map((seed) =>
          run({ recipe, rowValue: 64, seed, tailLoss: 2 + 0.1 * seed * recipe.length }),
        ),
      ),
    ],
    context,
  );
  expect(unpackAnalysis(structuredClone(packAnalysis(analysis)))).toEqual(analysis);
});

test('a study without runs is packed too', () => {
  const analysis = analyze([], { ...context, recipes: ['fp32'] });
  expect(unpackAnalysis(packAnalysis(analysis))).toEqual(analysis);
});

test('what went through a frame is unpacked as it was', () => {
  const analysis = analyze([run({}), run({ recipe: 'fp8', label: 'stalled' })], context);
  expect(unpackAnalysis(decode(encode(packAnalysis(analysis))) as PackedAnalysis)).toEqual(analysis);
});
