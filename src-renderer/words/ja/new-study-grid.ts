// The axes of the grid in the form for a new study, in Japanese.
import type { PageWords } from '../words.ts';

export const newStudyGrid: PageWords['newStudyGrid'] = {
  title: '格子',
  rates: '学習率',
  ratesAs: '学習率の指定方法',
  logSpaced: '対数等間隔',
  list: 'リスト',
  from: '最小',
  to: '最大',
  howMany: '個数',
  values: '値',
  anyOrder: 'コンマ区切り、順不同',
  logAxis: (count) => `対数軸上の${count}個の学習率`,
  rows: 'マップの行',
  rowsAre: { label: '行にする設定', hint: 'マップの第2軸。各行は、独立したスタディと同じように学習されます' },
  valuesOf: (setting) => `${setting}の値`,
  ascending: '昇順、コンマ区切り',
  along: {
    label: '行とともに変える設定',
    hint: '行ごとに1つの値、例: model.heads = 2, 4, 8。複数の設定はセミコロン区切り',
  },
  sizes: 'バッチサイズ',
  allSizes: {
    label: 'すべてのバッチサイズ',
    hint: '系列数、任意の整数。行が別の設定のときは1つ',
  },
  seeds: 'シード',
  seedsAs: 'シードの指定方法',
  number: '個数',
  seedsPerCell: { label: '1セルのシード数', hint: 'シード0、1、…。どのレシピでも共通' },
  byCommas: 'コンマ区切り',
};
