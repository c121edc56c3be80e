// The report in Japanese: headings, columns, methods and limits.
import type { Words } from '../language.ts';

export const report: Words['report'] = {
  subtitle: (date, facts) => `${date}の安定性マップ。${facts}。`,
  oneRecipe: (baseline) => `このスタディのレシピは${baseline}だけです。`,
  someOf: (shown, all) => `${all}のうち${shown}通りを示す。すべてはJSON書き出しにある。`,

  appendix: '付録',
  measuredHere: 'このスタディで測ったもの',
  assumedHere: '仮定したもの、入力したもの',
  costRests: 'コストの前提',
  costCaption: '再試行と探索を含む、本番学習1回の期待コスト。',
  tornadoCaption: '各入力を範囲の両端に動かしたときの節減率。',
  inputColumns: ['数値', '下限', '最もありそうな値', '上限', '単位', '種別', '根拠'],

  maps: '安定性マップ',
  mapCaption: (rowName) => `学習率と${rowName}ごとの不安定な実行の割合、安定限界LR50とその区間。`,
  stackCaption:
    'レシピごとの学習できる領域（下が高精度、上が低精度）。輪郭はベースラインの安定領域。斜線のセルは、そのセルのシードだけでは未確定。',

  regions: '安定領域',
  regionColumns: (areaUnit) => ['レシピ', `安定領域の面積（${areaUnit}）`, 'ベースラインに対する割合'],
  baseline: 'ベースライン',
  notComparable: '比較できない',
  edges: '安定限界：実行の半数が不安定になる学習率',
  shifts: 'ベースラインに対する安定限界のずれ（学習率の桁数、シードごとの対比較）',
  mean: '平均',
  noShift: '安定限界が範囲外',
  headlines: (baseline) => `${baseline}との対ごとの比較`,
  headlineColumns: [
    'レシピ',
    '安定限界のずれ（桁）',
    '単独で失敗／対のみ失敗／対の数',
    'マクネマー検定のp',
    '精度によって失敗した割合',
    'ペナルティ（nat）',
    '安定領域の割合',
  ],
  headlinesNote: (level, rowName) =>
    `対とは、学習率・${rowName}・シードが同じ2つの実行である。マクネマーの正確検定は対を独立とみなす。${level}区間はシードを単位とする。両者が一致したときに限り、差があるとする。ペナルティは、両方で学習できた対についての平均である。`,
  lossKinds: (byValidation, byTail) =>
    byTail === 0
      ? '検証損失'
      : byValidation === 0
        ? '終盤損失'
        : `検証損失${byValidation}対、終盤損失${byTail}対`,
  isCut: '、格子で切れている',
  atMost: (decades) => `${decades}以下`,
  atLeast: (decades) => `${decades}以上`,
  upTo: (decades) => `〜${decades}`,
  from: (decades) => `${decades}〜`,
  open: '範囲を限定できない',
  flips: 'ベースラインと異なるセル',
  flipColumns: ['レシピ', '比較したセル', '失われた', '得られた', '該当セル'],
  flipsNote:
    '検定ではなく一覧である。偶然に変わるセルもある。検定は上の対によるものを用いる。セルごとの検定ではほとんど何も見つからない（Holm補正したフィッシャー検定では、5シードで18セル中0）。',
  noFlips: 'なし',
  cell: (rate, row) => `学習率${rate}、${row}`,
  gainedCell: (rate, row) => `学習率${rate}、${row}（得られた）`,
  moreCells: (count) => `ほか${count}セル`,
  sensitivity: '学習率に対する感度',
  sensitivityColumns: (rowName) => [
    'レシピ',
    rowName,
    '平均超過損失（nat）',
    '学習率の下端',
    '学習率の上端',
    '最良の終盤損失 L*',
    'L*に近い学習率の幅（桁）',
  ],
  sensitivityNote: (tolerance) =>
    `L*に近いとは、最良の点の周りで続けてL*から${tolerance} nat以内にあること。その範囲が格子の端で終わるときは「以上」とする。`,
  spikes: 'スパイクとシャープネス',
  spikeColumns: [
    'レシピ',
    '損失のスパイクスコア 中央値（最大）',
    '勾配のスパイクスコア 中央値（最大）',
    'スパイクと判定された実行',
    'ベースラインに対するシャープネス セルの中央値（範囲）',
  ],
  sharpnessNote:
    'シャープネスは予兆にならない。失敗する実行を見分けるAUCは0.61で、対との損失の差では0.85である。',
  labels: 'ラベル',
  labelsColumns: (labels) => ['レシピ', ...labels],

  curves: '学習曲線',
  curvesCaption: (row, rates, seeds) => `選んだ設定の${row}。学習率${rates}通り、それぞれ${seeds}シード。`,
  noCurves: 'このスタディには学習曲線がありません。',

  methods: '方法',
  ownRuns: (rowName) =>
    `同じシードの実行は、どのレシピでも同じ初期重みと同じバッチから、同じ小型トランスフォーマーを学習する。異なるのは学習率、${rowName}、精度だけである。`,
  importedRuns: (fileName, runs, skipped) =>
    `実行は他のツールで学習し、${fileName}から取り込んだ（${runs}回、読み取れなかった行は${skipped}行）。列にない条件がそろっているかどうかは、ここではわからない。`,
  commandRuns: (rowName) =>
    `どの実行も、下の設定ファイルにあるコマンドを、レシピ、学習率、${rowName}、シードを与えて1回ずつ起動して学習した。それ以外の動作は、ここではわからない。`,
  outcomes: '結果は固定の規則でラベル付けし、そのしきい値を下に示す。',
  statistics: [
    'セルごとの不安定確率には、ジェフリーズ区間を付けた。',
    '安定限界（LR50）は不安定確率が1/2を超える学習率であり、安定領域はそれより低い設定すべてからなる。',
    '安定限界、そのずれ、面積、割合は1つのベイズ推定の中央値で、区間はその両裾を等しく除いたものである。安定限界の位置には前提を置かず、シードと偶然によるばらつき、同じシードの実行がそろって失敗すること、どの学習率でも起こりうる失敗を織り込む。試した学習率の外にある安定限界の区間は開いたままとし、そのとき安定領域の割合には「格子で切れている」と記す。',
    'コストは4000回抽出した。仮定はその範囲から、失敗確率、損失の悪化、探索範囲のうちよく学習できる割合は事後分布から取る。',
  ],
  text: 'テキスト',
  textFacts: (name, tokens, size, vocabulary, sha256) =>
    `${name}、${tokens}トークン、語彙${size}（${vocabulary}）、SHA-256 ${sha256}`,
  vocabularies: {
    character: '文字',
    byte: 'バイト',
    gpt2: 'GPT-2のバイトペア',
    tokens: 'トークンファイルのID',
  },
  entropy: 'ユニグラムエントロピー H1',
  nats: (value) => `${value} nat`,
  sampled: 'SHA-256とエントロピーの対象',
  sampledTokens: (tokens) => `${tokens}トークン（ファイル全体から等間隔のブロックで読んだもの）`,
  spec: '設定ファイル（spec）',
  thresholds: 'しきい値',
  thresholdNames: {
    tailSteps: '終盤：最小ステップ数',
    tailShare: '終盤：全ステップに対する割合',
    stalledShare: '停滞・学習不足：ベースラインの学習量に対する割合',
    lossTolerance: '劣化：ベースラインの最良の終盤損失からの差（nat）',
    degradedFactor: '劣化（上に代わる旧版の規則）：ベースラインの最良の終盤損失に対する倍率',
    bestErrors: 'LR*：最良の終盤損失から標準誤差の何倍までか',
    loneSeedScatter: 'LR*：シードが1つのときに仮定するシード間の標準偏差（nat）',
    spikeSigma: 'スパイク：標準偏差の倍数',
    jumpNats: 'スパイク判定：損失の急上昇（nat）',
    jumpSteps: 'スパイク判定：急上昇とみなすステップ数',
    jumpAfter: 'スパイク判定：急上昇を数えない最初のステップ数',
    spikePersistence: 'スパイク判定：連続ステップ数',
    spikeScore: 'スパイク判定：スパイクの割合',
    spikeWindowLeast: 'スパイクの窓：最小ステップ数',
    spikeWindowMost: 'スパイクの窓：最大ステップ数',
    spikeWindowDivisor: 'スパイクの窓：全ステップの何分の1か',
    unstableLabels: '不安定とみなすラベル',
    unstableShare: 'セルを不安定とする割合',
    confidence: '区間の水準',
  },
  environment: '実行環境',
  session: (index) => `セッション${index}`,
  limits: '限界',
  ownLimits: [
    'モデルは小型である。GPT-2規模のBF16でまれに起こるシード依存の失敗、数千億トークン後のSwiGLUの外れ値、実際の速度比は示せない。',
    'FP8はエミュレーションである。値はハードウェアと同じ規則で丸め、総和はfloat32で計算する。',
  ],
  allLimits: [
    '確率は実行したシードに基づく。どの値にも区間を併記した。',
    'コストは併記した数値に基づく。そこで仮定とされるものは、読者が置き換えるまで仮定である。',
  ],
};
