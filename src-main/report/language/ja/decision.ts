// The decision and the staged plan in Japanese.
import type { Words } from '../language.ts';

const seeds = (count: number) => `あと${count}シード`;
const asSoFar = 'これまでと同じ傾向が続けば';

export const decision: Words['decision'] = {
  status: { go: 'Go', 'no-go': 'No-Go', undecided: '保留' },
  stages: {
    'baseline-pilot': (baseline) => `${baseline}でのパイロット`,
    'recipe-pilot': (_, recipe) => `${recipe}でのパイロット`,
    'scale-up': () => '監視付きスケールアップ',
  },

  noRecipe: (recipe) => `このスタディに「${recipe}」というレシピはありません。`,
  noBaseline: (baseline) => `このスタディには、ベースライン${baseline}の実行がありません。`,
  isBaseline: (recipe) => `${recipe}はベースラインそのものなので、判断の対象になりません。`,
  nothingShared: (recipe, baseline) => `${recipe}と${baseline}がともに測定済みのセルがまだありません。`,

  cost: (baseline, cheaper, saving, low, high) =>
    `再試行と探索を含めて${baseline}より安くなる確率は${cheaper}（節減率${saving}、95%区間${low}〜${high}）`,
  notComplete: '計画した実行の一部がまだ完了していません。',
  go: (recipe, cost) => `Go：${recipe}はすべてのゲートを通過しました。${cost}です。`,
  undecidedYet: (recipe, cost) => `保留：現時点では${recipe}はすべてのゲートを通過し、${cost}です。`,
  noGo: (recipe, criterion, measured, more, cost) =>
    `No-Go：${recipe}は判定基準「${criterion}」を満たしません（${measured}）${more === 0 ? '' : `。ほかに${more}件の未達があります`}。コストだけで見れば、${cost}です。`,
  undecided: (recipe, open, gates, settle, cost) =>
    `保留：${recipe}に不利なゲートはありませんが、${gates}件中${open}件が未決です。${settle}。現時点では、${cost}です。`,
  settleNever: 'シードを増やしても決着しません',
  settleUnknown: '決着に必要なシード数は、3シード以上そろえばわかります',
  settle: (setting, row, grid, rest) => {
    const parts = [
      setting > 0 && `選んだ設定で${seeds(setting)}`,
      row > 0 && `そのバッチサイズで${seeds(row)}`,
      grid > 0 && `格子全体で${seeds(grid)}`,
    ].filter((part) => part !== false);
    const what = {
      nothing: '決着します',
      unsettled: '一部が決着し、残りはシードを増やしても決着しません',
      unknown: '一部が決着します。残りに必要なシード数は、3シード以上そろえばわかります',
    };
    return `${asSoFar}、${parts.join('、')}で${what[rest]}`;
  },

  setting: (rate, batchSize) => `設定：学習率${rate}、バッチサイズ${batchSize}。`,
  paysFrom: (recipe, speedup) => `${recipe}は、速度比が${speedup}以上なら採算が合います。`,
  paysTooHigh: (recipe, speedup) =>
    `${recipe}の採算が合うのは速度比が${speedup}以上の場合だけで、現実的ではありません。`,
  neverPays: (baseline) =>
    `どの速度比でも採算が合いません：失敗への対応費だけで${baseline}の総コストを上回ります。`,
  mayFail: (speedup, recipe, share) =>
    `速度比${speedup}のとき、${recipe}の試行の失敗が${share}に達すると利点がなくなります。`,
  mayFailNow: (recipe, share) => `${recipe}の試行の失敗が${share}に達すると利点がなくなります。`,
  unstableThere: (unstable, finished) => `そこでは${finished}回中${unstable}回が不安定`,

  stable: {
    criterion: (recipe, rate, batchSize, share, confidence) =>
      `${recipe}が学習率${rate}、バッチサイズ${batchSize}で安定（不安定になる確率が${share}未満、確度${confidence}）`,
    measured: (unstable, finished, interval) =>
      `${finished}回中${unstable}回が不安定${interval === null ? '' : `、区間${interval}`}`,
    settledBy: (more) => `${asSoFar}、この設定で${seeds(more)}あれば決着する。`,
    unsettled: '同じ設定の実行を増やしても決着しない。安定限界から離れた設定なら決着しうる。',
    reopenedByUnstable: (count) => `追加の実行のうち${count}回が失敗すれば、判定は保留に戻る。`,
    reopenedByStable: (count) => `追加の${count}回がすべて成功すれば、判定は保留に戻る。または別の設定。`,
    neverReopened: '別の設定またはレシピ。',
  },
  edge: {
    criterion: (recipe, least) => `${recipe}の安定限界が、選んだ学習率より${least}桁以上高い`,
    unknown: '安定限界は未確定',
    above: '試した最高の学習率で安定（安定限界はその上）',
    below: '試した学習率ではすべて不安定',
    measured: (decades) => `安定限界は${decades}桁上`,
    sure: (low) => `区間の下端で${low}桁`,
    notSure: '区間は不明',
    settledBy: (more, rate) =>
      `${asSoFar}、このバッチサイズで${seeds(more)}あれば決着する${rate === null ? '' : `。または学習率を${rate}以下にする`}。`,
    holdsUpTo: (rate) => `学習率${rate}まで成り立つ。`,
    lowerRate: (rate) => `学習率を${rate}以下にするか、安定限界の高いレシピにする。`,
    higherRates: (rate) =>
      `より高い学習率まで試して安定限界を見つける${rate === null ? '' : `。または学習率を${rate}以下にして学習する`}。`,
    higherEdge: 'シードを増やす、より低い学習率を試す、または安定限界の高いレシピにする。',
  },
  quality: {
    criterion: (recipe, factor, baseline) =>
      `同じ設定での${recipe}の終盤損失（中央値）が${baseline}の${factor}倍以下`,
    measured: (factor, interval) => `${factor}倍、${interval === null ? '区間は不明' : `区間${interval}`}`,
    unknown: '不明',
    settledBy: (more) => `${asSoFar}、この設定で${seeds(more)}あれば決着する。`,
    unsettled: 'シードを増やしても決着しない。損失が基準に近すぎる。',
    turnsAt: (loss) => `終盤損失の中央値が${loss} natを超えた場合。`,
    passesAt: (loss) =>
      `終盤損失の中央値が${loss} nat以下になること。損失が出る箇所（出力層、注意機構、最初と最後の層）の精度を上げる。`,
    moreRuns: '両レシピとも、この設定で有限の損失で終わる3シード以上。',
  },
  region: {
    criterion: (recipe, share, baseline) => `${recipe}が${baseline}の安定領域の${share}以上を保つ`,
    measured: (share, interval, isCut) =>
      `${share}、${interval === null ? '区間は不明' : `区間${interval}`}${isCut ? '、格子で切れている' : ''}`,
    beyond: 'すべての安定限界が格子の中に入るまで、学習率の範囲を広げる。',
    notComparable: '比較できない',
    settledBy: (more) => `${asSoFar}、格子全体で${seeds(more)}あれば決着する。`,
    unsettled: 'シードを増やしても決着しない。安定限界付近の学習率を細かく取れば決着しうる。',
    moreSeeds: '両レシピとも3シード以上。',
    stableBaseline: (baseline) => `${baseline}が安定する設定。`,
    fallsBelow: (share) => `パイロット規模での安定領域が${share}を下回った場合。`,
    finer: 'スケーリングの粒度を細かくするか、値が失われる箇所の精度を上げる。',
  },
  costGate: {
    criterion: (recipe, share) => `再試行と探索を含めて、${recipe}が安くなる確率が${share}以上`,
    measured: (share) => `確率${share}`,
    fallsBelow: (speedup) => `実測の速度比が${speedup}を下回った場合。`,
    reaches: (speedup) => `実測の速度比が${speedup}以上になること。`,
    orSeeds: (more) => `または、${asSoFar}、この設定で${seeds(more)}。`,
    neverReaches: '失敗を減らすこと。現実的な速度比では届かない。',
  },

  inputs: {
    price: {
      name: 'GPU 1時間の単価',
      unit: '米ドル',
      source: '仮定：H100の時間貸し価格は事業者と契約期間で異なる',
    },
    gpus: { name: '1実行のGPU数', unit: '基', source: '仮定' },
    hours: { name: 'ベースラインでの本番学習の時間', unit: '時間', source: '仮定：1週間' },
    speedup: {
      name: 'FP8の速度比 s',
      unit: '倍',
      source: '公開されている実測値：torchaoは8 GPUで1.10〜1.25、512 GPUで最大1.5、nanochatは1.17',
    },
    tokenEfficiency: {
      name: 'FP8のトークン効率 q',
      unit: '比率',
      source: 'nanochat d26では速度比1.17が同等品質で1.05（およそ0.9）。1に近いという報告も多い',
    },
    failedShare: {
      name: '失敗までに費やす割合 f',
      unit: '比率',
      source: '仮定：失敗は学習の途中のどこかで判明する',
    },
    failureCost: { name: '失敗1回の人件費 h', unit: '米ドル', source: '仮定：技術者の数時間分' },
    searchRuns: { name: '探索の実行数 n', unit: '回', source: '仮定' },
    searchShare: {
      name: '探索1回の長さ r',
      unit: '本番学習に対する比率',
      source: '仮定：探索は小規模で行う',
    },
  },
  failures: {
    recipeFailure: (recipe) => `${recipe}の失敗確率`,
    baselineFailure: (_, baseline) => `${baseline}の失敗確率`,
  },
  smallModels:
    '失敗確率はこのスタディのモデルによるもので、大規模モデルに特有の失敗については何も言えません。大規模学習の失敗確率はそのパイロットで、速度比は実機で測定してください。',

  view: {
    language: '言語',
    decideOn: '判断するレシピ',
    yourCosts: 'コストの入力',
    defaults: '既定値に戻す',
    asNumber: (name) => `${name}（数値）`,
    lowEnd: (name) => `${name}（範囲の下限）`,
    highEnd: (name) => `${name}（範囲の上限）`,
    chosenCell: 'マップ上の選んだ設定',
    whatWouldTurn: '判定が変わる条件',
    turn: (criterion, measured, turns) => `${criterion}（${measured}）：${turns}`,
    report: 'レポート',
  },
  plan: '段階的導入計画',
  planColumns: {
    stage: '段階',
    gate: '判定',
    criterion: '判定基準',
    measured: '実測値',
    turns: '判定が変わる条件',
  },
  costs: '本番学習1回の期待コスト',
  costColumns: {
    recipe: 'レシピ',
    setting: '設定',
    failures: 'その設定での不安定',
    cost: (unit) => `期待コスト（${unit}）`,
    cheaper: '安くなる確率',
    saving: '節減率',
  },
  settingShort: (rate, batchSize) => `学習率${rate}、バッチ${batchSize}`,
};
