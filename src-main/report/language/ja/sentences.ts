// The result of a study in plain Japanese: a headline for each recipe, and what the study could have seen.
import type { SeenBy } from '../../../analysis/headline/visibility.ts';
import type { Words } from '../language.ts';

const decades = (size: string, way: 'lower' | 'higher') => `${size}桁${way === 'lower' ? '低い' : '高い'}`;
const inBrackets = (text: string | null) => `（${text ?? '区間は不明'}）`;

const MEASURES: Readonly<Record<SeenBy, string>> = {
  shift: '安定限界',
  failures: '失敗',
  penalty: 'ペナルティ',
};

export const sentences: Words['sentences'] = {
  notFinished: (recipe) => `${recipe}には完了した実行がまだありません。`,
  noBaselineRun: (recipe, baseline) =>
    `${recipe}は比較できません：共通のセルに、${baseline}の完了した実行がありません。`,
  oneRecipe: 'レシピが1つしかないため、比較の対象がありません。',

  headline: (recipe, parts, isFinal) => `${recipe}${isFinal ? '' : '（現時点）'}：${parts.join('、')}。`,

  shift: (size, way, interval) => `安定限界は${decades(size, way)}${inBrackets(interval)}`,
  noShift: (interval) => `安定限界は動いていない${inBrackets(interval)}`,
  shiftAtLeast: (size, way, interval) => `安定限界は${decades(size, way)}か、それ以上${inBrackets(interval)}`,
  shiftAtMost: (size, way, interval) => `安定限界は${decades(size, way)}か、それ以下${inBrackets(interval)}`,
  unknownShift: '安定限界のずれは不明（格子の外）',
  rowsOutside: (outside, rows) => `（${rows}のうち${outside}通りで格子の外）`,
  orLess: (value) => `${value}以下`,
  orMore: (value) => `${value}以上`,
  anything: '定まらない',

  noPairs: (baseline) => `${baseline}と対にできる実行がない`,
  failures: (failed, pairs, baseline, otherWay, chance) =>
    `${baseline}では学習でき、このレシピで失敗した実行は${pairs}回中${failed}回${otherWay === 0 ? '' : `、その逆は${otherWay}回`}（${chance}）`,
  atMost: (share) => `多くても${share}`,
  chance: (p) => `p ${p}`,
  chanceOfDependent: (p) => `すべての実行が独立ならp ${p}だが、シード単位では偶然かもしれない`,

  penalty: (nats, half) => `ペナルティは${nats} nat${half === null ? inBrackets(null) : `（±${half}）`}`,
  noPenalty: 'ペナルティは不明（両方で学習できた実行がない）',

  region: (share, interval) => `安定領域の面積は${share}${inBrackets(interval)}`,
  cutByGrid: '、格子の端で切れている',
  noRegion: (baseline) => `安定領域の割合は不明（${baseline}に安定なセルがない）`,

  leftOut: (parts) => `除外：${parts.join('、')}。`,
  unjudged: (runs) => `判定できない実行${runs}回`,
  failedOutside: (runs) => `外部要因による失敗${runs}回`,
  notRun: (runs) => `未実行${runs}回`,
  noTwin: (runs) => `対のない実行${runs}回`,

  refined: (known, edges, decades, share, leftOut, runs) =>
    `絞り込み：全${edges}か所の安定限界のうち${known}か所を${decades}桁の精度で求めました${known === edges ? '' : '（残りはそれより粗い精度）'}。学習したのは全ステップの${share}で、${runs}回の実行のうち${leftOut}回を省きました。`,

  noControls: 'このスタディには対照がないため、何を見落としたかはわかりません。',
  noNegative: 'このスタディには陰性対照がないため、どれほど小さな差まで見えたかはわかりません。',
  unknownLimits: (negative) =>
    `どれほど小さな差まで見えたかは、わかりません：陰性対照${negative}の区間がまだありません。`,
  notSeenBelow: (shift, penalty) => {
    const known = [
      shift !== null && `${shift}桁未満のずれ`,
      penalty !== null && `${penalty} nat未満のペナルティ`,
    ].filter((part) => part !== false);
    const rest =
      shift === null ? 'ずれの限度は不明です。' : penalty === null ? 'ペナルティの限度は不明です。' : '';
    return `このスタディでは、${known.join('や')}は見えません。${rest}`;
  },
  noPositive: '陽性対照（失敗するとわかっているレシピ）がないため、失敗が見えることを示すものがありません。',
  seen: (control, baseline, by) =>
    `陽性対照${control}は、${by.map((measure) => MEASURES[measure]).join('・')}によって${baseline}と区別できます。`,
  missed: (control, baseline, isFinal) =>
    isFinal
      ? `陽性対照${control}を${baseline}と区別できません。このスタディでは差が見えたはずがなく、何も判断できません。`
      : `現時点では、陽性対照${control}を${baseline}と区別できません。区別できるまで、このスタディは何も判断しません。`,
};
