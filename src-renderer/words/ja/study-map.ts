// The map of a study: the choices above the pictures, the 2D map and the table under it, in Japanese.
import type { PageWords } from '../words.ts';

export const studyMap: PageWords['studyMap'] = {
  view: '3D表示',
  kinds: { stack: '積層', surface: '段状', difference: '差' },
  recipe: 'レシピ',
  versus: '比較対象',
  noVersus: 'なし',
  height: '高さ',
  colour: '色',
  guides: '目安の線',
  whatGuides: '学習率 ∝ バッチサイズ、学習率 ∝ √バッチサイズ',
  flat: '2D',
  maps: { pair: '2つのレシピ', all: 'すべてのレシピ', difference: 'ベースラインとの差' },
  pictures: 'マップ（矢印キーでピン留めのセルを移動）',
  chooseCell: 'クリックまたは矢印キーでセルを選ぶと、その実行が表示されます。',

  table: {
    summary: '表で見るマップ',
    of: (recipe) => `${recipe}の表`,
    caption: (recipe, columns) =>
      `${recipe}：完了した実行のうち不安定なもの、不安定になる確率の区間${columns === null ? '' : `。${columns}`}`,
    judged: (unstable, finished, interval) =>
      `${finished}回中${unstable}回${interval === null ? '' : `（${interval}）`}`,
    notJudged: '判定なし',
    notMeasured: '未測定',
    withLeftOut: (cell, rows) => `${cell}、除外${rows}行`,
  },
};
