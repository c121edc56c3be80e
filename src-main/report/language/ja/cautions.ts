// What a reader has to know before the results of a study, in Japanese.
import type { StepRange } from '../../../analysis/grid/budgets-apart.ts';
import type { Words } from '../language.ts';

const stepsIn = ({ low, high }: StepRange) => (low === high ? `${low}ステップ` : `${low}～${high}ステップ`);

export const cautions: Words['cautions'] = {
  unjudged: (unjudged, finished) =>
    `完了した実行${finished}回のうち${unjudged}回は判定できません：最終損失の良し悪しを測る基準がないか、ほかの実行より前に終わっています。安定とも不安定とも数えません。開始時の損失、語彙数、テキストのユニグラムエントロピー、失敗とみなす損失のいずれかを添えて、もう一度取り込んでください。どちらが足りないかは、実行のラベルの理由に書いてあります。`,
  unlearned: (baseline, rows) =>
    `${rows}では、${baseline}のどの実行もほとんど学習していません。学習率が高すぎるか、ステップ数が少なすぎるため、判定の基準になりません。`,
  slow: (baseline, rates, of, upTo, share) =>
    `このステップ数では、${of}通りの学習率のうち低い方から${rates}通り（${rates === 1 ? upTo : `${upTo}まで`}）で、学習の速さを測っていることになります：そこでは${baseline}でも、最良のときの${share}未満しか学習していません。安定かどうかは、ステップ数を増やすとわかります。`,
  apart: (recipe, steps, baseline, baselineSteps, settings) =>
    `${settings}通りの設定で、${recipe}は${stepsIn(steps)}、${baseline}は${stepsIn(baselineSteps)}の訓練です。両者の安定限界、損失、安定領域は比較できません。`,
  mixed: (imported, trained) =>
    `完了した実行のうち${imported}回は取り込んだもの、${trained}回はここで学習したものです。両者のテキスト、モデル、バッチ、重みが同じかどうかはわかりません。どのセルがどちらの実行かは、マップの印でわかります。`,
  originsApart: (recipe, baseline, settings) =>
    `${settings}通りの設定で、取り込んだ実行のシードとここで学習した実行のシードが、${recipe}と${baseline}で一致していません。両者の安定限界、損失、安定領域は、取り込んだ実行とここで学習した実行との比較になるため、判定はしません。`,
  moved: (baseline, row, [fewer, more], size, way) =>
    `${row}での${baseline}の安定限界は、${more}ステップでは${fewer}ステップのときより${size}桁${way === 'lower' ? '低い' : '高い'}位置にあります。${fewer}ステップで測れるのは学習の速さです。`,
  movesOn: (baseline, row, [fewer, more], size, way, interval) =>
    `${row}での${baseline}の安定限界は、${more}ステップでは${fewer}ステップのときより${size}桁${way === 'lower' ? '低い' : '高い'}（${interval}）位置にあり、この調子ではさらに動きます。${more}ステップは、安定性を測るには少なすぎます。`,
  unsettled: (baseline, rows, [fewer, more]) =>
    `${rows}での${baseline}の安定限界が、ステップ数を増やしても動かないかどうかは、${fewer}ステップと${more}ステップの実行だけでは数が足りず、わかりません。`,
};
