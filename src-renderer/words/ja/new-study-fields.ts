// The fields of the form that hold one value each, by their place in a spec, in Japanese.
import type { PageWords } from '../words.ts';

export const newStudyFields: PageWords['newStudyFields'] = {
  name: { label: 'スタディの名前' },
  vocabulary: {
    label: '語彙',
    options: {
      character: '1文字を1トークン',
      byte: '1バイトを1トークン',
      gpt2: 'GPT-2のバイトペア、50,257トークン',
    },
  },

  'model.layers': { label: '層数' },
  'model.width': { label: '幅', hint: 'ヘッド数の倍数' },
  'model.heads': { label: 'ヘッド数' },
  'model.hidden': { label: '中間層の幅', hint: 'MLPの幅。空欄: 幅から決まる' },
  'model.context': { label: 'コンテキスト長', hint: '1系列のトークン数' },
  'model.norm': { label: '正規化', options: { layernorm: 'LayerNorm', rmsnorm: 'RMSNorm' } },
  'model.activation': { label: '活性化関数', options: { gelu: 'GELU', swiglu: 'SwiGLU' } },
  'model.positions': { label: '位置', options: { learned: '学習する', rotary: '回転（RoPE）' } },
  'model.zLoss': { label: 'z損失', hint: 'log²Zの重み' },
  'model.initialStandardDeviation': {
    label: '初期値の標準偏差',
    hint: '重みの初期値。空欄: 0.02、muSでは1',
  },
  'model.parametrisation': {
    label: 'パラメータ化',
    hint: '幅が増えても最良の学習率が変わらない方式。muS: 静的なFP8',
    options: { '': '標準', mup: 'muP', mus: 'muS（単位スケーリング）' },
  },
  'model.baseWidth': { label: '基準の幅', hint: '学習率を決めた幅。muPとmuS' },
  'model.baseHeads': { label: '基準の幅のヘッド数', hint: '空欄: 同じ数。muPのみ' },
  'model.residualCoefficient': { label: '残差係数τ', hint: '和に占める枝の割合。muSのみ' },
  'model.qkNorm': { label: 'QK-norm' },
  'model.tiedHead': { label: '埋め込みの共有' },
  'model.outliers.columns': { label: '外れ値の列数', hint: '中間層の列のうち。空欄: 負荷なし' },
  'model.outliers.factor': { label: '外れ値の倍率', hint: '2のべき、例: 1024' },
  'model.outliers.fromStep': { label: '外れ値の開始ステップ', hint: '空欄: 0' },
  'model.outliers.every': { label: '外れ値の間隔', hint: '開始後のステップ間隔。空欄: 毎ステップ' },

  steps: { label: 'ステップ数', hint: '1実行あたり。等トークンでは最初の行' },
  budget: {
    label: '予算',
    hint: 'すべての行の実行で等しくするもの',
    options: { steps: '等ステップ', tokens: '等トークン' },
  },
  microBatch: {
    label: 'マイクロバッチ',
    hint: '一度に計算する系列数。勾配は合計。空欄: バッチ全体',
  },
  recomputation: {
    label: '再計算',
    hint: '逆伝播で活性値を計算し直す。メモリは減り、結果は同じ',
    options: { '': 'なし', layer: '層ごと' },
  },
  statisticsEvery: { label: '統計の間隔', hint: 'ステップ数。空欄: 1実行に20回' },
  validationSequences: { label: '検証', hint: '検証用テキストの系列数' },
  sharpnessEpsilon: { label: '鋭さのε', hint: '摂動の大きさ' },
  refine: { label: '境界の精密化', hint: '各境界を求める幅（桁）。空欄: 格子全体' },

  'optimizer.kind': {
    label: 'オプティマイザ',
    options: { adamw: 'AdamW', sgd: 'SGD', muon: 'MuonとAdamW' },
  },
  'optimizer.beta1': { label: 'β₁' },
  'optimizer.beta2': { label: 'β₂' },
  'optimizer.epsilon': { label: 'ε' },
  'optimizer.momentum': { label: 'モーメンタム', hint: 'SGDとMuon' },
  'optimizer.adjustRate': {
    label: '形状による学習率',
    hint: 'Muonのみ',
    options: { '': 'AdamWに合わせる', match_rms_adamw: 'AdamWに合わせる（明示）', original: '原論文どおり' },
  },
  'optimizer.weightDecay': { label: '重み減衰' },
  'optimizer.clip': { label: '勾配クリップ', hint: '勾配ノルムの上限。0: なし' },
  'optimizer.warmupSteps': { label: 'ウォームアップ', hint: 'ステップ数。空欄: 実行の10分の1' },
  'optimizer.schedule': {
    label: 'スケジュール',
    options: { cosine: 'コサイン', linear: '線形', constant: '一定' },
  },
  'optimizer.finalFraction': { label: '学習率の最終比', hint: '最大の学習率に対する割合' },

  'thresholds.unstableShare': {
    label: '不安定の割合',
    hint: '失敗した実行がこの割合以上のセルは不安定',
  },
  'thresholds.confidence': { label: '信頼水準', hint: 'すべての区間の水準' },
  'thresholds.tailSteps': { label: '終盤のステップ数', hint: '終盤はこのステップ数以上' },
  'thresholds.tailShare': { label: '終盤の割合', hint: 'かつ実行のこの割合以上' },
  'thresholds.stalledShare': { label: '停滞の割合', hint: 'ベースラインの学習量に対し、これ未満は停滞' },
  'thresholds.lossTolerance': {
    label: '損失の許容幅',
    hint: 'ベースラインの最良の終盤損失をこのnatを超えて上回れば劣化',
  },
  'thresholds.bestErrors': { label: 'LR*の範囲', hint: '最良の終盤損失からの標準誤差' },
  'thresholds.loneSeedScatter': {
    label: '単独シードのばらつき',
    hint: 'シードが1つのときに仮定する標準偏差（nat）',
  },
  'thresholds.spikeSigma': { label: 'スパイクの基準', hint: '移動平均からの標準偏差の数' },
  'thresholds.jumpNats': { label: '跳躍の幅', hint: '損失の上昇（nat）' },
  'thresholds.jumpSteps': { label: '跳躍の期間', hint: '上昇にかかるステップ数' },
  'thresholds.jumpAfter': { label: '跳躍の除外', hint: '数えない最初のステップ数' },
  'thresholds.spikePersistence': { label: 'スパイクの連続', hint: '続いたスパイクの数' },
  'thresholds.spikeScore': { label: 'スパイクの割合', hint: 'スパイクである値の割合' },
  'thresholds.spikeWindowLeast': { label: '窓の最小', hint: '移動窓のステップ数' },
  'thresholds.spikeWindowMost': { label: '窓の最大', hint: '移動窓のステップ数' },
  'thresholds.spikeWindowDivisor': { label: '窓の分割', hint: '実行のステップ数をこれで割る' },
};
