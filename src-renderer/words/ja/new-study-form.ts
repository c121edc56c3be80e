// The form for a new study: where it begins, its sections, and the start, in Japanese.
import type { PageWords } from '../words.ts';

export const newStudyForm: PageWords['newStudyForm'] = {
  title: '新しいスタディ',
  reading: 'プリセットを読み込んでいます…',
  readOnly: 'ここではスタディの閲覧だけができます。何も開始されません。',
  noCommands:
    'このPrecipiceはコマンドを実行しません。precipice serve --allow-commandで起動すると実行できます。',
  copyOf: (study) => `${study}のspec`,
  copySuffix: 'のコピー',

  beginWith: '出発点',
  now: (basis) => `現在: ${basis}`,
  runs: (runs) => `${runs}実行`,
  axes: (axes) => `${axes.join('、')}。`,
  sizing: 'いくつかの規模で数ステップ学習しています…',
  sized: (time) => `${time}（実測）`,
  holdsPreset: (preset) => `フォームにプリセット${preset}を読み込みました。`,
  holdsFile: (file) => `フォームに${file}を読み込みました。`,
  undo: '元に戻す',
  load: 'specを読み込む',
  save: 'specを保存',
  correctFirst: (problem) => `先に修正が必要です。${problem}`,
  notJson: (file, reason) => `${file}はJSONではありません（${reason}）。`,
  notSpec: (file, reason) => `${file}はspecではありません。${reason}`,

  nameAndText: '名前とテキスト',
  trainOn: '学習に使うテキスト',
  sources: {
    'moby-dick': 'Precipice付属のMoby-Dick',
    file: 'テキストファイル',
    tokens: 'トークンIDのファイル',
  },
  text: {
    label: 'テキストのパス',
    hint: '学習を実行するマシン上のUTF-8ファイル1つ、例: /home/me/text.txt',
  },
  files: {
    label: 'トークンファイルのパス',
    hint: 'nanoGPTまたはllm.cの形式。コンマ区切り、例: /data/train_*.bin',
  },
  validation: {
    label: '検証用ファイルのパス',
    hint: '空欄: トークンの最後の10分の1',
  },
  vocabularySize: {
    label: '語彙の大きさ',
    hint: '空欄: ファイル内の最大のID + 1。大きなファイルでは時間がかかります',
  },

  model: 'モデル',
  outliers: '外れ値の負荷',
  training: '学習',
  optimizer: 'オプティマイザ',
  thresholds: '判定のしきい値',
  stopEarly: {
    label: '実行の早期停止',
    hint: '安定に終わる見込みがなくなった実行を終了します。不安定に数え、終盤損失はありません',
    refined: '境界を精密化するとき',
    always: '常に行う',
    never: '行わない',
    copied: 'コピー元のスタディの規則',
  },
  unstableLabels: '不安定に数えるラベル',

  start: '開始',
  startingDevice: 'デバイスを起動しています…',
  thingsToCorrect: (count) => `修正が必要な項目: ${count}件`,
  size: (runs, tokens) => `${runs}実行、${tokens}トークン`,
  measuring: '所要時間を測定しています…',
  notMeasured: '所要時間は未測定',
  timeOn: (time, device) => `${device}で${time}`,
  noTime: 'このデバイスの所要時間は測定できませんでした',
};
