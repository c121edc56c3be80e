// What can be saved of a study: names, and what each is and what for, in Japanese.
import type { PageWords } from '../words.ts';

export const studyExport: PageWords['studyExport'] = {
  surface: { name: '3D図', words: '3D図を、いま見ている向きのまま図版にします。' },
  live: {
    name: '画面どおりの3D図',
    words: 'いま画面に描かれている図に、題、凡例、実験条件を添えた300 dpiの画像です。',
  },
  map: { name: '2Dマップ', words: 'すべてのレシピの正確なマップに、目盛としきい値を添えた図です。' },
  curves: { name: '学習曲線', words: '完了したすべての実行の、ステップごとの損失です。' },
  ladder: { name: 'ラダー', words: 'モデルの大きさに対する安定限界とペナルティ、およびその予測です。' },
  sizes: { name: '大きさごとのマップ', words: '同じ目盛で並べた、大きさごとの小さなマップです。' },
  report: {
    name: 'レポート',
    words: '管理者向けの結論に、技術者向けのマップ、コスト、計画、しきい値が続きます。',
  },
  runs: { name: '実行の一覧', words: '1行に1つの実行：設定、状態、ラベルとその理由、損失の表です。' },
  everything: {
    name: 'すべてのデータ',
    words: '設定ファイル、実行環境、すべての実行とその曲線、そこから求めた結果です。',
  },
};
