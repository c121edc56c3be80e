// What single commands print, in Japanese.
import type { Words } from '../language.ts';

export const commands: Words['commands'] = {
  estimate: {
    grid: (name, axes, runs, steps) => `${name}：${axes} = ${steps}の実行${runs}回`,
    refined: (grid, share) => `${grid}（絞り込み：全ステップの最大${share}）`,
    model: (isLargest, parameters, layers, width, context) =>
      `${isLargest ? '最大のモデル' : 'モデル'}：${parameters}パラメータ（${layers}層、幅${width}、コンテキスト長${context}）`,
    work: (tokens, operations) => `合計${tokens}トークン、浮動小数点演算${operations}回`,
    memory: (bytes) => `メモリ：1実行あたり${bytes}`,
    lanes: (runs, bytes, of) => `使える${of}のうち${bytes}で${runs}回の実行を同時に学習`,
    cost: (range) => `費用${range}`,
    device: (name, summary, parts) => `${name}${summary === null ? '' : `（${summary}）`}：${parts}`,
    training: 'すべてのデバイスで数ステップずつ学習しています…',
  },
  recipe: {
    site: '箇所',
    precision: '精度',
    meaning: '説明',
    inEdgeLayers: 'これらの層での同じもの。',
    unlike: (base) => `* ${base}と異なる箇所`,
    none: 'なし',
  },
  programs: {
    columns: ['プログラム', '不安定', '終盤損失', '検証損失', '低精度', '作動', '無駄', '速度比', 'ラベル'],
    losses: '損失：実行の平均とその95%区間。低精度：行列積が8ビット以下のステップの割合。',
    actions: (speedup) =>
      `作動：1実行あたりのトリガーの作動回数。無駄：1実行あたりの捨てられたステップ数。速度比：低精度のステップが${speedup}倍速い場合の、すべて高精度の場合に対する実効値。`,
  },
  budgetPair: {
    moves: (fewer, more, baseline) =>
      `${fewer}ステップから${more}ステップでの、${baseline}の安定限界の動き：`,
    unknown: '不明',
    move: (row, decades, interval) => `${row}：${decades}（${interval}）`,
    noFall:
      '最良の設定で、どちらのステップ数でも学習できたシードが少なすぎて、損失の減る速さはわかりません。',
    fall: (nats, half, seeds) =>
      `損失は、ステップ数がe倍になるごとに${nats} nat${half === null ? '' : `（±${half}）`}減ります（最良の設定での${seeds}シードによる）。`,
  },
  compare: {
    edges: (study, row, edges) => `${study}：${row}ごとのLR50 ${edges.join('、')}`,
    withPenalty: (edges, penalty, half) =>
      `${edges}。損失の増加${penalty} nat${half === null ? '' : `（±${half}）`}`,
  },
};
