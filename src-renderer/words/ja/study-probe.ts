// The probe of a study: what is asked, how far it is, and what it found, in Japanese.
import type { PageWords } from '../words.ts';

export const studyProbe: PageWords['studyProbe'] = {
  imported: 'このスタディの実行は取り込んだものなので、プローブのために学習するものがありません。',
  probe: 'プローブ',
  question: 'ほかのレシピは、これらのテンソルに何をするか',
  what: (baseline) =>
    `${baseline}の実行を1回学習し直します。いくつかのステップで、行列積のすべてのオペランドを、ほかのレシピと同じやり方でも丸めてみます。ほかのレシピで学習することはありません。`,
  readOnly: 'ここではスタディを閲覧できるだけで、学習は行いません。',

  recipes: (names) => `レシピ：${names.join('、') || '未選択'}`,
  ofStudy: 'このスタディのレシピ',
  learningRate: '学習率',
  seed: 'シード',
  looks: '測定回数',
  text: 'テキストのパス（移動した場合）',
  start: 'プローブを始める',
  starting: '始めています…',

  startingDevice: 'デバイスを準備しています…',
  step: (step, steps) => `${steps}ステップ中${step}ステップ`,
  progress: 'プローブする実行のステップ',
  cancel: 'キャンセル',

  found: '失われる箇所',
  colour: '色',
  files: { svg: 'ヒートマップ（SVG）', png: 'ヒートマップ（PNG）', csv: 'すべての数値（CSV）' },
  heatMap: '丸めで失われるもののヒートマップ（オペランドとステップごと）',
  worst: '最も失われるオペランド',
  worstHeading: '最も失われるオペランド（それぞれ最も悪いステップ）',
};
