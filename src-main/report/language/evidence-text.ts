// What the suite says of an effect, in words: the test that was set, what was found, and why nothing is decided. English and
// Japanese; the app, the terminal and the page of the docs say the same.
import type { Effect, Measure, Said, Side } from '../../evidence/effect.ts';
import { CONFIDENCE, type Judged, type Verdict } from '../../evidence/judge.ts';
import type { Estimate } from '../../evidence/observed.ts';
import type { Language } from './language.ts';
import { formatNats, formatNumber, formatPercent, formatSigned } from './numbers.ts';

const VERDICTS: Readonly<Record<Verdict, Said>> = {
  appears: { en: 'appears', ja: '現れる' },
  absent: { en: 'does not appear at this size', ja: 'この大きさでは現れない' },
  undecided: { en: 'undecided', ja: '未決' },
};

const LACKS: Readonly<Record<NonNullable<Judged['lack']>, Said>> = {
  'not-run': { en: 'Its runs are not there yet.', ja: '実行がまだ終わっていません。' },
  incomplete: {
    en: 'Some of its runs are missing or broke for infrastructure reasons.',
    ja: '一部の実行がないか、外部要因により失敗しています。',
  },
  'no-failures': {
    en: 'Of its runs all failed, or none did: there is nothing to warn of.',
    ja: 'すべての実行が失敗したか、どれも失敗しておらず、警告すべきものがありません。',
  },
  'too-few-seeds': {
    en: 'It has too few seeds for an interval.',
    ja: 'シードが少なすぎて、区間が求まりません。',
  },
  'control-missed': {
    en: 'The study does not show the difference that is known to be there, so it could not have shown this one.',
    ja: 'あるとわかっている差がこのスタディでは見えないため、この差も見えたはずがありません。',
  },
};

export function verdictWords(
  { verdict, lack }: Pick<Judged, 'verdict' | 'lack'>,
  language: Language,
): string {
  if (lack === 'not-run') return language === 'ja' ? '未実行' : 'not run yet';
  return VERDICTS[verdict][language];
}

/** Signed, without its unit; `scatter` says how many digits tell. */
function amount({ kind }: Measure, value: number, scatter: number): string {
  if (kind === 'failures') {
    const sign = value > 0 ? '+' : value < 0 ? '−' : '';
    return `${sign}${formatPercent(Math.abs(value))}`;
  }
  return kind === 'warning' ? formatSigned(value, 2) : formatNats(value, scatter);
}

function unitOf({ kind }: Measure, language: Language): string {
  if (kind === 'failures') return ' %';
  return kind === 'warning' ? '' : language === 'ja' ? ' nat' : ' nats';
}

/** A threshold, without a sign. */
function level(measure: Measure, value: number, language: Language): string {
  const number = measure.kind === 'failures' ? formatPercent(value) : formatNumber(value);
  return `${number}${unitOf(measure, language)}`;
}

const sideName = (own: Side, other: Side) => (own.study === other.study ? own.recipe : own.study);

/** "final loss of fp8-unscaled less that of bf16-mixed" */
export function measureWords(measure: Measure, language: Language): string {
  const isJapanese = language === 'ja';
  if (measure.kind === 'warning') {
    return isJapanese
      ? '鋭さの比のAUCから損失の差のAUCを引いた値'
      : 'AUC of the ratio of sharpness less AUC of the difference in loss';
  }
  const { kind, of, minus } = measure;
  const [own, other] = [sideName(of, minus), sideName(minus, of)];
  const words = {
    loss: {
      en: `final loss of ${own} less that of ${other}`,
      ja: `${own}の最終損失から${other}の最終損失を引いた値`,
    },
    'rate-sensitivity': {
      en: `LR sensitivity of ${own} less that of ${other}`,
      ja: `${own}の学習率感度から${other}の学習率感度を引いた値`,
    },
    failures: {
      en: `share of runs that fail in ${own} alone less the share that fail in ${other} alone`,
      ja: `${own}だけで失敗する割合から${other}だけで失敗する割合を引いた値`,
    },
  } as const;
  return words[kind][language];
}

const percent = Math.round(100 * CONFIDENCE);

/** What was to be found for which verdict, as it was set before. */
export function testWords({ measure, hypothesis, control }: Effect, language: Language): string {
  const isJapanese = language === 'ja';
  const what = measureWords(measure, language);
  const limit = level(measure, hypothesis.kind === 'above' ? hypothesis.least : hypothesis.margin, language);
  const controlled =
    control === undefined
      ? ''
      : isJapanese
        ? `${measureWords(control, language)}が0を上回らなければ、何も判定しません。`
        : ` It decides nothing unless the ${measureWords(control, language)} is above 0.`;
  if (hypothesis.kind === 'within') {
    return (
      (isJapanese
        ? `${what}。${percent} %区間全体が±${limit}の内側にあれば「現れる」（同等性検定）、外側にあれば「現れない」と判定します。`
        : `The ${what}. Appears if the whole ${percent} % interval lies within ±${limit} (a test of equivalence), does not if it lies outside of it.`) +
      controlled
    );
  }
  return isJapanese
    ? `${what}。${percent} %区間全体が0より上なら「現れる」、${limit}より下なら「現れない」と判定します。${controlled}`
    : `The ${what}. Appears if the whole ${percent} % interval lies above 0, does not if it lies below ${limit}.${controlled}`;
}

/** "+0.21 nats (+0.15 to +0.27)" */
export function estimateWords(measure: Measure, { value, interval }: Estimate, language: Language): string {
  const scatter = (interval.high - interval.low) / 2;
  const [point, low, high] = [value, interval.low, interval.high].map((each) =>
    amount(measure, each, scatter),
  ) as [string, string, string];
  const found = `${point}${unitOf(measure, language)}`;
  return language === 'ja' ? `${found}（${low}〜${high}）` : `${found} (${low} to ${high})`;
}

/** What was found, with what it was found from, and what is to be known of it. */
export function resultWords(
  { effect, estimate, lack, verdict, together }: Judged,
  language: Language,
): string {
  const isJapanese = language === 'ja';
  if (estimate === null) return LACKS[lack!][language];
  const { seeds, pairs, tellable, areas } = estimate;
  const sentences = [
    isJapanese
      ? `${estimateWords(effect.measure, estimate, language)}、${seeds}シードの${pairs}対によります。`
      : `${estimateWords(effect.measure, estimate, language)}, from ${pairs} pairs of ${seeds} seeds.`,
  ];
  if (areas !== undefined) {
    const [sharpness, loss] = [areas.sharpness.toFixed(2), areas.loss.toFixed(2)];
    sentences.push(
      isJapanese
        ? `AUCは鋭さが${sharpness}、損失が${loss}です。`
        : `AUC ${sharpness} of the sharpness, ${loss} of the loss.`,
    );
  }
  if (tellable !== undefined) {
    sentences.push(
      isJapanese
        ? `${formatPercent(tellable)} %の対に差があれば、80 %の確率で見分けられました。それより少なければ見落とした可能性があります。`
        : `A difference in ${formatPercent(tellable)} % of the pairs would have been told with a chance of 80 %; fewer may have been missed.`,
    );
  }
  if (lack !== null) sentences.push(LACKS[lack][language]);
  if (verdict !== 'undecided' && !together) {
    sentences.push(
      isJapanese
        ? 'この判定は単独の区間によるもので、スイートのほかの判定と同時には成り立ちません（Holm）。'
        : 'By its own interval alone: it does not stand beside the other verdicts of the suite together (Holm).',
    );
  }
  return sentences.join(isJapanese ? '' : ' ');
}
