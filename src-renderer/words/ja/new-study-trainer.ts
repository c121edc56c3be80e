// A new study whose runs a command trains, and how it tells its runs, in Japanese.
import type { PageWords } from '../words.ts';

export const newStudyTrainer: PageWords['newStudyTrainer'] = {
  title: (study) => `新しいスタディ: ${study}`,
  back: 'フォームに戻る',
  byCommand: 'コマンドで学習',
  folder: 'コマンドを実行するフォルダ',
  start: '開始',
  starting: '開始しています…',
  grid: '格子',
  facts: {
    runs: '実行数',
    steps: 'ステップ数',
    recipes: 'レシピ',
    rates: '学習率',
    sizes: 'バッチサイズ',
    rows: (setting) => `行: ${setting}`,
    seeds: 'シード',
  },
  runs: (runs, atOnce) => `${runs}（同時に${atOnce}）`,
  steps: (steps) => `全部で${steps}`,
  recipes: (names, baseline) => `${names.join('、')}。ベースラインは${baseline}`,
  seeds: (seeds) => `${seeds}シード`,

  reports: '実行の報告方法',
  linesOf: '出力される行',
  protocol: 'プロトコルのJSON Lines',
  ownPattern: '独自のパターン',
  patterns: (groups) => `正規表現を1行に1つ。使えるグループ: ${groups}`,
  every: 'ステップが書かれていない場合の、行と行の間のステップ数',
  paste: 'ログの一部を貼り付け',
  tryLines: 'この行で試す',
  line: '行',
  read: '読み取った内容',
  nothing: 'なし（読み飛ばします）',
  more: (lines) => `残りの${lines}行は確認していません。`,
};
