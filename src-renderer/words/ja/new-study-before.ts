// What starting a study would mean: its size, what it could not show, time and cost, in Japanese.
import type { PageWords } from '../words.ts';

export const newStudyBefore: PageWords['newStudyBefore'] = {
  title: '開始の前に',
  change: '変更する',
  runs: '実行数',
  recipeCount: (count) => `${count}レシピ`,
  rateCount: (count) => `${count}通りの学習率`,
  seedCount: (count) => `${count}シード`,
  refined: (percent) => `。精密化: 学習するのは最大で全ステップの${percent}%`,
  steps: 'ステップ数',
  tokens: 'トークン数',
  inAll: (count) => `全部で${count}`,
  memory: 'メモリ',
  perRun: (size) => `1実行あたり約${size}`,
  ofLargestRow: (tokens) => `最大の行、語彙${tokens}トークンの場合`,
  device: { label: 'デバイス', hint: '自動: 学習が最も速いもの' },
  autoDevice: '自動',
  slowDevice: (device) => `${device}（低速、ほかの基準）`,
  hosts: {
    label: 'ホスト',
    hint: '同時に学習するホストの数、またはそれぞれのGPU、例: webgpu:0, webgpu:1。空欄: 1',
  },

  fewSeeds: (seeds, wanted) =>
    `${seeds}シードでは、偶然の失敗と精度による失敗を区別できず、失敗がなくても安全とは言えません。${wanted}シード以上にしてください。少ないままでは区間が広くなり、判定は出ません。`,
  shortRuns: (steps, wanted) =>
    `${steps}ステップの実行で測れるのは学習の速さで、安定を保つかどうかではありません。小さなモデルでも${wanted}ステップが必要でした。`,

  held: {
    training: 'ここで学習が進んでいる間、所要時間は測定されません',
    size: 'この大きさのモデルの所要時間は、ボタンで測定します',
  },
  heldSentence: {
    training: 'ここで学習が進んでいる間、所要時間は測定されません。',
    size: 'この大きさのモデルの所要時間は、ボタンで測定します。',
  },
  measure: '所要時間を測定',
  measuredBefore: 'フォームを最後に変更する前の測定です。',
  fewSteps: '各デバイスで数ステップ学習中',
  fewStepsFor: (seconds) => `各デバイスで数ステップ学習しています… ${seconds}秒`,
  columns: { device: 'デバイス', time: '時間とメモリ', cost: '費用' },
  details: (parameters, bytes, operations) =>
    `パラメータ数${parameters}。このテキストで1実行あたり${bytes}。浮動小数点演算は全部で${operations}回。`,
  price: { label: '1時間の料金', hint: '通貨は任意。空欄: 費用なし' },
  priceProblem: (text) => `料金は「${text}」です。0以上の数にするか、空欄にしてください。`,
  costs: (from, to) => `${from}〜${to}`,
  memoryOf: (bytes, of, runs) => `${of}のうち${bytes}、同時に${runs}実行`,
  withoutTime: (devices) => `所要時間なし: ${devices.join('、')}`,
  stepsPerSecond: (steps) => `毎秒${steps}ステップ`,
};
