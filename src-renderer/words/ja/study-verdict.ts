// The model that a verdict is about, where the rows of a study are sizes, in Japanese.
import type { PageWords } from '../words.ts';

export const studyVerdict: PageWords['studyVerdict'] = {
  model: '自分のモデル',
  about:
    '入力すると、その大きさのモデルについて判定します。損失の増加はこのスタディの各大きさから予測し、それ以外は最大の大きさのものを使います。',
  parameters: '自分のモデルのパラメータ数（例：1.3e9）',
  parametersShort: '自分のモデルのパラメータ数',
  tokens: '学習するトークン数（空欄なら、スタディの大きさごとの数から決まる値）',
  tokensShort: '自分のモデルのトークン数',
};
