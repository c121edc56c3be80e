// The pinned cell of a study: its runs, what rounding did to them, their activations and logs, in Japanese.
import type { PageWords } from '../words.ts';

export const studyCell: PageWords['studyCell'] = {
  pinned: 'ピン留めしたセル',
  close: '閉じる',
  columns: {
    recipe: 'レシピ',
    learningRate: '学習率',
    seed: 'シード',
    label: 'ラベル',
    why: '理由',
    tailLoss: '終盤損失',
    validationLoss: '検証損失',
    more: '詳細',
  },
  provisional: (label) => `${label}（暫定）`,
  show: '表示',
  shown: '表示中',
  detailsOf: (isShown, recipe, rate, seed) =>
    `${recipe}${rate === null ? '' : `、学習率${rate}`}、シード${seed}の詳細を${isShown ? '表示中' : '表示'}`,
  skipped: (skipped, steps, scale) =>
    `損失スケールにより${steps}ステップ中${skipped}ステップを飛ばしました。最後の損失スケールは${scale}です。`,
  printed: (run) => `実行${run}のトレーナーの出力`,

  sites: {
    caption: (recipe, seed) => `箇所ごとの丸め：${recipe}、シード${seed}`,
    site: '箇所',
    underflowWorst: 'アンダーフロー（最大）',
    underflowAt: (step) => `アンダーフロー（ステップ${step}）`,
    overflowWorst: 'オーバーフロー（最大）',
    scaleAt: (step) => `スケール（ステップ${step}）`,
  },

  activations: {
    caption: (recipe, seed) => `層ごとの活性値：${recipe}、シード${seed}。正規分布の尖度は3です。`,
    layer: '層',
    of: '対象',
    measure: '指標',
    measures: { kurtosis: '尖度', peak: '最大値/RMS', largestLogit: '最大のロジット' },
    at: (step) => `ステップ${step}`,
    highest: '最大',
    course: '推移',
  },
};
