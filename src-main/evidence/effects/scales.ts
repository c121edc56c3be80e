// Effects of scales: what happens to gradients without them, and which of them help.
import type { Effect } from '../effect.ts';
import { above, LEAST, loss, MARGIN, within } from './kit.ts';
import { SOURCES } from './sources.ts';

export const SCALE_EFFECTS: readonly Effect[] = [
  {
    name: 'underflow',
    title: { en: 'Gradients underflow without a scale', ja: 'スケールなしでは勾配がアンダーフローする' },
    source: SOURCES.mixedPrecision,
    published: {
      en: 'Gradients fall below the range of a narrow format and become zero.',
      ja: '勾配は狭い形式の範囲を下回り、ゼロになります。',
    },
    expectation: {
      en: 'FP8 with neither scales nor loss scale ends above BF16: a gradient divided by batch x context lies where E5M2 has few values or none.',
      ja: 'スケールも損失スケールもないFP8はBF16より高い損失で終わります。バッチサイズ×コンテキスト長で割られた勾配の大きさではE5M2の値がほとんどありません。',
    },
    measure: loss('scaling', 'fp8-unscaled', 'bf16-mixed'),
    hypothesis: above(LEAST),
  },
  {
    name: 'loss-scale',
    title: { en: 'A loss scale cures it', ja: '損失スケールで治る' },
    source: SOURCES.mixedPrecision,
    published: {
      en: 'Multiplying the loss by a constant lifts the gradients into the range and restores the accuracy.',
      ja: '損失に定数を掛けると勾配が範囲に入り、精度が戻ります。',
    },
    expectation: {
      en: 'The same casts with the loss multiplied by 1024 end within the margin of BF16, in a study in which they do not without it.',
      ja: '同じ変換でも損失に1024を掛ければBF16との差が許容幅に収まります。掛けなければ収まりません。',
    },
    measure: loss('scaling', 'fp8-loss-scale', 'bf16-mixed'),
    hypothesis: within(MARGIN),
    control: loss('scaling', 'fp8-unscaled', 'fp8-loss-scale'),
  },
  {
    name: 'dynamic-loss-scale',
    title: {
      en: 'A dynamic loss scale finds its size by itself',
      ja: '動的な損失スケールは自分で大きさを見つける',
    },
    source: SOURCES.mixedPrecision,
    published: {
      en: 'Scaling the loss preserves gradients of small magnitude; torch.amp halves the scale on overflow and doubles it after steps without.',
      ja: '損失のスケーリングは小さな勾配を保ちます。torch.ampはオーバーフローで半分にし、それがないステップが続けば倍にします。',
    },
    expectation: {
      en: 'With gradients in unscaled E4M3, training ends higher without a loss scale than with a dynamic one that begins far too large, at 2^24.',
      ja: '勾配がスケールなしのE4M3のとき、損失スケールなしでは、大きすぎる2^24から始まる動的な損失スケールより高い損失で終わります。',
    },
    measure: loss('dynamic-scale', 'e4m3-gradients', 'e4m3-gradients-dynamic'),
    hypothesis: above(LEAST),
  },
  {
    name: 'scaled-fp8',
    title: { en: 'Scaled FP8 costs no loss', ja: 'スケール付きFP8の損失は変わらない' },
    source: SOURCES.fp8Formats,
    published: {
      en: 'FP8 (E4M3 and E5M2) matches the results of 16-bit training with its hyperparameters unchanged.',
      ja: 'FP8（E4M3とE5M2）は、ハイパーパラメータを変えずに16ビット学習の結果と一致します。',
    },
    expectation: {
      en: 'FP8 with one scale per tensor ends within the margin of BF16, in a study that shows what unscaled FP8 does.',
      ja: 'テンソルごとのスケールを持つFP8はBF16との差が許容幅に収まります。同じスタディでスケールなしFP8の差は見えます。',
    },
    measure: loss('scaling', 'tensorwise', 'bf16-mixed'),
    hypothesis: within(MARGIN),
    control: loss('scaling', 'fp8-unscaled', 'bf16-mixed'),
  },
  {
    name: 'delayed-outliers',
    title: {
      en: 'Under outliers delayed scales fail before current ones',
      ja: '外れ値があると、遅延スケールは現在のスケールより先に破綻する',
    },
    source: SOURCES.deepseek,
    published: {
      en: 'Scales are made online, of the values at hand, instead of a history of earlier steps.',
      ja: 'スケールは過去のステップの履歴ではなく、手元の値からその場で作られます。',
    },
    expectation: {
      en: 'With columns of the MLP that are 2^18 times larger in every other step, delayed scales (te-delayed) end above current ones (tensorwise): the history keeps the outlier in steps without it. BF16 does not notice these outliers.',
      ja: 'MLPの一部の列を1ステップおきに2^18倍にすると、遅延スケール（te-delayed）は現在のスケール（tensorwise）より高い損失で終わります。履歴が、外れ値のないステップにも外れ値を残すためです。BF16はこの外れ値の影響を受けません。',
    },
    measure: loss('outliers', 'te-delayed', 'tensorwise'),
    hypothesis: above(LEAST),
  },
  {
    name: 'current-outliers',
    title: {
      en: 'Under outliers scales of tensors fail before those of blocks',
      ja: '外れ値があると、テンソルのスケールはブロックのスケールより先に破綻する',
    },
    source: SOURCES.deepseek,
    published: {
      en: 'With scales for small tiles and blocks an outlier costs only its own block its range.',
      ja: '小さなタイルやブロックごとのスケールなら、外れ値は自分のブロックの範囲だけを奪います。',
    },
    expectation: {
      en: 'Under the same outliers one current scale per tensor ends above one per 32 values (mxfp8; blocks of 128 would be whole rows of a model this narrow).',
      ja: '同じ外れ値の下で、テンソルに1つの現在のスケールは、32個の値ごとのスケール（mxfp8）より高い損失で終わります（この幅では128個のブロックが行全体になります）。',
    },
    measure: loss('outliers', 'tensorwise', 'mxfp8'),
    hypothesis: above(LEAST),
  },
  {
    name: 'unit-scaling',
    title: {
      en: 'Unit scaling trains in FP8 without scales',
      ja: 'ユニットスケーリングはスケールなしのFP8で学習できる',
    },
    source: SOURCES.unitScaling,
    published: {
      en: 'Under μnit Scaling all hidden linear layers train in FP8 without dynamic scales, with a quality equal to higher precision.',
      ja: 'μnit Scalingでは、隠れ線形層すべてが動的なスケールなしのFP8で、より高い精度と同じ品質で学習できます。',
    },
    expectation: {
      en: 'Under muS, static FP8 ends within the margin of BF16, at a batch size at which unscaled FP8 does not in the standard parametrisation. Gradients have the constant loss scale that muS has here (docs/decisions.md), which alone may be what helps.',
      ja: 'muSの下では、静的なFP8とBF16の差が許容幅に収まります。標準のパラメータ化では、同じバッチサイズでスケールなしFP8は収まりません。勾配にはここでのmuSが持つ定数の損失スケールがかかり（docs/decisions.md）、それだけが効いているのかもしれません。',
    },
    measure: loss('unit-scaling', 'fp8-static', 'bf16-mixed'),
    hypothesis: within(MARGIN),
    control: loss('scaling', 'fp8-unscaled', 'bf16-mixed'),
  },
];
