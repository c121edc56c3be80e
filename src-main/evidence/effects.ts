// The effects of the suite, in the order in which they are shown. Hypotheses, thresholds and directions were written down before the
// runs were made and stay as they are, whatever comes out. To add one: its study in studies.ts, the effect here; nothing else.
//
// 0.02 nats is the loss tolerance of the labels (analysis/labels/thresholds.ts): a published harm or cure that is less here does not
// appear at this size. Where an effect says that there is no difference, the margin is half of that.
import type { Effect, Side, Source } from './effect.ts';
import type { StudyName } from './studies.ts';

/** What makes a difference, in nats. */
const LEAST = 0.02;
/** Within which nothing is lost, in nats. */
const MARGIN = 0.01;
/** Of LR sensitivity, a mean over three decades of learning rate, in nats. */
const LEAST_SENSITIVITY = 0.02;
/** One run in ten. */
const LEAST_FAILURES = 0.1;
/** Of an AUC. */
const LEAST_AREA = 0.05;

const side = (study: StudyName, recipe: string): Side => ({ study, recipe });
const loss = (study: StudyName, of: string, minus: string) =>
  ({ kind: 'loss', of: side(study, of), minus: side(study, minus) }) as const;
const above = (least: number) => ({ kind: 'above', least }) as const;
const within = (margin: number) => ({ kind: 'within', margin }) as const;

const SOURCES = {
  mixedPrecision: { title: 'Mixed Precision Training', authors: 'Micikevicius et al.', arxiv: '1710.03740' },
  fp8Formats: { title: 'FP8 Formats for Deep Learning', authors: 'Micikevicius et al.', arxiv: '2209.05433' },
  microscaling: {
    title: 'Characterization and Mitigation of Training Instabilities in Microscaling Formats',
    authors: 'Su et al.',
    arxiv: '2506.20752',
  },
  floatingPoint: {
    title: 'Scaling Laws for Floating-Point Quantization Training',
    authors: 'Sun et al.',
    arxiv: '2501.02423',
  },
  fp8Lm: { title: 'FP8-LM: Training FP8 Large Language Models', authors: 'Peng et al.', arxiv: '2310.18313' },
  bfloat16: { title: 'Revisiting BFloat16 Training', authors: 'Zamirai et al.', arxiv: '2010.06192' },
  proxies: {
    title: 'Small-scale proxies for large-scale Transformer training instabilities',
    authors: 'Wortsman et al.',
    arxiv: '2309.14322',
  },
  toFp8: {
    title: 'To FP8 and Back Again: Quantifying Reduced Precision Effects on LLM Training Stability',
    authors: 'Lee et al.',
    arxiv: '2405.18710',
  },
  nvfp4: { title: 'Pretraining Large Language Models with NVFP4', authors: 'NVIDIA', arxiv: '2509.25149' },
} as const satisfies Readonly<Record<string, Source>>;

