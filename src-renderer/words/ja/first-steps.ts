// A first study in three questions, in Japanese.
import type { PageWords } from '../words.ts';

export const firstSteps: PageWords['firstSteps'] = {
  title: '3つの質問で、自分のマップを',
  what: '何を学習させますか？',
  mobyDick: 'Precipice付属のMoby-Dick',
  orPath: 'または、このマシンにあるテキストファイルのパス',
  which: 'BF16のほかに、どの精度を調べますか？',
  precisions: {
    tensorwise: 'FP8、テンソルごとに1つのスケール',
    mxfp8: 'MXFP8、32値ごとに1つのスケール',
    'deepseek-block': 'ブロック単位のFP8（DeepSeek-V3と同じ）',
    nvfp4: 'NVFP4、4ビット',
  },
  howLong: 'どのくらい時間をかけますか？',
  durations: {
    quick: '数分: とても小さなモデル',
    standard: '約30分: その10倍の大きさ',
  },
  setUp: '設定へ進む',
  then: '回答を入れたフォームが開き、このマシンでの所要時間を測定します。開始を押すまで何も始まりません。データがこのマシンの外に出ることはありません。',
  name: '最初のスタディ',
};
