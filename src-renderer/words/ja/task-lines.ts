// The question about what sets up tasks in a queue, in Japanese.
import type { PageWords } from '../words.ts';

export const taskLines: PageWords['taskLines'] = {
  title: 'この内容でタスクを準備しますか？',
  confirm: 'タスクを準備',
  setup: 'タスクの前に、bashが次の行を実行します。',
  prefix: 'タスクのコマンドの前に、次の語が付きます。',
  option: 'sbatchに次のオプションが渡されます。',
  trust:
    'クラスタのノード上で、あなたの権限でできることをすべて実行できます。提供元を信頼できる場合だけ許可してください。',
};
