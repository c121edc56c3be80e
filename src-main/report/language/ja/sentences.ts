// The result of a study in plain Japanese sentences.
import type { Words } from '../language.ts';

export const sentences: Words['sentences'] = {
  notFinished: (recipe) => `${recipe}には完了した実行がまだありません。`,
  noBaselineRun: (recipe, baseline) =>
    `${recipe}は比較できません：共通のセルに、${baseline}の完了した実行がありません。`,
  noBaselineRegion: (recipe, baseline) =>
    `${recipe}は比較できません：共通のセルに、${baseline}の安定なセルがありません。`,
  kept: ({ recipe, baseline, share, interval, isFinal, inferredCells }) => {
    const by = inferredCells > 0 ? `（${inferredCells}セルは隣接セルから推定）` : '';
    return (
      `${isFinal ? '' : '現時点で、'}${recipe}の安定領域は${baseline}の${share}%` +
      `（${interval ?? '区間は不明'}）です${by}。`
    );
  },
  oneRecipe: 'レシピが1つしかないため、比較の対象がありません。',
};
