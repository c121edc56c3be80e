// Words of studies side by side in Japanese.
import type { Words } from '../language.ts';

export const comparison: Words['comparison'] = {
  title: 'スタディの比較',
  edges: '学習率の限界（LR50、行ごと）',
  penalties: '同じスタディのベースラインに対する精度による損失の増加（nat）',
  absent: 'このスタディにはありません',
  cell: (rate, row, unstable, finished) => `${rate}、${row}：${finished}実行中${unstable}実行が不安定`,
  description: (studies, recipes) =>
    `${studies.join('と')}の不安定な実行の割合（${recipes.join('、')}）を同じ学習率の軸で示し、続けて全体の限界と損失の増加を示します。`,
  caption:
    'すべてのマップは学習率の軸と不安定な実行の割合の色が共通です。点と線は限界とその95 %区間です（破線は端が定まらない区間）。試した学習率の範囲外にある限界は示していません。損失の増加はそれぞれのスタディのベースラインとの差です。異なるスタディの限界は対になっていないため、シードに共通する変動は区間に含まれません。',
};
