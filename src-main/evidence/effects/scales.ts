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
      ja: '勾配は狭い形式の範囲を下回り、ゼロになる。',
    },
    expectation: {
      en: 'FP8 with neither scales nor loss scale ends above BF16: a gradient divided by batch x context lies where E5M2 has few values or none.',
      ja: 'スケールも損失スケールもない FP8 は BF16 より高い損失で終わる。バッチ x 文脈長で割られた勾配の大きさでは E5M2 の値がほとんどない。',
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
      ja: '損失に定数を掛けると勾配が範囲に入り、精度が戻る。',
    },
    expectation: {
      en: 'The same casts with the loss multiplied by 1024 end within the margin of BF16, in a study in which they do not without it.',
      ja: '同じ変換でも損失に 1024 を掛ければ BF16 との差が許容幅に収まる。掛けなければ収まらない。',
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
      ja: '損失のスケーリングは小さな勾配を保つ。torch.amp はオーバーフローで半分にし、それがないステップが続けば倍にする。',
    },
    expectation: {
      en: 'With gradients in unscaled E4M3, training ends higher without a loss scale than with a dynamic one that begins far too large, at 2^24.',
      ja: '勾配がスケールなしの E4M3 のとき、損失スケールなしでは、大きすぎる 2^24 から始まる動的な損失スケールより高い損失で終わる。',
    },
    measure: loss('dynamic-scale', 'e4m3-gradients', 'e4m3-gradients-dynamic'),
    hypothesis: above(LEAST),
  },
  {
    name: 'scaled-fp8',
    title: { en: 'Scaled FP8 costs no loss', ja: 'スケール付き FP8 の損失は変わらない' },
    source: SOURCES.fp8Formats,
    published: {
      en: 'FP8 (E4M3 and E5M2) matches the results of 16-bit training with its hyperparameters unchanged.',
      ja: 'FP8(E4M3 と E5M2)は、ハイパーパラメータを変えずに 16 ビット学習の結果と一致する。',
    },
    expectation: {
      en: 'FP8 with one scale per tensor ends within the margin of BF16, in a study that shows what unscaled FP8 does.',
      ja: 'テンソルごとのスケールを持つ FP8 は BF16 との差が許容幅に収まる。同じ研究でスケールなし FP8 の差は見える。',
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
      ja: 'スケールは過去のステップの履歴ではなく、手元の値からその場で作られる。',
    },
    expectation: {
      en: 'With columns of the MLP that are 2^18 times larger in every other step, delayed scales (te-delayed) end above current ones (tensorwise): the history keeps the outlier in steps without it. BF16 does not notice these outliers.',
      ja: 'MLP の一部の列を 1 ステップおきに 2^18 倍にすると、遅延スケール(te-delayed)は現在のスケール(tensorwise)より高い損失で終わる。履歴が、外れ値のないステップにも外れ値を残すため。BF16 はこの外れ値の影響を受けない。',
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
      ja: '小さなタイルやブロックごとのスケールなら、外れ値は自分のブロックの範囲だけを奪う。',
    },
    expectation: {
      en: 'Under the same outliers one current scale per tensor ends above one per 32 values (mxfp8; blocks of 128 would be whole rows of a model this narrow).',
      ja: '同じ外れ値の下で、テンソルに 1 つの現在のスケールは、32 個の値ごとのスケール(mxfp8)より高い損失で終わる(この幅では 128 個のブロックは行全体になる)。',
    },
    measure: loss('outliers', 'tensorwise', 'mxfp8'),
    hypothesis: above(LEAST),
  },
  {
    name: 'unit-scaling',
    title: {
      en: 'Unit scaling trains in FP8 without scales',
      ja: 'ユニットスケーリングはスケールなしの FP8 で学習できる',
    },
    source: SOURCES.unitScaling,
    published: {
      en: 'Under μnit Scaling all hidden linear layers train in FP8 without dynamic scales, with a quality equal to higher precision.',
      ja: 'μnit Scaling では、隠れ線形層すべてが動的なスケールなしの FP8 で、より高い精度と同じ品質で学習できる。',
    },
    expectation: {
      en: 'Under muS, static FP8 ends within the margin of BF16, at a batch size at which unscaled FP8 does not in the standard parametrisation. Gradients have the constant loss scale that muS has here (docs/decisions.md), which alone may be what helps.',
      ja: 'muS の下では、静的な FP8 と BF16 の差が許容幅に収まる。標準のパラメータ化では、同じバッチサイズでスケールなし FP8 は収まらない。勾配にはここでの muS が持つ定数の損失スケールがかかり(docs/decisions.md)、それだけが効いているのかもしれない。',
    },
    measure: loss('unit-scaling', 'fp8-static', 'bf16-mixed'),
    hypothesis: within(MARGIN),
    control: loss('scaling', 'fp8-unscaled', 'bf16-mixed'),
  },
];
