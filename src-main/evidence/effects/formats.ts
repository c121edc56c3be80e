// Effects of formats: MX, NVFP4 and its parts, exponent bits against mantissa bits.
import type { Effect } from '../effect.ts';
import { above, LEAST, loss, MARGIN, within } from './kit.ts';
import { SOURCES } from './sources.ts';

export const FORMAT_EFFECTS: readonly Effect[] = [
  {
    name: 'norm-gains',
    title: { en: 'Quantised norm gains harm MX training', ja: '正規化のゲインの量子化はMX学習を損なう' },
    source: SOURCES.microscaling,
    published: {
      en: 'Quantising the affine parameters of the norms biases gradients, which can make MX training run away, at larger compute.',
      ja: '正規化のアフィン係数の量子化は勾配に偏りを生み、大きな計算量ではMX学習が暴走することがあります。',
    },
    expectation: {
      en: 'MXFP8 with its norm gains in MXFP8, too, ends above MXFP8 with gains in float32. It was reported for far longer runs and need not show in these.',
      ja: 'ゲインもMXFP8にすると、float32のゲインを持つMXFP8より高い損失で終わります。報告ははるかに長い学習のもので、ここで現れるとは限りません。',
    },
    measure: loss('norm-gains', 'mxfp8-norm-gains', 'mxfp8'),
    hypothesis: above(LEAST),
  },
  {
    name: 'nvfp4',
    title: { en: 'NVFP4 as published costs no loss', ja: '発表どおりのNVFP4の損失は変わらない' },
    source: SOURCES.nvfp4,
    published: {
      en: 'A 12B model trained in NVFP4, with stochastic rounding, square blocks, Hadamard transforms and some layers in high precision, has a loss comparable to FP8’s.',
      ja: '確率的丸め、正方ブロック、アダマール変換、一部の層の高精度を用いたNVFP4で学習した12Bモデルの損失はFP8に匹敵します。',
    },
    expectation: {
      en: 'All of that (the last of four layers in BF16) ends within the margin of BF16, in a study that shows what unscaled FP8 does.',
      ja: 'それらすべて（4層のうち最後の層はBF16）でBF16との差が許容幅に収まります。同じスタディでスケールなしFP8の差は見えます。',
    },
    measure: loss('nvfp4', 'nvfp4-published', 'bf16-mixed'),
    hypothesis: within(MARGIN),
    control: loss('nvfp4', 'fp8-unscaled', 'bf16-mixed'),
  },
  {
    name: 'hadamard',
    title: { en: 'NVFP4 needs its Hadamard transform', ja: 'NVFP4にはアダマール変換が要る' },
    source: SOURCES.nvfp4,
    published: {
      en: 'Random Hadamard transforms bound the outliers of a block.',
      ja: 'ランダムなアダマール変換はブロック内の外れ値を抑えます。',
    },
    expectation: {
      en: 'Without the transform of the weight gradient’s operands, and the last layer in BF16 in both, NVFP4 ends higher. Models this small have few outliers; nothing need be seen.',
      ja: '重み勾配のオペランドの変換がないと（最後の層は双方BF16）、NVFP4の損失は高くなります。小さなモデルには外れ値が少なく、見えるとは限りません。',
    },
    measure: loss('nvfp4', 'nvfp4-last-layer', 'nvfp4-published'),
    hypothesis: above(LEAST),
  },
  {
    name: 'high-layers',
    title: { en: 'NVFP4 needs layers in high precision', ja: 'NVFP4には高精度の層が要る' },
    source: SOURCES.nvfp4,
    published: {
      en: 'Some layers, most of them the last, are kept in high precision to keep training from diverging.',
      ja: '学習が発散しないよう、一部の層、多くは最後の層を高精度に保ちます。',
    },
    expectation: {
      en: 'With every layer in NVFP4 training ends higher than with the last of four in BF16.',
      ja: 'すべての層がNVFP4だと、4層のうち最後をBF16にしたものより高い損失で終わります。',
    },
    measure: loss('nvfp4', 'nvfp4-square', 'nvfp4-last-layer'),
    hypothesis: above(LEAST),
  },
  {
    name: 'exponent-bits',
    title: { en: 'Exponent bits matter more than mantissa bits', ja: '指数ビットは仮数ビットより重要である' },
    source: SOURCES.floatingPoint,
    published: {
      en: 'Exponent bits contribute slightly more to the performance of a model than mantissa bits.',
      ja: '指数ビットはモデルの性能に仮数ビットよりわずかに多く寄与します。',
    },
    expectation: {
      en: 'Of the bits of BF16, four taken from the exponent (E4M7) cost more loss than four taken from the mantissa (E8M3). Without scales, which hide it.',
      ja: 'BF16のビットのうち、指数から4ビット取る（E4M7）ほうが仮数から4ビット取る（E8M3）より損失が増えます。スケールなしで比べます（スケールはこれを隠します）。',
    },
    measure: loss('bits', 'e4m7', 'e8m3'),
    hypothesis: above(LEAST),
  },
];
