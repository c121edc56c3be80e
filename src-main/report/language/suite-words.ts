// The words around the effects of the suite, for its page in the app and in the docs: headings, and how it is to be read. What is
// said of an effect is in evidence-text.ts.
import { plural } from './en/plural.ts';
import type { Language } from './language.ts';

type ScaleName = 'quick' | 'full';

/** Verdicts, counted; `left`: effects whose runs are not there yet. */
export interface VerdictCounts {
  readonly effects: number;
  readonly appear: number;
  readonly absent: number;
  readonly undecided: number;
  readonly left: number;
}

export interface SuiteWords {
  readonly title: string;
  readonly about: string;
  readonly command: string;
  readonly scales: Readonly<Record<ScaleName, string>>;
  readonly scale: string;
  readonly again: string;
  readonly columns: {
    readonly effect: string;
    readonly verdict: string;
    readonly found: string;
    readonly together: string;
  };
  readonly yes: string;
  readonly no: string;
  readonly source: string;
  readonly expected: string;
  readonly test: string;
  readonly found: string;
  readonly studies: string;
  readonly open: string;
  readonly reading: string;
  /** How the words of the suite are to be read, a paragraph each. */
  readonly howToRead: (effects: number) => readonly string[];
  readonly counts: (counts: VerdictCounts) => string;
  readonly heading: (scale: ScaleName, counts: string) => string;
  /** An effect and where it was published. */
  readonly published: (title: string, authors: string, arxiv: string) => string;
  readonly trained: (
    devices: readonly string[],
    laneSteps: string,
    time: string,
    perSecond: number,
  ) => string;
  readonly whole: (scale: ScaleName, runs: number, laneSteps: string) => string;
  readonly other: (scale: ScaleName, runs: number, time: string, isAtMost: boolean) => string;
  readonly toTrain: (studies: number, runs: number, laneSteps: string, folder: string) => string;
  readonly study: (place: number, of: number, name: string, runs: number) => string;
  readonly session: (laneSteps: string, time: string, perSecond: number) => string;
  readonly rest: string;
}

