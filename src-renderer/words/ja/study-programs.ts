// Precision programs of a study compared, in Japanese.
import type { PageWords } from '../words.ts';

export const studyPrograms: PageWords['studyPrograms'] = {
  reading: '実行を読み込んでいます…',
  noneFinished: '途中でレシピが変わりうる実行は、まだ完了していません。',
  none: 'このスタディには、実行の途中で変わるレシピがありません。プリセット「there-and-back」と「guarded」には、途中で変わるレシピがあります。',
  compared: 'プログラムの比較',
  learningRate: '学習率',
  all: 'すべて',
  speedup: '8ビット以下のステップ1回の速度比',
  overCells:
    '損失は、学習がうまくいくセルもいかないセルも含めた平均です。比べるにはセルを1つ選んでください。',
  timeline: '各ステップを学習したレシピ',
  timelineOf: '実行ごとの、各ステップを学習したレシピ',
  onTheWay: '途中の経過',
  columns: {
    program: 'プログラム',
    unstable: '不安定な実行',
    labels: 'ラベル',
    tailLoss: (level) => `終盤損失（${level}区間）`,
    validationLoss: (level) => `検証損失（${level}区間）`,
    lowSteps: '8ビット以下のステップ',
    actions: '1実行あたりのトリガー作動',
    inVain: '1実行あたりの捨てられたステップ',
    speedup: '実効速度比',
  },
  unstable: (unstable, runs) => `${runs}回中${unstable}回`,
};
