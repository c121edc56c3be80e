// The library of studies, in Japanese.
import type { PageWords } from '../words.ts';

export const library: PageWords['library'] = {
  title: 'スタディ',
  heading: 'このマシンのスタディ',
  looking: 'スタディを探しています…',
  compare: 'スタディの比較',
  openFile: 'ファイルを開く',
  importRuns: '実行の取り込み',
  newStudy: '新しいスタディ',
  whatStudiesAre:
    'スタディは1つのファイルで、小さな学習の実行を格子状に並べ、それぞれの結果を収めたものです。下にあるのは完了した例です。開くと、学習がどこで失敗し、低い精度で何が失われるかがわかります。',
  howToRead: 'マップの読み方',
  none: (folder) => `${folder}にスタディはありません。`,
  keptIn: (folder, ending) =>
    `スタディの保存先は${folder}です。${ending}ファイルをこのページにドロップすると追加され、ほかのツールの実行をドロップすると取り込めます。`,

  example: '例',
  newFromThis: 'これをもとに新しいスタディ',
  rename: '名前の変更',
  nameOfStudy: 'スタディの名前',
  showFile: 'ファイルを表示',
  remove: '削除',
  removed: (name) => `${name}を削除しました。30日間は元に戻せます。`,
  undo: '元に戻す',
};
