// What a recipe rounds, and where, in Japanese.
import type { Words } from '../language.ts';

export const precision: Words['precision'] = {
  truncated: '切り捨て',
  stochastic: '確率的丸め',
  unscaled: 'スケールなし',
  scales: (parts) => parts.join('と'),
  tensorScale: (isPowerOfTwo) => `テンソルごとに${isPowerOfTwo ? '2のべき乗の' : ''}スケール1つ`,
  fromLastStep: (scale) => `${scale}（前のステップの値による）`,
  fromHistory: (scale, which, steps) =>
    `${scale}（過去${steps}ステップの${which === 'largest' ? '最大値' : '最新値'}による）`,
  blockScale: (kind, extent) => `${extent}ごとに${kind === null ? '' : `${kind}の`}スケール1つ`,
  powerOfTwo: '2のべき乗',
  row: '行',
  block: (across, along) => `${across}×${along}ブロック`,
  valuesAlong: (along) => `${along}個の値`,
  roundedUp: (scale) => `${scale}（切り上げ）`,
  roundedDown: (scale) => `${scale}（切り下げ）`,

  accumulation: (bits, terms) => `総和は${bits}ビットで、${terms}項ごとにFP32へ加算`,
  hadamard: (tokens) => `重みの勾配：${tokens}トークンごとのアダマール変換`,
  lossScale: (factor) => `損失の勾配を${factor}倍する`,
  dynamicLossScale: (initial, steps) =>
    `損失スケールは最初${initial}、オーバーフローのたびに半分、${steps}ステップ起こらなければ2倍`,

  title: (recipe) => `${recipe}が丸めるもの`,
  bits: (count) => `${count}ビット。`,
  kinds: { sign: '符号', exponent: '指数', mantissa: '仮数' },
  legend: 'ビットの種類',
  legendText: '濃い色：符号。塗り：指数。枠線：仮数。',
  used: (words, sites) => `${words}：${sites}`,

  sites: {
    linear: '線形層',
    head: '出力層',
    linearAndHead: '線形層と出力層',
    edges: (first, last) => `最初の${first}層と最後の${last}層の線形層`,
    attention: '注意機構',
    embedding: '埋め込み',
    residual: '残差ストリーム',
    normGains: '正規化のゲイン',
    normOutputs: '正規化の出力',
    elementwise: '活性化関数',
    weightGradient: '完成した重みの勾配',
    masterWeights: 'マスター重み',
    weightsAtRest: '保持する重み',
    adamM: 'Adamのm',
    adamV: 'Adamのv',
  },
  tensors: {
    queriesAndKeys: 'クエリとキー',
    probabilitiesAndValues: '確率と値',
    activations: '活性値',
    weights: '重み',
    gradients: '勾配',
    outputs: '出力',
  },
  products: {
    forward: '順伝播',
    backward: '逆伝播',
    inputGradients: '入力の勾配用',
    weightGradients: '重みの勾配用',
  },
  tensorIn: (tensor, product) => `${tensor}（${product}）`,
  part: (place, tensors) => `${place}（${tensors.join('、')}）`,
};
