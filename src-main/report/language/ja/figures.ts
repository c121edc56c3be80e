// The words of the 2D figures in Japanese.
import type { Measure } from '../shown.ts';
import type { Words } from '../language.ts';

const SUBJECTS: Readonly<Record<Measure, string>> = {
  unstable: '学習が不安定になる確率',
  added: '不安定な実行の割合とベースラインの割合との差',
  tail: '終盤損失の中央値',
  penalty: '精度のペナルティ（損失とベースラインの対の損失との差）',
  gap: 'ベースラインとの終盤損失の差の中央値',
  sharpness: 'ベースラインに対するシャープネスの中央値',
  margin: '安定限界までの学習率の余裕（桁）',
};
/** With their units. */
const SCALES: Readonly<Record<Measure, string>> = {
  unstable: '不安定になる確率（完了した実行に占める割合）',
  added: '不安定な実行の割合、ベースラインとの差',
  tail: '終盤損失の中央値（nat）',
  penalty: 'ペナルティ（nat）',
  gap: 'ベースラインとの終盤損失の差の中央値（nat）',
  sharpness: 'ベースラインに対するシャープネスの中央値（比）',
  margin: '学習率から安定限界までの余裕（桁）',
};

const runs = (unstable: number, finished: number) => `${finished}回中${unstable}回が不安定`;
const inBrackets = (text: string | null) => (text === null ? '' : `（${text}）`);

