// Effects of what is kept from step to step in low precision: Adam's moments and the weights themselves.
import type { Effect } from '../effect.ts';
import { above, LEAST, loss, MARGIN, within } from './kit.ts';
import { SOURCES } from './sources.ts';

export const STATE_EFFECTS: readonly Effect[] = [
  {
    name: 'second-moment',
    title: { en: 'Adam’s second moment does not stand FP8', ja: 'Adamの二次モーメントはFP8に耐えない' },
    source: SOURCES.fp8Lm,
    published: {
      en: 'Of Adam’s moments the first is kept in FP8, the second in FP16. Contested: arXiv 2409.12517 keeps both in FP8.',
      ja: 'Adamのモーメントのうち、一次はFP8、二次はFP16で保存されます。異論もある：arXiv 2409.12517は両方をFP8で保存します。',
    },
    expectation: {
      en: 'BF16 training with the second moment alone in scaled E5M2 ends above the same with both in float32.',
      ja: '二次モーメントだけをスケール付きE5M2にしたBF16学習は、両方float32のものより高い損失で終わります。',
    },
    measure: loss('moments', 'second-moment-fp8', 'bf16-mixed'),
    hypothesis: above(LEAST),
  },
  {
    name: 'second-moment-e4m3',
    title: {
      en: 'Least of all in the format of the first moment',
      ja: '一次モーメントの形式ではなおさら耐えない',
    },
    source: SOURCES.fp8Lm,
    published: {
      en: 'Of Adam’s moments the first is kept in FP8 (E4M3), the second in FP16.',
      ja: 'Adamのモーメントのうち、一次はFP8（E4M3）、二次はFP16で保存されます。',
    },
    expectation: {
      en: 'The second moment alone in scaled E4M3 ends above the same in float32: it is a mean of squares, twice as wide in octaves as gradients are, and what underflows to 0 becomes a huge update.',
      ja: '二次モーメントだけをスケール付きE4M3にすると、float32より高い損失で終わります。二乗の平均なのでオクターブ幅は勾配の2倍あり、0にアンダーフローしたものは巨大な更新になります。',
    },
    measure: loss('moments', 'second-moment-e4m3', 'bf16-mixed'),
    hypothesis: above(LEAST),
  },
  {
    name: 'first-moment',
    title: { en: 'Adam’s first moment stands FP8', ja: 'Adamの一次モーメントはFP8に耐える' },
    source: SOURCES.fp8Lm,
    published: {
      en: 'Of Adam’s moments the first is kept in FP8, the second in FP16.',
      ja: 'Adamのモーメントのうち、一次はFP8、二次はFP16で保存されます。',
    },
    expectation: {
      en: 'BF16 training with the first moment alone in scaled E4M3 ends within the margin of the same with both in float32.',
      ja: '一次モーメントだけをスケール付きE4M3にしたBF16学習は、両方float32のものとの差が許容幅に収まります。',
    },
    measure: loss('moments', 'first-moment-fp8', 'bf16-mixed'),
    hypothesis: within(MARGIN),
    control: loss('moments', 'fp8-unscaled', 'bf16-mixed'),
  },
  {
    name: 'bf16-weights',
    title: { en: 'Weights at rest in BF16 lose small updates', ja: 'BF16で保存した重みは小さな更新を失う' },
    source: SOURCES.bfloat16,
    published: {
      en: 'Rounding weights to the nearest BF16 value after an update often cancels the update.',
      ja: '更新後の重みを最近接のBF16に丸めると、更新がしばしば消えます。',
    },
    expectation: {
      en: 'Without a float32 master copy, rounded to nearest, training ends above mixed precision.',
      ja: 'float32のマスターなしで最近接丸めを使うと、混合精度より高い損失で終わります。',
    },
    measure: loss('weights', 'bf16-weights', 'bf16-mixed'),
    hypothesis: above(LEAST),
  },
  {
    name: 'stochastic-rounding',
    title: { en: 'Stochastic rounding of weights brings them back', ja: '重みの確率的丸めで取り戻せる' },
    source: SOURCES.bfloat16,
    published: {
      en: 'Stochastic rounding of the weights remedies the loss of accuracy.',
      ja: '重みの確率的丸めは精度の低下を防ぎます。',
    },
    expectation: {
      en: 'Weights at rest in BF16 end higher when rounded to nearest than when rounded stochastically.',
      ja: 'BF16で保存した重みは、確率的丸めより最近接丸めで高い損失に終わります。',
    },
    measure: loss('weights', 'bf16-weights', 'bf16-weights-stochastic'),
    hypothesis: above(LEAST),
  },
];