export const EFFECTS: readonly Effect[] = [
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
    name: 'norm-gains',
    title: { en: 'Quantised norm gains harm MX training', ja: '正規化のゲインの量子化は MX 学習を損なう' },
    source: SOURCES.microscaling,
    published: {
      en: 'Quantising the affine parameters of the norms biases gradients, which can make MX training run away, at larger compute.',
      ja: '正規化のアフィン係数の量子化は勾配に偏りを生み、大きな計算量では MX 学習が暴走しうる。',
    },
    expectation: {
      en: 'MXFP8 with its norm gains in MXFP8, too, ends above MXFP8 with gains in float32. It was reported for far longer runs and need not show in these.',
      ja: 'ゲインも MXFP8 にすると、float32 のゲインを持つ MXFP8 より高い損失で終わる。報告ははるかに長い学習のもので、ここで現れるとは限らない。',
    },
    measure: loss('norm-gains', 'mxfp8-norm-gains', 'mxfp8'),
    hypothesis: above(LEAST),
  },
  {
    name: 'nvfp4',
    title: { en: 'NVFP4 as published costs no loss', ja: '発表どおりの NVFP4 の損失は変わらない' },
    source: SOURCES.nvfp4,
    published: {
      en: 'A 12B model trained in NVFP4, with stochastic rounding, square blocks, Hadamard transforms and some layers in high precision, has a loss comparable to FP8’s.',
      ja: '確率的丸め、正方ブロック、アダマール変換、一部の層の高精度を用いた NVFP4 で学習した 12B モデルの損失は FP8 に匹敵する。',
    },
    expectation: {
      en: 'All of that (the last of four layers in BF16) ends within the margin of BF16, in a study that shows what unscaled FP8 does.',
      ja: 'それらすべて(4 層のうち最後の層は BF16)で BF16 との差が許容幅に収まる。同じ研究でスケールなし FP8 の差は見える。',
    },
    measure: loss('nvfp4', 'nvfp4-published', 'bf16-mixed'),
    hypothesis: within(MARGIN),
    control: loss('nvfp4', 'fp8-unscaled', 'bf16-mixed'),
  },
  {
    name: 'hadamard',
    title: { en: 'NVFP4 needs its Hadamard transform', ja: 'NVFP4 にはアダマール変換が要る' },
    source: SOURCES.nvfp4,
    published: {
      en: 'Random Hadamard transforms bound the outliers of a block.',
      ja: 'ランダムなアダマール変換はブロック内の外れ値を抑える。',
    },
    expectation: {
      en: 'Without the transform of the weight gradient’s operands, and the last layer in BF16 in both, NVFP4 ends higher. Models this small have few outliers; nothing need be seen.',
      ja: '重み勾配のオペランドの変換がないと(最後の層は双方 BF16)、NVFP4 の損失は高くなる。小さなモデルには外れ値が少なく、見えるとは限らない。',
    },
    measure: loss('nvfp4', 'nvfp4-last-layer', 'nvfp4-published'),
    hypothesis: above(LEAST),
  },
  {
    name: 'high-layers',
    title: { en: 'NVFP4 needs layers in high precision', ja: 'NVFP4 には高精度の層が要る' },
    source: SOURCES.nvfp4,
    published: {
      en: 'Some layers, most of them the last, are kept in high precision to keep training from diverging.',
      ja: '学習が発散しないよう、一部の層、多くは最後の層を高精度に保つ。',
    },
    expectation: {
      en: 'With every layer in NVFP4 training ends higher than with the last of four in BF16.',
      ja: 'すべての層が NVFP4 だと、4 層のうち最後を BF16 にしたものより高い損失で終わる。',
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
      ja: '指数ビットはモデルの性能に仮数ビットよりわずかに多く寄与する。',
    },
    expectation: {
      en: 'Of the bits of BF16, four taken from the exponent (E4M7) cost more loss than four taken from the mantissa (E8M3). Without scales, which hide it.',
      ja: 'BF16 のビットのうち、指数から 4 ビット取る(E4M7)ほうが仮数から 4 ビット取る(E8M3)より損失が増える。スケールなしで比べる(スケールはこれを隠す)。',
    },
    measure: loss('bits', 'e4m7', 'e8m3'),
    hypothesis: above(LEAST),
  },
  {
    name: 'second-moment',
    title: { en: 'Adam’s second moment does not stand FP8', ja: 'Adam の二次モーメントは FP8 に耐えない' },
    source: SOURCES.fp8Lm,
    published: {
      en: 'Of Adam’s moments the first is kept in FP8, the second in FP16. Contested: arXiv 2409.12517 keeps both in FP8.',
      ja: 'Adam のモーメントのうち、一次は FP8、二次は FP16 で保存される。異論もある:arXiv 2409.12517 は両方を FP8 で保存する。',
    },
    expectation: {
      en: 'BF16 training with the second moment alone in scaled E5M2 ends above the same with both in float32.',
      ja: '二次モーメントだけをスケール付き E5M2 にした BF16 学習は、両方 float32 のものより高い損失で終わる。',
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
      ja: 'Adam のモーメントのうち、一次は FP8(E4M3)、二次は FP16 で保存される。',
    },
    expectation: {
      en: 'The second moment alone in scaled E4M3 ends above the same in float32: it is a mean of squares, twice as wide in octaves as gradients are, and what underflows to 0 becomes a huge update.',
      ja: '二次モーメントだけをスケール付き E4M3 にすると、float32 より高い損失で終わる。二乗の平均なのでオクターブ幅は勾配の 2 倍あり、0 にアンダーフローしたものは巨大な更新になる。',
    },
    measure: loss('moments', 'second-moment-e4m3', 'bf16-mixed'),
    hypothesis: above(LEAST),
  },
  {
    name: 'first-moment',
    title: { en: 'Adam’s first moment stands FP8', ja: 'Adam の一次モーメントは FP8 に耐える' },
    source: SOURCES.fp8Lm,
    published: {
      en: 'Of Adam’s moments the first is kept in FP8, the second in FP16.',
      ja: 'Adam のモーメントのうち、一次は FP8、二次は FP16 で保存される。',
    },
    expectation: {
      en: 'BF16 training with the first moment alone in scaled E4M3 ends within the margin of the same with both in float32.',
      ja: '一次モーメントだけをスケール付き E4M3 にした BF16 学習は、両方 float32 のものとの差が許容幅に収まる。',
    },
    measure: loss('moments', 'first-moment-fp8', 'bf16-mixed'),
    hypothesis: within(MARGIN),
    control: loss('moments', 'fp8-unscaled', 'bf16-mixed'),
  },
  {
    name: 'bf16-weights',
    title: { en: 'Weights at rest in BF16 lose small updates', ja: 'BF16 で保存した重みは小さな更新を失う' },
    source: SOURCES.bfloat16,
    published: {
      en: 'Rounding weights to the nearest BF16 value after an update often cancels the update.',
      ja: '更新後の重みを最近接の BF16 に丸めると、更新がしばしば消える。',
    },
    expectation: {
      en: 'Without a float32 master copy, rounded to nearest, training ends above mixed precision.',
      ja: 'float32 のマスターなしで最近接丸めを使うと、混合精度より高い損失で終わる。',
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
      ja: '重みの確率的丸めは精度の低下を防ぐ。',
    },
    expectation: {
      en: 'Weights at rest in BF16 end higher when rounded to nearest than when rounded stochastically.',
      ja: 'BF16 で保存した重みは、確率的丸めより最近接丸めで高い損失に終わる。',
    },
    measure: loss('weights', 'bf16-weights', 'bf16-weights-stochastic'),
    hypothesis: above(LEAST),
  },
  {
    name: 'qk-norm',
    title: {
      en: 'Normed queries and keys widen the learning rates',
      ja: 'クエリとキーの正規化は学習率の幅を広げる',
    },
    source: SOURCES.proxies,
    published: {
      en: 'With qk-layernorm models are less sensitive to the learning rate, small ones included.',
      ja: 'qk-layernorm があると、小さなモデルでも学習率への感度が下がる。',
    },
    expectation: {
      en: 'From 1e-3 to 1, the LR sensitivity is higher without the norm than with it.',
      ja: '1e-3 から 1 まで、学習率感度は正規化がないほうが高い。',
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
    title: { en: 'The z-loss widens the learning rates', ja: 'z-loss は学習率の幅を広げる' },
    source: SOURCES.proxies,
    published: {
      en: 'The z-loss mitigates the divergence of the output logits at high learning rates, in small models, too.',
      ja: 'z-loss は高い学習率での出力ロジットの発散を、小さなモデルでも抑える。',
    },
    expectation: {
      en: 'From 1e-3 to 1, the LR sensitivity is higher without a z-loss of 1e-4 than with it.',
      ja: '1e-3 から 1 まで、学習率感度は 1e-4 の z-loss がないほうが高い。',
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
      en: 'Switching to BF16 for the last part of the run recovers most of the gap in loss.',
      ja: '学習の最後を BF16 に切り替えると、損失の差の大半が戻る。',
    },
    expectation: {
      en: 'Unscaled FP8 ends higher than unscaled FP8 whose last quarter is BF16. Here with a recipe that is known to fail, so that there is something to recover.',
      ja: 'スケールなし FP8 は、最後の 4 分の 1 を BF16 にしたものより高い損失で終わる。取り戻すものがあるように、失敗すると分かっているレシピで比べる。',
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
      ja: '低精度は BF16 で始めた後、段階的に導入すべきである。',
    },
    expectation: {
      en: 'Unscaled FP8 ends higher than unscaled FP8 whose first quarter is BF16.',
      ja: 'スケールなし FP8 は、最初の 4 分の 1 を BF16 にしたものより高い損失で終わる。',
    },
    measure: loss('programs', 'fp8-unscaled', 'bf16-first'),
    hypothesis: above(LEAST),
  },
  {
    name: 'seed-failures',
    title: { en: 'BF16 fails on more seeds than TF32', ja: 'BF16 は TF32 より多くのシードで失敗する' },
    source: SOURCES.toFp8,
    published: {
      en: 'Reduced precision is to be judged by its robustness across random seeds, BF16 included.',
      ja: '低精度は、BF16 も含めて、乱数シードに対する頑健さで判断すべきである。',
    },
    expectation: {
      en: 'One run in ten fails in BF16 and not in TF32. Nothing is expected to be seen in a model of this size; what could have been told is said.',
      ja: '10 回に 1 回は TF32 では失敗せず BF16 で失敗する。この大きさのモデルで見えるとは期待されない。見分けられた割合を併記する。',
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
      ja: '安定性を判断するため、ロジットで測る損失地形の鋭さの指標が提案されている。',
    },
    expectation: {
      en: 'After a third of the steps, the ratio of the sharpness to the BF16 twin’s tells runs that will fail better (AUC) than how far their loss lies above the twin’s.',
      ja: '3 分の 1 のステップの後、BF16 の対との鋭さの比は、損失の差より(AUC で)よく、失敗する学習を見分ける。',
    },
    measure: {
      kind: 'warning',
      study: 'warning' satisfies StudyName,
      recipes: ['fp8-unscaled', 'exponent-e5'],
      twin: 'bf16-mixed',
      at: 1 / 3,
    },
    hypothesis: above(LEAST_AREA),
  },
];

export const EFFECT_NAMES: readonly string[] = EFFECTS.map(({ name }) => name);
