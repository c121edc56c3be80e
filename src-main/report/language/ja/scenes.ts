// The words of the 3D figures in Japanese.
import type { Words } from '../language.ts';
import { figures } from './figures.ts';

export const scenes: Words['scenes'] = {
  heights: {
    ...figures.measures,
    stable: '安定する確率',
  },
  description: (subtitle, blocks, rowName) => `${subtitle}。学習率×${rowName}上の${blocks}個のブロック。`,
  surfaceSubtitle: (recipe, height, outlined) =>
    `${recipe}：段の高さは${height}${outlined === null ? '' : `、輪郭は${outlined}の安定領域`}`,
  edge: '安定限界 LR50',
  notRun: '平らな灰色：未実行',
  notRunYet: '未実行',
  baseline: 'ベースライン',
  stackSubtitle: (baseline) =>
    `学習できる領域（下が高精度、上が低精度）。橙色：${baseline}では学習でき、このレシピでは失敗する設定`,
  trains: '学習できる',
  lost: (baseline) => `喪失：${baseline}では学習でき、ここでは失敗`,
  fails: '学習できない',
  regionOutline: (recipe) => `輪郭：${recipe}の安定領域`,
  inferred: '淡色・破線：未実行（同じ行の結果から推定）',
  undecided: '斜線：そのセルのシードだけでは未確定',
  differenceSubtitle: (recipe, versus) => `安定する確率の差：${recipe}から${versus}を引いた値`,
  differenceAxis: '安定する確率の差',
  differenceNone: (versus) => `安定する確率は${versus}と同じ`,
  differencePoints: (isLower, points, versus) =>
    `安定する確率は${versus}より${points}ポイント${isLower ? '低い' : '高い'}`,
};
