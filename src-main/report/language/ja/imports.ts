// What an import says, in Japanese.
import type { Words } from '../language.ts';

const notRuns = (rows: number) => `実行ではない行は${rows}行`;

export const imports: Words['imports'] = {
  stages: {
    files: 'ファイルの読み込み',
    text: 'テキストの読み込み',
    rows: '行の読み込み',
    study: 'スタディの書き込み',
  },
  stage: (stage, share) => `${stage}：${share}`,

  columns: (columns, rates, batchSizes, losses) =>
    `列：${columns.join('、')}。学習率は${rates}、バッチサイズは${batchSizes}、損失の単位は${losses}です。`,
  ofFile: (file, columns) => `${file}：${columns}`,
  ofKind: (kind, columns) => `${kind}。${columns}`,
  preview: (runs, recipes, which, rows) =>
    `${recipes}レシピ、${runs}回の実行${which === null ? '' : `（${which}）`}。${notRuns(rows)}です。`,
  recipes: (names, baseline) => `${names.join('、')}。ベースラインは${baseline}`,
  labels: (counts) => `付くラベル：${counts.join('、')}。`,
  count: (count, label) => `${label} ${count}件`,
  heads: {
    recipe: 'レシピ',
    learningRate: '学習率',
    stable: '安定',
    unstable: '不安定',
    unjudged: '判定不能',
    failed: '失敗',
    leftOut: '除外',
  },
  rowsOut: (rows) => `実行ではない行（うち${rows}行は実行だった可能性があるのに除外した行）：`,
  more: (rows) => `ほか${rows}行`,
  moreIn: (rows, command) => `ほか${rows}行。「${command}」ですべて見られます。`,
  questions: '取り込む前に指定が必要なこと：',

  runs: (runs, failed) => `${runs}回の実行${failed > 0 ? `（うち${failed}回は外部要因で失敗）` : ''}`,
  imported: (runs, file) => `${runs}を${file}に取り込みました`,
  holds: (runs, file) => `${file}には${runs}があります`,
  outcome: (what, rows) => `${what}。${notRuns(rows)}です。`,
  refreshed: (read, inputs) => `${inputs}件の入力のうち、変更のあった${read}件を読み直しました。`,
  gone: (names) => `元の場所になく、そのまま残した入力：${names.join('、')}。`,
  placeless: (names) => `場所の記録がなく、読み直さなかった入力：${names.join('、')}。`,
  growth: ({ added, changed, same, gone, held }) => {
    const kept = gone === 0 ? '' : `、元の場所になくそのまま残した${gone}回`;
    const worse =
      held === 0
        ? ''
        : `、結果は改善しているが、重複する実行をもつ入力を読み直していないため元のまま残した${held}回`;
    return `実行：新規${added}回、変更${changed}回${kept}${worse}、変更なし${same}回。`;
  },
};
