// Importing runs of another tool, in Japanese.
import type { PageWords } from '../words.ts';

export const importing: PageWords['importing'] = {
  title: '実行の取り込み',
  heading: 'ほかのツールの実行を取り込む',
  introduction:
    'TensorBoard、Transformers、MLflow、Weights & Biases（オフライン）、Lightning、torchtitan、Ray Tuneが残した実行のフォルダー、または実行ごとに表かログが1つあるフォルダーを読み込みます。ファイルなら、1行が1実行または1ステップのCSV、parquet、JSON Lines、学習プログラムのログ、Optunaのストレージ（ジャーナル、またはデータベース。隣に-walがあればそれも）を読み込みます。複数を1つのスタディにまとめられます。ここにドロップしてもかまいません。',

  chooseFolder: 'フォルダーを選択',
  chooseFiles: 'ファイルを選択',
  addFolder: '別のフォルダーを追加',
  addFiles: '別のファイルを追加',
  path: 'または、Precipiceが動いているマシン上のパス',
  read: '読み込む',
  cancel: 'キャンセル',
  looking: 'ファイルを探しています…',
  found: (files) => `ファイルを探しています：これまでに${files}個`,
  taking: (sent, files) => `ファイルを受け取っています：${files}個中${sent}個`,
  reading: '読み込んでいます…',
  importing: '取り込んでいます…',

  inputs: '入力',
  kinds: {
    CSV: 'CSV',
    'JSON lines': 'JSON Lines',
    JSON: 'JSON',
    Parquet: 'parquet',
    Optuna: 'Optunaのデータベース',
    'Optuna journal': 'Optunaのジャーナル',
    Folder: 'フォルダー',
  },
  filesTogether: (files) => `${files}個のファイルを1つのフォルダーとして読み込み`,
  apart: '1つずつ別々に読み込む',
  remove: '外す',
  removeNamed: (name) => `${name}を外す`,
  added: (runs) => `実行${runs}回`,
  addedTo: (runs) => `新しい実行${runs}回`,
  changed: (runs) => `変更${runs}回`,
  same: (runs) => `スタディと同じ${runs}回`,
  repeated: (runs) => `重複${runs}回`,
  leftOut: (rows) => `除外${rows}行`,

  into: '追加先',
  newStudy: '新しいスタディ',
  create: (runs) => `${runs}回の実行を取り込む`,
  add: (runs) => `${runs}回の実行を追加`,
  addRuns: '実行を追加',
};
