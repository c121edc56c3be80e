// Errors of the core that people meet most, in Japanese. A test holds the English against what the core throws.
import type { PageWords } from '../words.ts';

const DONE = { opened: '開けません', read: '読み込めません', written: '書き込めません' } as const;

const REFUSED: Readonly<Record<string, string>> = {
  'the disk is full': 'ディスクに空きがありません',
  'the disk quota is used up': 'ディスクの割り当てを使い切っています',
  'the disk is read-only': 'ディスクが読み取り専用です',
  'the file, its folder or its disk is read-only': 'ファイル、フォルダ、ディスクのいずれかが読み取り専用です',
  'the system does not permit it': 'システムに許可されていません',
  'it is no longer there': 'ファイルがもうありません',
  'another program holds it': 'ほかのプログラムが使用しています',
};

export const errors: PageWords['errors'] = [
  { english: /^Precipice cannot be reached\.$/, told: () => 'Precipiceに接続できません。' },
  { english: /^The connection to Precipice was lost\.$/, told: () => 'Precipiceとの接続が切れました。' },
  {
    english: /^This study is no longer in the library\.$/,
    told: () => 'このスタディはもうライブラリにありません。',
  },
  {
    english: /^This study cannot be restored; it is no longer kept\.$/,
    told: () => 'このスタディはもう保管されていないため、元に戻せません。',
  },
  {
    english: /^(.+) exists meanwhile; rename that study first\.$/,
    told: (file) => `${file}という名前のスタディがすでにあります。先にその名前を変えてください。`,
  },
  {
    english: /^(.+) exists already; resume it, or choose another file\.$/,
    told: (file) => `${file}はすでにあります。それを再開するか、別のファイルを選んでください。`,
  },
  { english: /^(.+) does not exist\.$/, told: (file) => `${file}がありません。` },
  {
    english: /^(.+) is not a study, or it is damaged[:;]/,
    told: (file) => `${file}はスタディではないか、壊れています。`,
    isShorter: true,
  },
  {
    english: /^(.+) is not a Precipice study\.$/,
    told: (file) => `${file}はPrecipiceのスタディではありません。`,
  },
  {
    english: /^(.+) is damaged: /,
    told: (file) => `${file}は壊れています。`,
    isShorter: true,
  },
  {
    english: /^(.+) has version (\d+); this Precipice reads versions up to (\d+)\. Update Precipice/,
    told: (file, version, most) =>
      `${file}はバージョン${version}です。このPrecipiceが読めるのはバージョン${most}までです。開くにはPrecipiceを更新してください。`,
  },
  {
    english: new RegExp(
      `^(.+) cannot be (opened|read|written): (${Object.keys(REFUSED).join('|')}) \\((\\w+)\\)`,
    ),
    told: (file, done, reason, code) =>
      `${file}を${DONE[done as keyof typeof DONE]}：${REFUSED[reason!]!}（${code}）。${done === 'written' ? 'それまでに完了したものは保存されています。' : ''}`,
  },
  {
    english: /^(.+) is being written by another Precipice; wait for it, or end it first\.$/,
    told: (file) =>
      `${file}には別のPrecipiceが書き込んでいます。終わるのを待つか、先にそちらを終了してください。`,
  },
  {
    english: /^Another sweep is under way on this machine; pause it or wait for its end\.$/,
    told: () => 'このマシンでは別のスタディを学習しています。一時停止するか、終わるのを待ってください。',
  },
  {
    english: /^This study is being trained; pause it first\.$/,
    told: () => 'このスタディは学習中です。先に一時停止してください。',
  },
  {
    english: /^Nothing is left to train in this study\.$/,
    told: () => 'このスタディに残っている実行はありません。',
  },
  {
    english: /^This Precipice is read-only: it shows studies and changes nothing\.$/,
    told: () => 'このPrecipiceは読み取り専用です。スタディの表示だけができます。',
  },
];
