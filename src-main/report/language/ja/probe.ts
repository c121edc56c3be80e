// What a probe found, in Japanese.
import type { Words } from '../language.ts';

export const probe: Words['probe'] = {
  title: (baseline, rate, row, seed) =>
    `ほかのレシピで失われるもの：${baseline}、学習率${rate}、${row}、シード${seed}`,
  measures: {
    underflow: 'アンダーフローの割合',
    overflow: '最大値を超える割合',
    error: '丸め誤差',
  },
  captions: {
    underflow: '色：0でない値のうち、丸めで0になる割合',
    overflow: '色：形式の最大値を超える値の割合',
    error: '色：丸め誤差に対する信号の比',
  },
  cleanest: (decibels) => `${decibels} dB以上`,
  dirtiest: '0 dB：誤差が信号と同じ大きさ',
  steps: (from, to, caption) => `ステップ${from}〜${to}。${caption}。`,
  step: (step) => `ステップ${step}`,
  none: 'これらのレシピは、行列積のオペランドを丸めません。',
  cell: (recipe, operand, step, { underflow, overflow, ratio }) =>
    `${recipe}、${operand}、ステップ${step}：アンダーフロー${underflow}、最大値超え${overflow}、誤差に対する信号の比${ratio}`,
  worst: (cell) => `最も失われるもの：${cell}。`,
  found: (recipe) => `${recipe}：最も失われるオペランド（それぞれ最悪のステップ）`,
  roundsNothing: (recipe) => `${recipe}：行列積のオペランドを丸めません。`,
  columns: {
    recipe: 'レシピ',
    operand: 'オペランド',
    step: 'ステップ',
    underflow: 'アンダーフロー',
    overflow: '最大値超え',
    error: '信号対誤差比',
  },
  progress: (step, steps) => `${steps}ステップ中${step}`,
};
