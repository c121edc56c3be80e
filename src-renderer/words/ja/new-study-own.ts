// The sites of a recipe of one's own, and the triggers of a program, in Japanese.
import type { PageWords } from '../words.ts';

export const newStudyOwn: PageWords['newStudyOwn'] = {
  extends: '元にするレシピ',
  sitesOf: (recipe) => `${recipe}の丸めの箇所`,
  site: '箇所',
  bits: 'ビット',
  precision: '精度',
  unlike: (recipe) => `${recipe}との違い`,
  inFile: (path) =>
    `端の層の線形層も、specファイルでは箇所ごとに設定できます（edgeLayers.linearの中の${path}など）。`,
  bitsOf: (site) => `${site}のビット`,
  changed: '変更済み',
  reset: '元に戻す',
  resetOf: (site) => `${site}を元に戻す`,

  formatOf: (site) => `${site}の形式`,
  otherFormatOf: (site) => `${site}の形式（eXmY）`,
  roundingOf: (site) => `${site}の丸め`,
  scalingOf: (site) => `${site}のスケーリング`,
  roundings: {
    'nearest-even': '最近接偶数',
    'toward-zero': 'ゼロ方向',
    stochastic: '確率的',
  },
  scalings: {
    none: 'スケールなし',
    tensor: 'テンソルごとのスケール',
    delayed: '遅延スケール',
    row: '行ごとのスケール',
    block: 'ブロックごとのスケール',
    mx: 'MXブロック',
    nvfp4: 'NVFP4ブロック',
  },
  whether: (setting) => `${setting}の有無`,
  none: 'なし',
  set: 'あり',
  constant: '固定',
  dynamic: '動的',
  partOf: (part, of) => `${of}の${part}`,

  trigger: {
    at: (watch, site) => `${site}の${watch}`,
    above: (what, value) => `${what}が${value}を超える`,
    ratio: (what, value) => `${what}が平均の${value}倍を超える`,
    'z-score': (what, value) => `${what}が平均を${value}σ上回る`,
    'twin-ratio': (what, value) => `${what}がベースラインの双子の${value}倍を超える`,
    lasting: (what, values) => `${what}（${values}回続けて）`,
    then: (when, action) => `${when}: ${action}`,
    toTheEnd: '最後まで',
    forSteps: (steps) => `${steps}ステップの間`,
    redo: (recipe, stay) => `そのステップを${recipe}でやり直し、${stay}続ける`,
    switch: (recipe, stay) => `${stay}${recipe}で学習`,
    rollback: (recipe, stay) => `最後に保存した状態に戻り、${stay}${recipe}で学習`,
    lowerRate: (factor, stay) => `${stay}学習率を${factor}倍にする`,
    stop: '実行を終了',
  },
};
