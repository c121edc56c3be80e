// Every run of a study as a table, in Japanese.
import type { PageWords } from '../words.ts';

export const studyRuns: PageWords['studyRuns'] = {
  recipe: 'レシピ',
  state: '状態',
  label: 'ラベル',
  any: 'すべて',
  runs: (runs) => `${runs.toLocaleString('ja')}回の実行`,
  chooseNone: '選択を解除',
  table: '実行',
  rows: '行',
  chosen: '選択',
  columns: {
    recipe: 'レシピ',
    learningRate: '学習率',
    seed: 'シード',
    state: '状態',
    label: 'ラベル',
    endStep: '最終ステップ',
    tailLoss: '終盤損失',
    validationLoss: '検証損失',
    reason: '理由',
  },
  draw: (run) => `実行${run}を描く`,
};
