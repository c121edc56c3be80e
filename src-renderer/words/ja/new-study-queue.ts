// Where a new study is trained, and what its tasks in a queue are to be, in Japanese.
import type { PageWords } from '../words.ts';

export const newStudyQueue: PageWords['newStudyQueue'] = {
  train: '学習を実行する場所',
  hint: 'キューを使う場合、スタディと学習に必要なものは、すべてのノードから見えるディスクに置いてください',
  here: 'このマシン',
  slurm: 'Slurmのキュー（タスクとして）',
  more: '準備、コンテナ、その他のオプション',
  notHere:
    '準備の行、接頭コマンド、sbatchのオプションは、Precipiceを--allow-command付きで起動した場合に指定できます。',
  fields: {
    partition: { label: 'パーティション', hint: '空欄: クラスタの既定' },
    timeLimit: { label: '制限時間', hint: '1タスクあたり、例: 4:00:00' },
    memory: { label: 'メモリ', hint: '1タスクあたり、例: 8G' },
    cpus: { label: 'コア数', hint: '1タスクあたり、空欄: 1' },
    tasksAtOnce: { label: '同時に実行するタスク数', hint: '空欄: Slurmが許すかぎり' },
    runsPerTask: { label: '1タスクの実行数', hint: '空欄: 1行分の学習率の数（コマンドでは1）' },
    nodes: { label: 'ノード数', hint: '1タスクあたり。ノード上の処理はコマンドが起動します。空欄: 1' },
    setup: { label: '準備の行', hint: 'タスクの前にbashが実行、例: module load cuda' },
    prefix: {
      label: '接頭コマンド',
      hint: 'タスクのコマンドの前に付ける語、例: apptainer exec --nv image.sif',
    },
    options: { label: 'sbatchのオプション', hint: '例: --account=physics --gres=gpu:1' },
  },
  word: (field, value) =>
    `${field}は「${value}」です。空白や引用符を含まない、sbatchが受け付ける1語にしてください。`,
  count: (field, value, most) => `${field}は${value}です。1から${most}までの整数にしてください。`,
  lines: (field) => `${field}は100行以内、各行2,000文字以内で、制御文字を含まないようにしてください。`,
  words: (field, value) =>
    `${field}は${value}です。プログラムとその引数にし、シェルが解釈する文字は引用符で囲んでください。`,
  options: (field, value) =>
    `${field}は${value}です。--nameまたは--name=valueの形のオプション（--wrapを除く）にし、シェルが解釈する文字は引用符で囲んでください。`,
};