export const SUITE_WORDS: Readonly<Record<Language, SuiteWords>> = {
  en: {
    title: 'Evidence: published effects, on this machine',
    about:
      'Each effect was published by others. A small study is trained for it here, and it is put to a test that was set before; zeros stay.',
    command: 'Studies are trained by this command; stopped, it goes on when it is given again:',
    scales: { quick: 'quick, minutes', full: 'full, hours' },
    scale: 'Suite',
    again: 'Read again',
    columns: { effect: 'Effect', verdict: 'Verdict', found: 'Found', together: 'Together' },
    yes: 'yes',
    no: 'no',
    source: 'Source',
    expected: 'Expected here',
    test: 'Test, set before',
    found: 'Found',
    studies: 'Studies',
    open: 'open',
    reading: 'How to read this',
    howToRead: (effects) => [
      'An effect appears where the whole 95 % interval says so, and does not appear at this size where the whole interval says that. An interval that straddles decides nothing, and a difference that is merely not significant is never called none.',
      'A final loss is the validation loss, no higher than the loss at the start, which is also what a failed run counts as. Intervals are Student’s t over seeds, of paired runs: same weights, same batches. A one-sided claim uses one end of its two-sided interval and is wrong in at most 2.5 % of studies in which nothing is there.',
      `${effects} claims are put to a test. Beside each verdict stands whether it holds together with all others at an error of 5 % (Holm).`,
      'Precision is emulated: values are rounded bit for bit as hardware rounds them. What does not appear in a model this small may still be true of a large one.',
    ],
    counts: ({ effects, appear, absent, undecided, left }) =>
      `of ${plural(effects, 'effect')} ${appear} appear, ${absent} do not at this size, ${undecided} are undecided${left > 0 ? `, ${left} have not been run` : ''}`,
    heading: (scale, counts) => `Evidence, ${scale} scale: ${counts}.`,
    published: (title, authors, arxiv) => `${title} (${authors}, arXiv ${arxiv}).`,
    trained: (devices, laneSteps, time, perSecond) =>
      `Trained here on ${devices.join(' and ')}: ${laneSteps} lane-steps in ${time}, ${perSecond} per second.`,
    whole: (scale, runs, laneSteps) =>
      `The whole ${scale} suite has ${plural(runs, 'run')} and ${laneSteps} lane-steps.`,
    other: (scale, runs, time, isAtMost) =>
      `The ${scale} suite has ${plural(runs, 'run')} and would take ${isAtMost ? 'at most ' : ''}about ${time} here, at as many operations per second. Times are those of this machine as it was, busy or not.`,
    toTrain: (studies, runs, laneSteps, folder) =>
      `${studies === 1 ? 'A study' : `${studies} studies`} of ${plural(runs, 'run')} and ${laneSteps} lane-steps, in ${folder}.`,
    study: (place, of, name, runs) => `Study ${place} of ${of}, ${name}: ${plural(runs, 'run')} to train.`,
    session: (laneSteps, time, perSecond) =>
      `Trained ${laneSteps} lane-steps in ${time}, ${perSecond} per second.`,
    rest: 'What is left is trained when the same command is given again.',
  },
  ja: {
    title: 'エビデンス：発表された効果をこのマシンで検証',
    about:
      'どの効果も、ほかの研究者が発表したものです。効果ごとに小さなスタディを学習し、前もって決めた検定にかけます。現れなかったものもそのまま示します。',
    command: 'スタディは次のコマンドで学習します。止めても、もう一度実行すれば続きから進みます。',
    scales: { quick: 'quick（数分）', full: 'full（数時間）' },
    scale: 'スイート',
    again: '再読み込み',
    columns: { effect: '効果', verdict: '判定', found: '結果', together: '同時' },
    yes: 'はい',
    no: 'いいえ',
    source: '出典',
    expected: 'ここでの予想',
    test: '前もって決めた検定',
    found: '結果',
    studies: 'スタディ',
    open: '開く',
    reading: '読み方',
    howToRead: (effects) => [
      '95%区間全体がそれを示すとき、効果は「現れる」と判定します。区間全体がそうでないことを示すときは「この大きさでは現れない」です。両方にまたがる区間からは何も判定しません。有意でないだけの差を「ない」とは言いません。',
      '最終損失は検証損失で、開始時の損失を上限とします。失敗した実行も開始時の損失として数えます。区間は、重みとバッチが同じ実行の対について、シードにわたるスチューデントのtから求めます。片側の主張には両側区間の一方の端を使い、何もないスタディで誤る確率は2.5%以下です。',
      `${effects}件の主張を検定します。各判定の横に、ほかのすべてと同時に誤り5%で成り立つかどうか（Holm）を示します。`,
      '精度はエミュレーションです。値はハードウェアと同じくビット単位で丸めます。これほど小さなモデルで現れないものも、大きなモデルでは成り立つ可能性があります。',
    ],
    counts: ({ effects, appear, absent, undecided, left }) =>
      `${effects}個の効果のうち、現れる${appear}、この大きさでは現れない${absent}、未決${undecided}${left > 0 ? `、未実行${left}` : ''}`,
    heading: (scale, counts) => `エビデンス（${scale}）：${counts}。`,
    published: (title, authors, arxiv) => `${title}（${authors}、arXiv ${arxiv}）。`,
    trained: (devices, laneSteps, time, perSecond) =>
      `${devices.join('と')}で${laneSteps}レーンステップを${time}で学習しました（毎秒${perSecond}）。`,
    whole: (scale, runs, laneSteps) =>
      `${scale}のスイート全体は${runs}回の実行、${laneSteps}レーンステップです。`,
    other: (scale, runs, time, isAtMost) =>
      `${scale}のスイートは${runs}回の実行で、同じ演算速度ならここで${isAtMost ? '最長でも' : ''}約${time}かかります。時間は、ほかの負荷も含めたこのマシンでのものです。`,
    toTrain: (studies, runs, laneSteps, folder) =>
      `${studies}個のスタディ、${runs}回の実行、${laneSteps}レーンステップを${folder}で学習します。`,
    study: (place, of, name, runs) =>
      `${of}個中${place}個目のスタディ ${name}：${runs}回の実行を学習します。`,
    session: (laneSteps, time, perSecond) =>
      `${laneSteps}レーンステップを${time}で学習しました（毎秒${perSecond}）。`,
    rest: '残りは、同じコマンドをもう一度実行すると学習されます。',
  },
};
