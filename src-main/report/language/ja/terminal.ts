// What stands around the maps on a terminal, in Japanese.
import type { Words } from '../language.ts';

export const terminal: Words['terminal'] = {
  interval: (level) => `${level}区間`,
  edge: '安定限界LR50',
  sensitivity: '学習率感度',
  over: '学習率の範囲',
  beyondTested: '試した範囲の外',
  cell: (level) =>
    `各セル：不安定/完了の実行数と終盤損失の中央値。その下に不安定になる確率の${level}区間を示します。`,
  shares: (none, some, many, all, share) =>
    `${none} 不安定な実行なし、${some} ${share}未満、${many} ${share}以上、${all} すべて不安定`,
  notRun: (mark, failed) => `${mark} 未実行、${failed} 外部要因で失敗`,
  unjudged: (mark) => `${mark} 完了したが判定できない（安定とも不安定とも数えない）`,
  inferred: (stable, unstable) =>
    `${stable}と${unstable}：未実行。同じ行の測定済みのセルから安定または不安定と推定`,
  marks: (isRefined) =>
    `+ ${isRefined ? '一部のシードは未実行' : 'これからの実行あり'}、? 暫定のラベル、x 外部要因で失敗した実行あり`,
  origins: '•：ここで学習した実行、◦：取り込んだ実行とここで学習した実行',
  leftOut: '△：取り込みで除外した、実行だった可能性のある行',
  stopped: 's：途中で停止した実行あり。不安定に数え、終盤損失はない',
  columns: (columns) => `列：${columns}。`,
  oneSeed: '不安定になる確率の区間では、セル内の同じシードの実行を1つと数えます。',
  area: (height) => `安定領域の面積の単位は、学習率の桁×${height}です。`,
};
