// The reasons of labels in Japanese. A study keeps them as the English sentences of analysis/labels/labels.ts, so that a file reads the
// same everywhere; here is what each of their parts becomes.

const N = '(-?\\d[\\d.e+-]*\\d|\\d)';

const PARTS: readonly (readonly [english: string, japanese: string])[] = [
  [`^NaN or Inf in (.+) at step ${N}\\.`, 'ステップ$2で$1にNaNまたはInfが現れました。'],
  ['^The tail loss is not a finite number\\.', '終盤損失が有限の数ではありません。'],
  [
    `^Stopped early after step ${N} of ${N}, foreseen as above-init`,
    '$2ステップ中$1ステップで途中停止しました（初期損失超えの見込み）',
  ],
  [
    `^Stopped early after step ${N} of ${N}, foreseen as collapsed`,
    '$2ステップ中$1ステップで途中停止しました（崩壊の見込み）',
  ],
  [
    `^Nothing says what a tail loss of ${N} is worth: .*?failed\\.`,
    '終盤損失$1の良し悪しを測る基準がありません。開始時の損失、語彙数、ユニグラムエントロピー、失敗とみなす損失のいずれもわかりません。',
  ],
  [
    `^Tail loss ${N} is above ${N}, the level above which a run has failed\\.`,
    '終盤損失$1が、失敗とみなす損失$2を超えています。',
  ],
  [
    `^Validation loss ${N} is above ${N}, the level above which a run has failed\\.`,
    '検証損失$1が、失敗とみなす損失$2を超えています。',
  ],
  [`^Tail loss ${N} is above the loss at the start, ${N}\\.`, '終盤損失$1が、開始時の損失$2を超えています。'],
  [
    `^Validation loss ${N} is above the loss at the start, ${N}\\.`,
    '検証損失$1が、開始時の損失$2を超えています。',
  ],
  [
    `^Validation loss ${N} is far above the unigram entropy, ${N}\\.`,
    '検証損失$1が、ユニグラムエントロピー$2を大きく超えています。',
  ],
  [
    `^It learned ${N} nats where the best learned ${N}`,
    '最良の実行が$2 nat学習したところで、$1 natしか学習していません',
  ],
  [
    `, at a learning rate below LR\\*, ${N}: it needs more steps\\.`,
    '。学習率がLR*（$1）より低く、ステップ数が足りません。',
  ],
  [`, at a learning rate not below LR\\*, ${N}\\.`, '。学習率はLR*（$1）以上です。'],
  [', at a learning rate at which the baseline learns\\.', '。ベースラインが学習できる学習率です。'],
  [
    `^Tail loss ${N} is not below the unigram entropy ${N}\\.`,
    '終盤損失$1が、ユニグラムエントロピー$2を下回っていません。',
  ],
  [
    `^The loss rose by ${N} nats up to step ${N}, within ${N} steps or from one point of its curve to the next\\.`,
    'ステップ$2までに損失が$1 nat上昇しました（$3ステップ以内、または曲線の隣の点まで）。',
  ],
  [
    `^The loss rose by ${N} nats up to step ${N}, within ${N} steps\\.`,
    'ステップ$2までの$3ステップ以内に、損失が$1 nat上昇しました。',
  ],
  [`^A ${N}-sigma event lasted ${N} steps\\.`, '$1σのスパイクが$2ステップ続きました。'],
  [`^${N} % of its values are spikes, more than ${N} %\\.`, '値の$1%がスパイクで、$2%を超えています。'],
  [`^Tail loss ${N} is above ${N} ([+×]) ${N}\\.`, '終盤損失$1が$2 $3 $4を超えています。'],
  [`^Tail loss ${N} is within ${N} ([+×]) ${N}\\.`, '終盤損失$1は$2 $3 $4以内です。'],
  [
    ` Only ${N} points? of its curve lies? in the last ${N} steps: the last ${N} count\\.$`,
    '最後の$2ステップにある曲線の点は$1個だけなので、最後の$3個を使います。',
  ],
  // What stood before is Japanese by now.
  ['）\\.$', '）。'],
];
const RULES = PARTS.map(([english, japanese]) => [new RegExp(english, 'u'), japanese] as const);

/** A sentence that is none of them stays as it is: what a machine or a trainer said. */
export function japaneseReason(stored: string): string {
  return RULES.reduce((text, [english, japanese]) => text.replace(english, japanese), stored);
}
