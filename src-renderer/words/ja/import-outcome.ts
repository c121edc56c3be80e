// What an import would make of its inputs, in Japanese.
import type { PageWords } from '../words.ts';

const units = { line: '行', row: '行', trial: 'トライアル', entry: '要素', run: '実行' } as const;

export const importOutcome: PageWords['importOutcome'] = {
  heading: '取り込む内容',
  topics: {
    columns: 'どの列が何を表すかを指定してください。',
    study: 'どのスタディを取り込むかを選んでください。',
    objective: 'どの目的関数が損失かを選んでください。',
    direction: '損失の列の値が損失そのものか、符号を反転したものかを指定してください。',
    history: '1行が実行か、実行の1ステップかを指定してください。',
    'batch-size': 'バッチサイズが全体のものか、1デバイス・1マイクロステップあたりかを指定してください。',
    recipe: 'レシピのない実行のレシピ名を入力してください。',
    duplicates: '設定とシードが同じ実行のうち、どれを残すかを指定してください。',
    state: '状態の意味を指定してください。',
    failed: '失敗した実行の意味を指定してください。',
    pruned: '枝刈りされた実行の扱いを指定してください。',
    'empty-loss': '損失のない実行の扱いを指定してください。',
    reference:
      '損失の良し悪しを測る基準がありません。開始時の損失、語彙数、ユニグラムエントロピー、失敗とみなす損失のいずれかを入力してください。',
  },
  complaint: 'このままでは取り込めません。',
  byRate: '学習率ごとの内訳',
  byRateTable: '学習率ごとの実行',
  batchSize: 'バッチサイズ',
  seed: 'シード',
  tailLoss: '終盤の損失',
  labelColumn: 'ラベル',
  input: '入力',
  unplaced: (rows) => `学習率のわからない${rows}行を除外しました。これらはどの学習率のものでもありえます。`,
  all: 'すべての実行',
  first: (shown) => `最初の${shown}回`,
  firstTable: '最初の実行',
  units,
  notFinite: '非有限',
  noLabel: 'なし（失敗）',
  notRuns: '実行ではない行',
  place: (unit, line) => `${units[unit]}${line}：`,
  more: (count) => `ほか${count}件。`,
};
