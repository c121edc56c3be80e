// What is said wherever in the app one is: problems, questions, endings, the connection. In Japanese.
import type { PageWords } from '../words.ts';

export const messages: PageWords['messages'] = {
  cannotShow: '表示できません',
  tryAgain: '再試行',
  backToLibrary: 'ライブラリに戻る',
  original: 'Precipiceのメッセージ（英語）',
  dismiss: '閉じる',
  cancel: 'キャンセル',
  show: '表示',
  ended: (study, sentence) => `${study}：${sentence}`,
  notify: '終了時に通知',
  lost: 'Precipiceに接続できません。停止した場合は、もう一度起動し、表示されたアドレス全体を開いてください。起動するたびに新しいトークンが作られるため、このタブのトークンは使えません。完了した実行は失われません。',
  command: {
    title: 'このコマンドに実行の学習を任せますか？',
    confirm: 'コマンドを実行',
    setup: '先にシェルで実行する内容：',
    variables: '設定する環境変数：',
    folder: '{}フォルダで実行します。',
    folderByShell: '{}フォルダで、シェルを通して実行します。',
    trust:
      'このコマンドは、学習するマシンであなたに許されていることをすべて実行できます。提供元を信頼できる場合だけ許可してください。',
  },
  noToken: {
    title: 'アドレスが不完全です',
    why: 'Precipiceは動作していますが、{}で終わる完全なアドレスを知っている人だけが開けます。トークンは、このマシンのほかの利用者やウェブ上のページからのアクセスを防ぎます。',
    how: '{}または{}を実行した端末に表示されたアドレス全体をコピーして開いてください。起動するたびに新しいトークンが作られるため、以前のブックマークは使えません。',
  },
};
