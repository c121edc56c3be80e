// Words of the ladder of sizes in Japanese.
import type { Words } from '../language.ts';

export const ladder: Words['ladder'] = {
  whole: (sentence) => `${sentence}。`,
  measures: {
    edge: '学習率の限界（LR50）',
    penalty: '精度による損失の増加（nat）',
    largestLogit: '注意ロジットの最大値',
    logZ: 'ヘッドの log Z（nat）',
  },
  heading: '小さいモデルから大きいモデルへ',
  caption: 'モデルの大きさに対する各測定値（各レシピは大きさごとの最良の学習率で比較）。',
  captionTested: '最大のモデルは、実測を見る前に小さいモデルから予測しました。',
  maps: (study) => `${study}：大きさごとのマップ`,
  mapsSubtitle:
    'モデルの大きさごとのパネルに、レシピごとの行で学習率に対する不安定な実行の割合を示します。点と線は限界とその区間、試した学習率の端の三角はその先にある限界です。色のないセルは実行していないか、判定できません。',
  title: (study) => `${study}：小さいモデルから大きいモデルへ`,
  parameters: 'モデルのパラメータ数',
  byTokens: (size) => `トークン数と、精度による損失の増加（大きさ${size}、nat）`,
  tokensEach: '1パラメータあたりのトークン数',
  byTokensNote: 'トークン数のパネルは、最大のモデルをステップ数の異なる学習で比べたものです。',
  byTokensTested: '最長の学習の値は、実測を見る前に、小さいモデルの短い学習から予測しました。',
  byTokensAhead: 'トークン数のパネルの帯はすべての実行からの予測で、検証した範囲に限ります。',
  byTokensLacking: (recipes) =>
    `大きさまたはステップ数に値のないものがあるため、トークン数のパネルに描いていないレシピ：${recipes}。`,
  sizeOf: (count) => `${count}パラメータ`,
  of: (recipe, measure) => `${recipe}、${measure}`,
  heldOut: (level, predicted, low, high, measured, isHit) =>
    `除いておいた最大のモデルの予測は${predicted}（${level}区間 ${low}〜${high}）、実測は${measured}で区間${isHit ? '内' : '外'}`,
  heldOutBudget: (level, size, predicted, low, high, measured, isHit) =>
    `小さいモデルの短い学習からの${size}・最長の学習での予測は${predicted}（${level}区間 ${low}〜${high}）、実測は${measured}で区間${isHit ? '内' : '外'}`,
  tokensExpected: (level, size, each, value, low, high) =>
    `${size}、1パラメータあたり${each}トークンでの予測は${value}（${level}区間 ${low}〜${high}）`,
  moreTokensNeeded: (recipe, share, low, high) =>
    `${recipe}がそこでベースラインの損失に達するには、${share}%多いトークンが必要です（95%区間 ${low}〜${high}%）`,
  expected: (level, size, value, low, high) => `${size}での予測は${value}（${level}区間 ${low}〜${high}）`,
  nothing: (reason) => `より大きいモデルについては何も言えません：${reason}`,
  tooFew: (sizes, least) => `測定された大きさが${sizes}個で、予測とその検証には${least}個必要です`,
  missingSize: (size, reason) => `${size}の大きさの値がありません（${reason}）`,
  missedBy: (measured, low, high) =>
    `除いておいた最大のモデルの実測は${measured}で、小さいモデルからの予測${low}〜${high}の外でした`,
  untested: (low, high) => `最大のモデルについての予測が${low}〜${high}と広すぎて、検証になりません`,
  tooFar: (octaves, reach) =>
    `その大きさは測定された最大のモデルより2倍が${octaves}回分大きく、予測が検証されたのは${reach}回分までです`,
  moreTokens: (wanted, measured) =>
    `そのモデルは1パラメータあたり${wanted}トークンを学習しますが、最大の大きさが学習したのは${measured}トークンで、精度による損失の増加はトークン数とともに大きくなります`,
  staleBudgets:
    'ステップ数の異なる学習を比較した後に、このスタディの学習結果または閾値が変わりました。「precipice budgets」で比較し直すまで、トークン数については何も述べません',
  tooFewBudgets: (budgets, least) =>
    `ステップ数の異なる学習が${budgets}通りで、トークン数についての予測とその検証には${least}通り必要です`,
  budgetMissed: (size, measured, low, high) =>
    `除いておいた最長の学習の${size}での実測は${measured}で、短い学習からの予測${low}〜${high}の外でした`,
  budgetUntested: (size, low, high) =>
    `小さいモデルの短い学習からの、${size}・最長の学習についての予測が${low}〜${high}と広すぎて、検証になりません`,
  tooLong: (octaves, reach) =>
    `その学習は、その大きさでの最長の学習より2倍が${octaves}回分長く、予測が検証されたのは${reach}回分までです`,
  tooShort: 'その学習は測定された最短の学習より短いです',
  slope: 'トークン数がe倍になるごとの損失の減少（nat）',
  noSlope: (reason) => `そこでトークン数とともに損失がどれだけ減るかがわかりません（${reason}）`,
  tokensTooWide: (factor) => `必要なトークン数の区間が${factor}倍にわたり、意味のあることは言えません`,
  tooSmall: 'その大きさは測定された最小のモデルより小さいです',
  tooWide: (width) => `そこでの区間の幅が${width}で、意味のあることは言えません`,
  legend: {
    measured: '測定値と標準誤差',
    heldOut: '小さいモデルからの予測',
    ahead: '予測（検証された範囲まで）',
  },
  gaps: '下端の×は値のない大きさです（最良の学習率でも失敗する実行があるか、限界が試した学習率の外）。線はその大きさで途切れます。',
  missing: {
    'off-grid': '限界が試した学習率の範囲外',
    fails: '最良の学習率でも失敗あり',
    'not-measured': '測定なし',
    level: 'ステップを増やしても損失が明らかには減らない',
  },
  decades: (value) => `${value}桁`,
  doublings: (value) => `2倍の${value}回分`,
  nats: (value) => `${value} nat`,
};