export const figures: Words['figures'] = {
  learningRate: '学習率',
  logScale: (name) => `${name}（対数目盛）`,
  notToScale: (name) => `${name}（等間隔）`,
  ofSeeds: (seeds) => `${seeds}個のシードの実行（区間では同じシードを1つと数える）`,
  rateColumns: (perDecade) => `学習率（${perDecade === 1 ? '1桁' : `1/${perDecade}桁`}幅の列）`,
  rateAmong: (column, rates) => `${column}（${rates}）`,
  noRuns: 'このスタディには実行がありません。',

  measures: {
    unstable: '不安定になる確率',
    added: 'ベースラインを超える失敗',
    tail: '終盤損失',
    penalty: '精度のペナルティ',
    gap: 'ベースラインとの終盤損失の差',
    sharpness: 'ベースラインに対するシャープネス（予兆にはならない）',
    margin: '安定限界までの余裕（桁）',
  },
  mapSubtitle: (measure, recipes, rowName, areaUnit) =>
    `学習率と${rowName}ごとの${SUBJECTS[measure]}、${recipes}レシピ。ベースラインの対との比較と、安定領域の面積（${areaUnit}）を併記`,
  keeps: (recipe, share, interval, isLess, baseline) =>
    `${recipe}の安定領域は${baseline}の${share}${isLess ? 'にとどまる' : ''}${inBrackets(interval)}`,
  shares: (baseline, parts) => `${baseline}に対する安定領域の割合：${parts.join('、')}`,
  shareOf: (recipe, share) => `${recipe} ${share}`,
  soFar: (finding) => `現時点：${finding}`,
  mapDescription: (rowName) => `レシピごとの、学習率×${rowName}の格子。`,
  recipeDescription: (recipe, unstable, finished, areas) =>
    `${recipe}：${finished === 0 ? '判定された実行なし' : `完了した${runs(unstable, finished)}`}、${areas.join('、')}。`,
  noGuides: '試した範囲に安定限界がないため、目安の線は引いていません。',
  area: (area, interval) => `安定領域 ${area}${inBrackets(interval)}`,
  areaUnknown: '安定領域は不明（判定された実行がない）',
  control: (recipe) => `${recipe}（対照）`,
  negativeControl: (recipe) => `${recipe}（陰性対照）`,
  controlNote: (recipe, isUnscaled) =>
    isUnscaled
      ? `${recipe}は対照です。スケールも損失スケールもなく、失敗することがわかっています。`
      : `${recipe}は対照です。失敗することがわかっています。`,
  negativeControlNote: (recipe, baseline) =>
    `${recipe}は陰性対照です。${baseline}の初期重みをごくわずかに変えたもので、カオスだけで生じる差を示します。`,
  isBaseline: 'ベースライン',
  failures: (failed, pairs, _, otherWay, chance) =>
    `${pairs}対中、単独で失敗${failed}、対のみ失敗${otherWay}（${chance}）`,

  cellName: (recipe, learningRate, row) => `${recipe}、学習率${learningRate}、${row}`,
  states: {
    absent: '計画外',
    waiting: '未実行',
    failed: '外部要因で失敗',
    unjudged: '完了したが、判定できない',
    stable: '',
    mixed: '',
    unstable: '',
  },
  unstableRuns: (unstable, finished, interval) => `${runs(unstable, finished)}${inBrackets(interval)}`,
  levelInterval: (level, interval) => `${level}区間 ${interval}`,
  medianTail: (loss) => `終盤損失の中央値 ${loss}`,
  unknownTail: '終盤損失の中央値は不明',
  penalty: (nats, interval, pairs) => `ペナルティ ${nats} nat${inBrackets(interval)}、${pairs}対`,
  labelCount: (count, label) => `${label} ${count}件`,
  notRun: (count) => `未実行${count}回`,
  leftOutRows: (rows) => `取り込みで除外した${rows}行`,
  failedRuns: (count) => `外部要因による失敗${count}回`,
  provisional: '暫定のラベルあり',
  describedCell: (place, parts) => `${place}：${parts.join('、')}`,

  edgeAbove: '試した最高の学習率で安定（安定限界はさらに上）',
  edgeBelow: '試した学習率ではすべて不安定（安定限界はさらに下）',
  edgeUnknown: '安定限界は未確定',
  edge: (rate, interval) => `LR50 ${rate}${inBrackets(interval)}`,
  belowTested: '試した範囲より下',
  aboveTested: '試した範囲より上',
  edgeOfRow: (row, edge) => `${row}：${edge}`,
  edgeTitle: (rows) => `安定限界。${rows.join('、')}`,
  guideTitle: (kind) => `目安：学習率 ∝ ${kind === 'linear' ? 'バッチサイズ' : 'バッチサイズの平方根'}`,

  legend: {
    scale: (measure, clippedAt) =>
      `${SCALES[measure]}${clippedAt === null ? '' : `、${clippedAt}で打ち切り`}`,
    counts: (level) => `不安定/完了の実行数。点：割合、横棒：${level}区間（0〜100%）`,
    noMedian: '中央値なし：終盤損失が有限でないか、途中で停止した実行を含む',
    unknown: '不明',
    noPair: '不明：両方で学習できた対がない',
    noWarning: 'シャープネスは失敗の予兆にならない（AUC 0.61、対との損失の差は0.85）',
    mixed: '一部の実行が不安定',
    unstable: (share) => `不安定：実行の${share}以上`,
    edge: (level) => `安定限界 LR50 と${level}区間。矢印：試した範囲の外`,
    baselineEdge: 'ベースラインの安定限界',
    stopped: '途中で停止した実行あり：不安定に数え、終盤損失はない',
    waiting: '未実行',
    partial: '実行中・実行待ちあり',
    notRun: '未実行',
    someNotRun: '一部のシードは未実行',
    inferred: (isStable) => `未実行（同じ行から${isStable ? '安定' : '不安定'}と推定）`,
    provisional: '暫定のラベル',
    failed: '外部要因で失敗',
    unjudged: '判定できない',
    leftOut: '取り込みで除外した行',
    origins: { trained: 'ここで学習した実行', both: '取り込んだ実行とここで学習した実行' },
    absent: '計画外',
    chosen: '選んだ設定',
    guideLinear: '目安：学習率 ∝ バッチサイズ',
    guideRoot: '目安：学習率 ∝ √バッチサイズ',
  },

  curves: {
    atRate: (rate) => `学習率${rate}`,
    run: (place, seed, label) => `${place}、シード${seed}：${label ?? 'ラベルなし'}`,
    step: 'ステップ',
    loss: '学習損失（nat）',
    gradientNorm: '勾配ノルム',
    lossScale: '損失スケール',
    endedNonfinite: 'NaNまたはInfで終了',
    lines: '線1本が1シード。',
    bands: '線は中央値、帯は実行の中央の半分（四分位範囲）。不安定な実行は、終了後は軸より上とみなす。',
    median: '全実行の中央値',
    band: '実行の中央の半分（四分位範囲）',
    highest: '全実行の最大値',
    unstable: '不安定な実行の終わり',
    shownSteps: (from, to, of) => `全${of}ステップのうち${from}〜${to}。`,
    sample: (shown, of) =>
      `${of.toLocaleString('en')}回の実行から選んだ${shown.toLocaleString('en')}回の標本（毎回同じ）。線と帯は標本の値、見出しと件数は全実行の値。`,
    firstUnstable: (recipe, unstable, runs, ended) =>
      `${recipe}：${runs}回の実行のうち${unstable}回が不安定${ended === null ? '' : ended.from === ended.to ? `（多くはステップ${ended.to}）` : `（多くはステップ${ended.from}〜${ended.to}）`}`,
    unstableOf: (recipe, unstable, runs) => `${recipe}：${runs}回のうち${unstable}回`,
    moreRecipes: (count) => `ほか${count}レシピ`,
    noneUnstable: (runs) => `${runs}回の実行に不安定なものはない`,
    besideUnjudged: (finding, runs) => `${finding}（判定なし${runs}回）`,
    titleOfAll: '見出しはラベルと状態によらず全実行の値。',
    curveless: (runs, of) => `${of}回の実行のうち${runs}回は曲線なし。`,
    ending: (label, count) => `${label ?? 'ラベルなし'} ${count}`,
    endings: (count, counts) => `${count}回の実行：${counts}`,
    leaves: '軸の範囲外へ',
    cut: (axis, top, beyond, runs, most) =>
      `${axis}の軸は${top}まで。${runs}回の実行のうち${beyond}回がこれを超え、最大${most}に達した。`,
    acted: 'トリガーの作動',
    recipe: 'レシピ',
    none: '描ける完了済みの実行がありません。',
    chosenRuns: (study, runs) => `${study}：選択した${runs}回の実行。`,
    allFinished: (study) => `${study}：完了したすべての実行。`,
    description: (count, selection, nonfinite) =>
      `${count}回の実行の、ステップごとの学習損失と勾配ノルム。うち${nonfinite}回はNaNまたはInfで終了。${selection}`,
  },

  timeline: {
    title: (study) => `${study}：各ステップを学習したレシピ`,
    axis: 'ステップ（三角：トリガーの作動）',
    runName: (rate, row, seed) => `学習率${rate}、${row}、シード${seed}`,
    run: (choice, place) => `${choice}、${place}`,
    stretch: (recipe, from, to) => `${from}〜${to}ステップは${recipe}`,
    sentence: (run, stretches, actions) => `${run}：${stretches.join('、')}。トリガー作動${actions}回。`,
  },

  cost: {
    title: '本番学習1回の期待コスト',
    axis: (unit) => `本番学習1回の期待コスト（${unit}）`,
    spread: (recipe, median, low, high) => `${recipe}：中央値${median}米ドル、95%は${low}〜${high}米ドル`,
  },
  tornado: {
    title: '節減率を左右する要因',
    axis: (recipe, baseline) =>
      `${baseline}に対する${recipe}の節減率（各入力を範囲の両端に動かした場合、0%未満は割高）`,
    dot: '点：入力が範囲の上端のとき',
  },
};
