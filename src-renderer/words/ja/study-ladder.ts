// The ladder of a study's sizes, in Japanese.
import type { PageWords } from '../words.ts';

export const studyLadder: PageWords['studyLadder'] = {
  fitting: '大きさごとの結果に当てはめています…',
  none: 'このラダーには、測定した大きさがまだありません。',
  ladder: '大きさのラダー',
  parameters: '自分のモデルのパラメータ数',
  size: '自分のモデルの大きさ',
  trainedOn: '学習するトークン数',
  tokens: '自分のモデルのトークン数',
  columns: {
    recipe: 'レシピ',
    heldOut: (level) => `最大の大きさについての予測（除外して検証、${level}区間）`,
    measured: '実測値',
    ahead: (level) => `それより先の予測（${level}区間）`,
  },
  measured: (value, isHit) => `${value}（区間${isHit ? '内' : '外'}）`,
  at: (value, size) => `${size}で${value}`,
  allowed: (most) => `1から${most}までの数値`,
};
