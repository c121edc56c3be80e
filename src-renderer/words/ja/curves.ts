// The curves of runs on the page, in Japanese.
import type { PageWords } from '../words.ts';

export const curves: PageWords['curves'] = {
  ofChosen: '選んだ実行の学習曲線',
  ofListed: '表にある実行の学習曲線',
  picture: 'ステップごとの損失と勾配ノルム',
  keys: 'ドラッグした範囲のステップを拡大します。+と−で拡大・縮小、矢印キーで移動、0またはダブルクリックで全体に戻ります。',
  axis: '軸',
  axes: { robust: '大きな外れ値を除く', log: '対数、すべての値' },
  reading: '学習曲線を読み込んでいます…',
  noneFinished: 'この中に完了した実行はまだありません。',
  noneKept: 'これらの実行の学習曲線は保存されていません。',
  zoom: '表示するステップ',
  nearer: 'ステップを減らす',
  farther: 'ステップを増やす',
  earlier: '前のステップ',
  later: '後のステップ',
  whole: '全ステップ',
  seen: (from, to, of) =>
    from === 0 && to === of ? `全${of}ステップ` : `全${of}ステップのうち${from}〜${to}`,
  tip: (run, step, kind, value) => `${run}\nステップ ${step}\n${kind} ${value}`,
  ranks: (runs, step, low, median, high) =>
    `ステップ${step}の${runs}回の実行：下側四分位 ${low}、中央値 ${median}、上側四分位 ${high}`,
  beyond: '軸より上（不安定）',
  exported: {
    name: 'この学習曲線',
    words: '表示中の実行、ステップ、軸のままの学習曲線です。',
  },
};
