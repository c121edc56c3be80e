// The coordinate check in Japanese.
import type { Words } from '../language.ts';

export const coordinates: Words['coordinates'] = {
  setting: (recipe, rate, batchSize, steps, widths, base, seeds) =>
    `${recipe}、学習率${rate}、バッチサイズ${batchSize}、${steps}ステップ後、幅${widths.join('、')}（基準${base}）、シード${seeds.join('、')}。`,
  power: '幅の何乗で大きくなるか（95%区間つき）。0なら幅によりません。',
  size: '大きさ',
  change: '開始時からの変化',
  slope: (slope, interval) => `傾き${slope}${interval === null ? '' : `（${interval}）`}`,
  noSlope: '傾きなし',
  titles: { size: '幅に対する活性値の大きさ', change: '幅に対する活性値の変化' },
  caption: (setting) =>
    `${setting}全層・全トークンの二乗平均平方根をシードで平均し、モデルの幅に対して示す。傾きは最後のステップの後の幅のべきとその95%区間。`,
  names: {
    embedding: '埋め込み',
    'attention logits': '注意ロジット',
    'attention output': '注意機構の出力',
    'MLP output': 'MLPの出力',
    logits: '出力ロジット',
  },
  standard: '標準',
  after: '学習後',
  steps: 'ステップ',
  point: (width, steps, value) => `幅${width}、${steps}ステップ後：${value}`,
};
