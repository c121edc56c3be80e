// Words of studies side by side in Japanese.
import type { Words } from '../language.ts';

export const comparison: Words['comparison'] = {
  title: 'スタディの比較',
  edges: '限界（LR50、行ごと）',
  penalties: '各スタディのベースラインに対する損失の増加（nat）',
  absent: 'このスタディにはありません',
  cell: (rate, row, unstable, finished) => `${rate}、${row}：${finished}実行中${unstable}実行が不安定`,
  beyond: {
    above: '限界は試した学習率より上',
    below: '限界は試した学習率より下',
  },
  rows: (row) => `行：${row}`,
  description: (studies, recipes) =>
    `${studies.join('と')}の不安定な実行の割合（${recipes.join('、')}）を同じ学習率の軸で示し、続けて全体の限界と損失の増加を示します。`,
  interval: (levels) =>
    levels.length === 1 ? `${levels[0]}区間` : `区間（スタディの順に${levels.join('、')}）`,
  caption: (interval) =>
    `すべてのマップは学習率の軸と不安定な実行の割合の色が共通です。色のないセルは実行していないか、判定できません。点と線は限界とその${interval}です（破線は端が定まらない区間）。試した学習率の端にある三角は、限界がその先にあることを示します。損失の増加はそれぞれのスタディのベースラインとの差です。異なるスタディの限界は対になっていないため、シードに共通する変動は区間に含まれません。`,
  ladder: {
    edge: 'モデルの大きさに対する限界（LR50）',
    penalty: 'モデルの大きさに対する損失の増加（nat）',
    caption:
      'モデルの大きさに対して、スタディごとに一本の線で示します。点と線は値とその区間（水準は上と同じ）で、各レシピはそれぞれの大きさで最良の学習率によります。',
  },
  noSizes: '行は大きさではない',
  otherSizes: (parts) =>
    `モデルの大きさの単位が異なります（${parts}）。同じ単位のものだけを一つの軸に示します。`,
  unknown: '不明',
  said: { rows: '行ごと', unsaid: '設定なし' },
  values: (count, low, high) => `${low}から${high}までの${count}個の値`,
  sameSpec: '仕様は名前を除いて同じです。',
  specsDiffer: (list, more) =>
    `仕様の違い（スタディの順）：${list}${more === 0 ? '' : `、ほか${more}個の設定`}。`,
  noCommonRecipe: (studies) =>
    `次のスタディのレシピは他のスタディになく、同じものどうしの比較はありません：${studies}。`,
  otherRows: (parts) =>
    `行の設定が異なります（${parts}）。限界はそれぞれの行のものであり、異なる行の限界は比較できません。`,
  otherRowValues: (row, studies) =>
    `次のスタディの${row}は他のスタディになく、限界は他と異なる行のものです：${studies}。`,
  otherRates: '試した学習率がすべては重なりません。試していない範囲についてスタディは何も示しません。',
  otherThresholds: (fields) =>
    `実行の判定規則が異なるため（${fields}）、「不安定」の意味はすべてのスタディで同じではありません。`,
  otherSteps: (parts) =>
    `実行のステップ数が異なるか不明です（${parts}）。限界と損失の増加はステップ数によって変わります。`,
  unknownSettings: (studies) =>
    `次のスタディを学習させた設定はすべてが分かっているわけではなく、不明な設定は異なるかもしれません：${studies}。`,
  otherRecipes: (recipes) =>
    `同じ名前で丸め方の異なるレシピがあります（${recipes}）。同じレシピではありません。`,
  namedOnly: (studies) =>
    `次のスタディのレシピが何を丸めるかは記録がなく、名前だけで比べています：${studies}。`,
  otherBaselines: (parts) =>
    `ベースラインが異なるため（${parts}）、損失の増加は同じものとの差ではありません。`,
  otherTexts: (parts) =>
    `テキストまたはトークンが異なるか不明です（${parts}）。トークンあたりのnatは同じ単位ではなく、精度の代償もそれによって変わります。`,
  noPenalty: (studies) =>
    `レシピの実行とベースラインの実行がともに学習できた組がなく、損失の増加がありません：${studies}。`,
};
