// The words of the 3D figures in Japanese.
import type { Words } from '../language.ts';
import { figures } from './figures.ts';

export const scenes: Words['scenes'] = {
  heights: {
    ...figures.measures,
    stable: '安定する確率',
  },
  description: (subtitle, blocks, rowName) => `${subtitle}。学習率×${rowName}上の${blocks}個のブロック。`,
  surfaceSubtitle: (recipe, height, ghost) =>
    `${recipe}：高さは${height}${ghost === null ? '' : `、ガラスは${ghost}が上回る分`}`,
  certain: '濃色：95%区間の下端まで（確実な分）',
  whisker: '線：区間の上端まで',
  unstable: '不安定：実行の半数以上',
  edge: '安定限界 LR50',
  glass: (recipe) => `ガラス：${recipe}`,
  notRun: '平らな灰色：未実行',
  stackSubtitle: 'レシピごとの安定領域（最下段がベースライン）',
  undecided: '斜線：現時点では安定だが未確定（区間がしきい値を含む）',
  differenceSubtitle: (recipe, versus) => `安定する確率の差：${recipe}から${versus}を引いた値`,
  differenceAxis: '安定する確率の差',
  differenceNone: (versus) => `安定する確率は${versus}と同じ`,
  differencePoints: (isLower, points, versus) =>
    `安定する確率は${versus}より${points}ポイント${isLower ? '低い' : '高い'}`,
};
