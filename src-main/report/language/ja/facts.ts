// What every figure says about how its numbers came about, in Japanese.
import type { Words } from '../language.ts';

const stepRange = (low: number, high: number) => `1実行あたり${low}〜${high}ステップ`;

export const facts: Words['facts'] = {
  noRuns: '実行なし',
  unknownSteps: 'ステップ数は不明',
  steps: (steps) => `1実行あたり${steps}ステップ`,
  equalSteps: (steps) => `ステップ数を統一（1実行あたり${steps}ステップ）`,
  equalTokens: (low, high) => `トークン数を統一（${stepRange(low, high)}）`,
  neitherEqual: (low, high) => `ステップ数もトークン数も不統一（${stepRange(low, high)}）`,
  noSeeds: 'シードなし',
  seeds: (low, high) => `1セルあたり${low === high ? low : `${low}〜${high}`}シード`,
  noDevice: 'デバイス不明',
  devices: (names) => `デバイス：${names.join('、')}`,
  emulated: '精度はエミュレーション',
  hardware: '精度は実機',
  unknownPrecision: '精度は未確認',
  bothPrecisions: (hardware, emulated) =>
    `精度は実機（${hardware.join('、')}）とエミュレーション（${emulated.join('、')}）`,
  imported: '取り込んだ実行結果',
  byCommand: '外部コマンドで学習',
  rateColumns: (perDecade) =>
    `任意に選ばれた学習率を${perDecade === 1 ? '1桁' : `1/${perDecade}桁`}幅の列にまとめて表示（安定限界は各実行の学習率から推定）`,
  averages: {
    interval: '記録間の平均',
    epoch: 'エポックごとの平均',
    smoothed: '移動平均',
  },
  averagedAll: (means) => `損失は${means}`,
  averagedRuns: (runs, means) => `${runs}件の実行の損失は${means}`,
  averaged: (losses) => `${losses}（それより短いスパイクは見えない）`,
  leftOut: (rows, places) =>
    `実行だった可能性のある${rows}行を除外${places === '' ? '' : `（${places}。該当セルに△）`}`,
  leftOutAt: (rows, rate) => `学習率${rate}に${rows}行`,
  leftOutMore: (rates) => `ほか${rates}通りの学習率`,
  refined: '絞り込み：安定限界の決定に不要な実行は省略',
  earlyStop: '安定して終わる見込みのない実行は途中で停止',
  along: (row, parts) => `${row}に連動：${parts}`,
  microBatches: (sequences) => `勾配は${sequences}系列のマイクロバッチごとに累積`,
  recomputed: '活性値は層ごとに再計算',
  mup: (baseWidth) => `基準幅${baseWidth}のmuP`,
  mus: (baseWidth, share) => `基準幅${baseWidth}のユニットスケーリング（muS、τ ${share}）`,
  optimizer: (kind) => `オプティマイザ：${kind}`,
  optimizerOf: (recipe, kind) => `${recipe}のオプティマイザ：${kind}`,
  ownRecipe: (recipe, base, sites) =>
    sites === '' ? `${recipe}は${base}と同じ` : `${recipe}は${base}の${sites}を変更したもの`,
  ownSites: (count) => `${count}か所`,
  ownMore: (count) => `ほか${count}件の独自レシピ`,
  text: (name) => `テキスト：${name}`,
  mixed: (imported, trained) =>
    `取り込み${imported}回、ここで学習${trained}回（同じ条件の学習かどうかは不明）`,
  from: (fileName) => `出典：${fileName}`,
  line: (parts) => `${parts.join('・')}。`,
  thresholdsLine: (thresholds) => `しきい値：${thresholds}。`,
  unstableMeans: (labels) => `不安定とみなすラベルは${labels.join('、')}`,
  unstableFrom: (share) => `不安定な実行が${share}以上のセルを不安定とする`,
  stalledBelow: (share) => `停滞と学習不足は、ベースラインの学習量の${share}未満`,
  degradedAbove: (nats) => `劣化は、ベースラインの最良の終盤損失から${nats} nat超`,
  degradedAboveFactor: (factor) => `劣化は、ベースラインの最良の終盤損失の${factor}倍超（旧版の規則）`,
  spikyAbove: (share, sigma, steps, nats, jumpSteps) =>
    `スパイクは、${sigma}σ以上の値が${share}超、${steps}ステップ以上連続、または${jumpSteps}ステップ以内に${nats} nat超の急上昇`,
  tail: (steps, share) => `終盤は最後の${steps}ステップ（全体の${share}の方が長ければそちら）`,
  level: (share) => `区間はすべて${share}`,
};
