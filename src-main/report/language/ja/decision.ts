// The decision and the staged plan in Japanese.
import type { Words } from '../language.ts';

const seeds = (count: number) => `あと${count}シード`;
const SIDES = { cheaper: '割安', dearer: '割高' } as const;
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
  noVerdict: (recipe, baseline) => `${baseline}に対する${recipe}の判定は示しません。`,
  notSearched: (rowName) =>
    `このスタディの行（${rowName}と、それに連動するもの）はモデルの大きさや予算が異なります。それらは費用を払って増やすもので、学習の設定を探索して見つけるものではありません。そのため探索の費用はここからはわからず、全行で最良のものは、最も多くを与えられた行にすぎません。`,
  nameTheModel:
    'どの大きいモデルについて判断するかを、「判定」の画面か「precipice decide」の--target-parametersと--target-tokensで示してください。その損失の増加を、これらの大きさから予測します。',
  unknownRows: (rowName) =>
    `このスタディの行は${rowName}の値ですが、学習の設定の探索でいくつも試すものかどうかが示されていません。そのため探索の費用はここからはわかりません。`,
  notRun: (recipe, baseline) => `${recipe}と${baseline}の一方または両方に、判定できた実行がまだありません。`,
  baselineFails: (recipe, baseline) =>
    `${baseline}はどの設定でも、判定できた実行がすべて失敗しており、${recipe}と比べる基準がありません。`,

  evidence: {
    size: (parameters) => `パラメータ数${parameters}のモデル`,
    unknownSize: '規模不明のモデル',
    steps: (low, high) => (low === high ? `${low}ステップ` : `${low}〜${high}ステップ`),
    unknownSteps: 'ステップ数は不明',
    precision: {
      hardware: '精度は実機',
      emulated: '精度はエミュレーション',
      both: '精度は実機とエミュレーション',
      unknown: '精度は元のツールのまま',
    },
    seeds: (low, high) => `1セルあたり${low === high ? low : `${low}〜${high}`}シード`,
    leftOut: (rows) => `取り込みで${rows}行を除外`,
    target: (parameters, sizes, from, to) =>
      `${parameters}パラメータでの損失の増加は${from}〜${to}の${sizes}個の大きさから予測`,
    budgets: (steps) => `それぞれ${steps.join('、')}ステップで学習`,
  },
  cost: (baseline, cheaper, difference, interval) =>
    `再試行と探索を含めて${baseline}より安くなる確率は${cheaper}（${difference}、95%区間${interval}`,
  difference: (share, side) => `${share}%${SIDES[side]}`,
  differenceRange: (from, fromSide, to, toSide) =>
    fromSide === toSide
      ? `${from}〜${to}%${SIDES[toSide]}`
      : `${from}%${SIDES[fromSide]}〜${to}%${SIDES[toSide]}`,
  byFailures: {
    measured: '。失敗確率はこの小規模な実行による）',
    yours: '。失敗確率は入力された本番学習の値による）',
  },
  go: (recipe, evidence, cost) =>
    `Go：${recipe}（根拠：${evidence}）はすべてのゲートを通過しました。${cost}です。`,
  withoutControl:
    'このスタディには、失敗するとわかっているレシピ（陽性対照）がないため、何を見落としうるかはわかりません。',
  noGo: (recipe, evidence, criterion, measured, more, cost) =>
    `No-Go：${recipe}（根拠：${evidence}）は判定基準「${criterion}」を満たしません（${measured}）${more === 0 ? '' : `。ほかに${more}件の未達があります`}。コストだけで見れば、${cost}です。`,
  undecided: (recipe, evidence, open, gates, settle, cost) =>
    `保留：${recipe}（根拠：${evidence}）に不利なゲートはありませんが、${gates}件中${open}件が未決です。${settle}。現時点では、${cost}です。`,
  withheld: (recipe, evidence, reasons) =>
    `判定なし：${recipe}（根拠：${evidence}）。${reasons.map((reason) => `${reason}。`).join('')}`,
  reasons: {
    controlMissed: (control, baseline) =>
      `失敗するとわかっている${control}が${baseline}と区別できておらず、この実行では差を見いだせなかったはずです`,
    budgetsApart: (recipe, baseline) =>
      `同じ設定での${recipe}のステップ数が${baseline}と異なり、両者の差はステップ数の違いかもしれません`,
    originsApart: (recipe, baseline) =>
      `一部の設定で、取り込んだ実行のシードとここで学習した実行のシードが${recipe}と${baseline}で一致しておらず、両者の差は学習した環境の違いかもしれません`,
    unfinished: (runs) => `計画した実行のうち${runs}件がまだ完了していません`,
    offGrid: (recipes) =>
      `${recipes.join('と')}の安定限界が試した学習率の外にあり、安定領域がどれだけ保たれるかはわかりません`,
    failsBelowEdge: (recipe, baseline, failed, pairs, p) =>
      `安定限界より十分に低い学習率でも、${baseline}が学習できるところで${recipe}の実行${pairs}回中${failed}回が失敗しており（p ${p}）、選んだ設定でも失敗が起こりえます`,
    noPrediction: (reason) => `対象のモデルの損失の悪化が分かりません（${reason}）`,
    noTokens: (reason) => `対象のモデルで損失の悪化を補うのに必要なトークン数が分かりません（${reason}）`,
    leftOut: (runs) =>
      `中断、取り消し、判定不能、または取り込みで除外した${runs}件を除いており、その結果しだいで判定が変わります`,
  },
  asFarAsKnown: (cost) => `現時点では、${cost}です。`,
  settleNever: 'シードを増やしても決着しません',
  settleUnknown: '決着に必要なシード数は、3シード以上そろえばわかります',
  settle: (setting, row, grid, rest) => {
    const parts = [
      setting > 0 && `選んだ設定で${seeds(setting)}`,
      row > 0 && `その行で${seeds(row)}`,
      grid > 0 && `格子全体で${seeds(grid)}`,
    ].filter((part) => part !== false);
    const what = {
      nothing: '決着します',
      unsettled: '一部が決着し、残りはシードを増やしても決着しません',
      unknown: '一部が決着します。残りに必要なシード数は、3シード以上そろえばわかります',
    };
    return `${asSoFar}、${parts.join('、')}で${what[rest]}`;
  },

  setting: (rate, row) => `設定：学習率${rate}、${row}。`,
  paysFrom: (recipe, speedup) => `${recipe}は、速度比が${speedup}以上なら採算が合います。`,
  paysTooHigh: (recipe, speedup) =>
    `${recipe}の採算が合うのは速度比が${speedup}以上の場合だけで、現実的ではありません。`,
  neverPays: (baseline) =>
    `どの速度比でも採算が合いません：失敗への対応費だけで${baseline}の総コストを上回ります。`,
  nothingToSpeedUp: (recipe, baseline) =>
    `速度比がいくつでも${recipe}のコストは変わりません：低精度のステップは${baseline}より多くありません。`,
  mayFail: (speedup, recipe, share) =>
    `速度比${speedup}のとき、${recipe}の試行の失敗が${share}に達すると利点がなくなります。`,
  unstableThere: (unstable, finished) => `そこでは${finished}回中${unstable}回が不安定`,

  stable: {
    criterion: (recipe, rate, row, share, confidence) =>
      `${recipe}が学習率${rate}、${row}で安定（不安定になる確率が${share}未満、確度${confidence}）`,
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
      `${asSoFar}、この行で${seeds(more)}あれば決着する${rate === null ? '' : `。または学習率を${rate}以下にする`}。`,
    holdsUpTo: (rate) => `学習率${rate}まで成り立つ。`,
    lowerRate: (rate) => `学習率を${rate}以下にするか、安定限界の高いレシピにする。`,
    higherRates: (rate) =>
      `より高い学習率まで試して安定限界を見つける${rate === null ? '' : `。または学習率を${rate}以下にして学習する`}。`,
    higherEdge: 'シードを増やす、より低い学習率を試す、または安定限界の高いレシピにする。',
  },
  quality: {
    criterion: (recipe, limit, baseline, rate, row) =>
      `${recipe}の損失が、${baseline}の最良の設定（学習率${rate}、${row}）より${limit} natを超えて高くならない`,
    measured: (penalty, interval) =>
      `${penalty} nat、${interval === null ? '区間は不明' : `区間${interval}`}`,
    unknown: '不明',
    settledBy: (more) => `${asSoFar}、この設定で${seeds(more)}あれば決着する。`,
    unsettled: 'シードを増やしても決着しない。損失の悪化が基準に近すぎる。',
    turnsAt: (limit) => `損失の悪化が${limit} natを超えた場合。`,
    passesAt: (limit) =>
      `損失の悪化が${limit} nat未満になること。精度が失われる箇所（出力層、注意機構、最初と最後の層）の精度を上げる。`,
    moreRuns: '両レシピがそれぞれの設定で学習できた、損失のわかる3シード以上。',
  },
  region: {
    criterion: (recipe, share, baseline) => `${recipe}が${baseline}の安定領域の${share}以上を保つ`,
    measured: (share, interval, isCut) =>
      `${share}、${interval === null ? '区間は不明' : `区間${interval}`}${isCut ? '、格子で切れている' : ''}`,
    notComparable: '比較できない',
    settledBy: (more) => `${asSoFar}、格子全体で${seeds(more)}あれば決着する。`,
    unsettled: 'シードを増やしても決着しない。安定限界付近の学習率を細かく取れば決着しうる。',
    moreSeeds: '両レシピとも3シード以上。',
    cut: (recipe, baseline) =>
      `${baseline}のすべての行と低い学習率で${recipe}も実行し、さらに試した範囲の外の学習率まで広げ、すべての安定限界をその中に収める。`,
    stableBaseline: (baseline) => `${baseline}が安定する設定。`,
    fallsBelow: (share) => `パイロット規模での安定領域が${share}を下回った場合。`,
    finer: 'スケーリングの粒度を細かくするか、値が失われる箇所の精度を上げる。',
  },
  costGate: {
    criterion: (recipe, share) => `再試行と探索を含めて、${recipe}が安くなる確率が${share}以上`,
    measured: (share) => `確率${share}`,
    fallsBelow: (speedup) => `実測の速度比が${speedup}を下回った場合。`,
    reaches: (speedup) => `実測の速度比が${speedup}以上になること。`,
    moreSeeds: '両レシピとも、それぞれの設定で3シード以上。',
    orSeeds: (more) => `または、${asSoFar}、この設定で${seeds(more)}。`,
    neverReaches: '失敗を減らすこと。現実的な速度比では届かない。',
  },

  inputs: {
    price: {
      name: 'GPU 1時間の単価',
      unit: '米ドル',
      source: 'H100の時間貸し価格は事業者と契約期間で異なる',
    },
    gpus: { name: '1実行のGPU数', unit: '基', source: '中規模の学習1回' },
    hours: { name: 'ベースラインでの本番学習の時間', unit: '時間', source: '1週間' },
    speedup: {
      name: '1ステップの速度比 s',
      unit: '倍',
      source:
        '全体での実測値：torchaoはH100 8基、8Bでtensorwise 1.25、rowwise 1.10。nanochat d24は1.17で、同等品質では1.05。MXFP8はB200 2,000基で最大1.28。NVFP4は16Bで1.15（損失+0.05 nat）',
    },
    lowShare: {
      name: '低精度で行うステップの割合',
      unit: '比率',
      source: '学習のしかたが不明なので、全ステップとみなす',
    },
    slope: {
      name: '損失の傾き -dL/d ln(ステップ数)',
      unit: 'ナット',
      source:
        'quickのモデルでは200〜800ステップで0.11〜0.21。Chinchillaの当てはめ（arXiv 2203.15556）ではトークン数2e9で0.29、1.4e12で0.05',
    },
    tokenEfficiency: {
      name: 'トークン効率 q',
      unit: '比率',
      source: 'nanochat d24では速度比1.17が同等品質で1.05（およそ0.9）。1に近いという報告も多い',
    },
    failureProbability: {
      name: '本番学習の失敗確率',
      unit: '比率',
      source: '入力値。ベースラインのもので、レシピの値がなければレシピにも使う',
    },
    recipeFailureProbability: { name: 'レシピでの本番学習の失敗確率', unit: '比率', source: '入力値' },
    failedShare: {
      name: '失敗までに費やす割合 f',
      unit: '比率',
      source: '失敗は学習の途中のどこかで判明する',
    },
    failureCost: { name: '失敗1回の人件費 h', unit: '米ドル', source: '技術者の数時間分' },
    searchRuns: {
      name: 'ベースラインでの探索の実行数 n',
      unit: '回',
      source: '入力値。設定がわかっているなら0',
    },
    searchRatio: {
      name: 'ベースラインの探索1回あたりのレシピの探索回数',
      unit: '倍',
      source: '入力値',
    },
    searchShare: {
      name: '探索1回の長さ r',
      unit: '本番学習に対する比率',
      source: '探索は小規模で行う',
    },
  },
  quantities: {
    vainShare: () => ({ name: '残った1ステップあたりの捨てられたステップ', unit: '比率' }),
    penalty: (recipe) => ({ name: `${recipe}の損失の悪化 dL`, unit: 'ナット' }),
    baselineFailure: (_, baseline) => ({ name: `${baseline}の失敗確率`, unit: '比率' }),
    recipeFailure: (recipe) => ({ name: `${recipe}の失敗確率`, unit: '比率' }),
    baselineFound: (_, baseline) => ({
      name: `探索範囲のうち${baseline}でよく学習できる割合`,
      unit: '比率',
    }),
    recipeFound: (recipe) => ({ name: `探索範囲のうち${recipe}でよく学習できる割合`, unit: '比率' }),
    recipeSearchRuns: (recipe) => ({ name: `${recipe}での探索の実行数`, unit: '回' }),
  },
  kinds: { measured: '実測', assumption: '仮定', yours: '入力' },
  measuredBy: {
    lowShare:
      '選んだ設定の実行またはレシピの名前から見て、線形層の行列積の過半数で両オペランドが8ビット以下だったステップから、ベースラインの分を引いたもの',
    vainShare: '選んだ設定の実行で、トリガーが巻き戻したステップ',
    penalty: 'マップのすべての行を通じたベースラインの最良の設定との比較',
    predicted: '各大きさの最良の学習率で比べた複数の大きさからの予測',
    slope: 'ステップ数が半分のベースラインの実行と全ステップの実行',
    predictedSlope: '複数のステップ数で学習した各大きさからの、そのレシピ自身についての予測',
    tokenEfficiency: 'exp(-dL / 傾き)',
    failure:
      '選んだ設定での、このスタディの小規模な実行をシードごとに比較。本番学習はもっと失敗するかもしれない',
    found: '最低から最高までの学習率のうち、最良の設定との損失の差が許容範囲に収まる実行',
    searchRuns: '探索範囲のうちよく学習できる割合の逆数（当たりを引くまでの回数）',
    searchRatio: 'よく学習できる割合の、ベースラインとレシピの比',
    recipeSearchRuns: 'nにその比を掛けた数。nが設定を見つけるのに足りないなら、よく学習できる割合の逆数',
  },
  byAssumedSlope: 'exp(-dL / 傾き)。損失の増加は実測、傾きは仮定',
  yours: '入力値',
  effective: (recipe, raw, share, effective) =>
    `${recipe}が低精度で行うのはステップの${share}なので、速度比${raw}のうち残るのは${effective}です。`,
  studyFailures: (recipe, own, baseline, base) =>
    `このスタディの小規模な実行から考えられる失敗確率は、${recipe}が${own}、${baseline}が${base}です。`,
  yourFailures: (recipe, own, baseline, base) =>
    `入力された本番学習の失敗確率は、${recipe}が${own}、${baseline}が${base}で、コストはこれに基づきます。`,
  smallModels:
    '小規模モデルの失敗は、大規模モデルに特有の失敗については何も言えません。大規模学習の失敗確率はそのパイロットで、速度比は実機で測定してください。',

  view: {
    decideOn: '判断するレシピ',
    yourCosts: 'コストの入力',
    defaults: '既定値に戻す',
    notGiven: '未使用',
    giveShort: '自分で入力',
    allowed: (least, most) =>
      `${least}から${most}までの数値で、下限・値・上限の順になるように入力してください。`,
    give: (name) => `${name}を自分で入力する`,
    asNumber: (name) => `${name}（数値）`,
    lowEnd: (name) => `${name}（範囲の下限）`,
    highEnd: (name) => `${name}（範囲の上限）`,
    chosenCell: 'マップ上の選んだ設定',
    whatWouldTurn: '判定が変わる条件',
    turn: (criterion, measured, turns) => `${criterion}（${measured}）：${turns}`,
    report: 'レポート',
  },
  restsOn: 'コストの前提となる数値',
  plan: '段階的導入計画',
  planColumns: {
    stage: '段階',
    gate: '判定',
    criterion: '判定基準',
    measured: '実測値',
    turns: '判定が変わる条件',
  },
  costColumns: {
    recipe: 'レシピ',
    setting: '設定',
    failures: 'その設定での不安定',
    cost: (unit) => `期待コスト（${unit}）`,
    cheaper: '安くなる確率',
    difference: 'ベースラインとの差',
  },
  settingShort: (rate, row) => `学習率${rate}、${row}`,
};
