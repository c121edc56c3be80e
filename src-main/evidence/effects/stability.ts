// Effects on the stability of training: learning rates, high precision at either end, failures of seeds, warnings.
import type { Effect } from '../effect.ts';
import type { StudyName } from '../studies.ts';
import { above, LEAST, loss, side } from './kit.ts';
import { SOURCES } from './sources.ts';

/** Of LR sensitivity, a mean over three decades of learning rate, in nats. */
const LEAST_SENSITIVITY = 0.02;
/** One run in ten. */
const LEAST_FAILURES = 0.1;
/** Of an AUC. */
const LEAST_AREA = 0.05;

export const STABILITY_EFFECTS: readonly Effect[] = [
  {
    name: 'qk-norm',
    title: {
      en: 'Normed queries and keys widen the learning rates',
      ja: 'クエリとキーの正規化は学習率の幅を広げる',
    },
    source: SOURCES.proxies,
    published: {
      en: 'With qk-layernorm models are less sensitive to the learning rate, small ones included.',
      ja: 'qk-layernormがあると、小さなモデルでも学習率への感度が下がります。',
    },
    expectation: {
      en: 'From 1e-3 to 1, the LR sensitivity is higher without the norm than with it.',
      ja: '1e-3から1まで、学習率感度は正規化がないほうが高くなります。',
    },
    measure: {
      kind: 'rate-sensitivity',
      of: side('plain', 'bf16-mixed'),
      minus: side('qk-norm', 'bf16-mixed'),
    },
    hypothesis: above(LEAST_SENSITIVITY),
  },
  {
    name: 'z-loss',
    title: { en: 'The z-loss widens the learning rates', ja: 'z-lossは学習率の幅を広げる' },
    source: SOURCES.proxies,
    published: {
      en: 'The z-loss mitigates the divergence of the output logits at high learning rates, in small models, too.',
      ja: 'z-lossは高い学習率での出力ロジットの発散を、小さなモデルでも抑えます。',
    },
    expectation: {
      en: 'From 1e-3 to 1, the LR sensitivity is higher without a z-loss of 1e-4 than with it.',
      ja: '1e-3から1まで、学習率感度は1e-4のz-lossがないほうが高くなります。',
    },
    measure: {
      kind: 'rate-sensitivity',
      of: side('plain', 'bf16-mixed'),
      minus: side('z-loss', 'bf16-mixed'),
    },
    hypothesis: above(LEAST_SENSITIVITY),
  },
  {
    name: 'bf16-last',
    title: { en: 'High precision at the end recovers loss', ja: '最後の高精度は損失を取り戻す' },
    source: SOURCES.nvfp4,
    published: {
      en: 'The published recipe switches to BF16 for the last part of the run, to close the gap in loss.',
      ja: '発表されたレシピは、損失の差を縮めるため、学習の最後をBF16に切り替えます。',
    },
    expectation: {
      en: 'Unscaled FP8 ends higher than unscaled FP8 whose last quarter is BF16. Here with a recipe that is known to fail, so that there is something to recover.',
      ja: 'スケールなしFP8は、最後の4分の1をBF16にしたものより高い損失で終わります。取り戻すものがあるように、失敗すると分かっているレシピで比べます。',
    },
    measure: loss('programs', 'fp8-unscaled', 'bf16-last'),
    hypothesis: above(LEAST),
  },
  {
    name: 'bf16-first',
    title: { en: 'High precision at the start helps', ja: '最初の高精度は役に立つ' },
    source: SOURCES.toFp8,
    published: {
      en: 'Low precision is to be introduced in stages, after a start in BF16.',
      ja: '低精度はBF16で始めた後、段階的に導入すべきです。',
    },
    expectation: {
      en: 'Unscaled FP8 ends higher than unscaled FP8 whose first quarter is BF16.',
      ja: 'スケールなしFP8は、最初の4分の1をBF16にしたものより高い損失で終わります。',
    },
    measure: loss('programs', 'fp8-unscaled', 'bf16-first'),
    hypothesis: above(LEAST),
  },
  {
    name: 'seed-failures',
    title: { en: 'BF16 fails on more seeds than TF32', ja: 'BF16はTF32より多くのシードで失敗する' },
    source: SOURCES.toFp8,
    published: {
      en: 'Reduced precision is to be judged by its robustness across random seeds, BF16 included.',
      ja: '低精度は、BF16も含めて、乱数シードに対する頑健さで判断すべきです。',
    },
    expectation: {
      en: 'One run in ten fails in BF16 and not in TF32. Nothing is expected to be seen in a model of this size; what could have been told is said.',
      ja: '10回に1回はTF32では失敗せずBF16で失敗します。この大きさのモデルで見えるとは期待されません。見分けられた割合を併記します。',
    },
    measure: { kind: 'failures', of: side('seeds', 'bf16-mixed'), minus: side('seeds', 'tf32') },
    hypothesis: above(LEAST_FAILURES),
  },
  {
    name: 'sharpness-warns',
    title: { en: 'Sharpness warns better than the loss does', ja: '鋭さは損失よりよい警告になる' },
    source: SOURCES.toFp8,
    published: {
      en: 'A metric of the sharpness of the loss landscape, taken at the logits, is proposed to judge stability.',
      ja: '安定性を判断するため、ロジットで測る損失地形の鋭さの指標が提案されています。',
    },
    expectation: {
      en: 'After a third of the steps, the ratio of the sharpness to the BF16 twin’s tells runs that will fail better (AUC) than how far their loss lies above the twin’s.',
      ja: '3分の1のステップの後、BF16の対との鋭さの比は、損失の差より（AUCで）よく、失敗する学習を見分けます。',
    },
    measure: {
      kind: 'warning',
      study: 'warning' satisfies StudyName,
      recipes: ['fp8-unscaled'],
      twin: 'bf16-mixed',
      at: 1 / 3,
    },
    hypothesis: above(LEAST_AREA),
  },
];
