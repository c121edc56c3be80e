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
  allowed: (most) => `1から${most}までの数値`,
};
