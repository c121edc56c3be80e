// What the recipes are, in Japanese.
export const newStudySummaries: Readonly<Record<string, string>> = {
  fp32: 'すべてfloat32。',
  tf32: 'すべての行列積の入力をTF32に丸めます。',
  'bf16-mixed': '行列積はBF16。正規化、ソフトマックス、損失、残差ストリーム、マスター重みはfloat32。',
  'fp16-mixed':
    '行列積はFP16。正規化、ソフトマックス、損失、残差ストリーム、マスター重みはfloat32。動的な損失スケール付き（torch.amp）。',
  'bf16-weights': '重みもBF16で保持するBF16混合精度。float32のマスター重みはありません。',
  'bf16-weights-stochastic': 'bf16-weightsと同じ。更新後の重みを確率的に丸めます。',
  'te-delayed': 'FP8 HYBRID、遅延スケーリング、履歴1024の最大値（Transformer Engine）。',
  'megatron-delayed': 'FP8 HYBRID、遅延スケーリング、履歴1の直近値（Megatron-LMの既定）。',
  tensorwise: 'FP8 HYBRID、テンソルごとに現在のスケール1つ（torchao tensorwise）。',
  'tensorwise-hopper':
    'tensorwiseと同じ。すべての積で、14ビットの和を128項ごとにfloat32へ加えます（HopperのFP8、DeepSeek-V3と同じ昇格）。',
  'tensorwise-attention': 'tensorwiseと同じ。注意機構の積もFP8で、ヘッドと系列ごとにスケール1つ。',
  rowwise: 'FP8 E4M3、行ごとに2のべきのスケール1つ（torchao rowwise）。',
  'rowwise-gw-hp':
    'FP8 E4M3、行ごとにスケール1つ。入力勾配の積の重みはテンソルごとに1つ、重み勾配の積はBF16（torchao rowwise_with_gw_hp）。',
  'deepseek-block': 'FP8 E4M3、1x128と128x128のブロックごとのスケール（DeepSeek-V3）。',
  mxfp8: 'FP8 E4M3、32値ごとに2のべきのスケール1つ、指数は切り上げ（MXFP8）。',
  'mxfp8-ocp-floor': 'mxfp8と同じ。指数はOCP MXの文書どおり切り捨て。',
  nvfp4:
    'FP4 E2M1、重みも含めて16値ごとにE4M3のスケール1つ。勾配は確率的に丸めます（形式としてのNVFP4で、公表されたレシピではありません）。',
  'nvfp4-square':
    'nvfp4と同じ。重みは16 × 16ごとにスケール1つで、arXiv 2509.25149のレシピと同じですが、Hadamard変換とBF16の層はありません（nvfp4-publishedにはあります）。',
  'nvfp4-published':
    'nvfp4-squareと同じ。重み勾配の両方の入力に16点のランダムHadamard変換、最後の層はBF16（arXiv 2509.25149では62ブロックのうち最初の2つと最後の8つ。2層のモデルでは最後の層は半分にあたります）。',
  'mxfp8-norm-gains': 'mxfp8と同じ。正規化のゲインもMXFP8で、MXの学習を暴走させると報告されています。',
  'bf16-elementwise':
    '正規化、活性化関数、埋め込み、残差ストリームもBF16にしたBF16混合精度。マスター重みはfloat32。',
  'ms-amp-o1':
    'FP8 HYBRID、現在のステップの2のべきのスケール。重みはスケール付きFP16、その勾配はスケール付きE4M3で保持（MS-AMP O1）。',
  'ms-amp-o2':
    'ms-amp-o1と同じ。Adamの1次モーメントはスケール付きE4M3、2次モーメントはスケール付きFP16（MS-AMP O2）。',
  'fp8-unscaled':
    'スケールも損失スケールもないFP8 HYBRIDへの変換、出力層も含みます。失敗が知られている対照です。',
  'fp8-static':
    'スケールのないFP8 HYBRIDへの層の変換。出力層と注意機構はBF16。単位スケーリング（muS）用（arXiv 2502.05967）。',
  'fp8-loss-scale':
    'fp8-unscaledと同じ。損失を1024倍します（テンソルのスケールの代わりに一定の損失スケール）。',
  'fp8-optimizer': 'Adamの両モーメントをスケール付きFP8（E4M3とE5M2）で保持するBF16混合精度。',
  'mask-e8m7': 'すべての行列積の入力を仮数部7ビットに切り捨て。指数部はfloat32と同じ。',
  'mask-e8m6': 'すべての行列積の入力を仮数部6ビットに切り捨て。指数部はfloat32と同じ。',
  'mask-e8m5': 'すべての行列積の入力を仮数部5ビットに切り捨て。指数部はfloat32と同じ。',
  'mask-e8m4': 'すべての行列積の入力を仮数部4ビットに切り捨て。指数部はfloat32と同じ。',
  'mask-e8m3': 'すべての行列積の入力を仮数部3ビットに切り捨て。指数部はfloat32と同じ。',
  'mask-e8m2': 'すべての行列積の入力を仮数部2ビットに切り捨て。指数部はfloat32と同じ。',
  'mask-e8m1': 'すべての行列積の入力を仮数部1ビットに切り捨て。指数部はfloat32と同じ。',
  'exponent-e7': 'すべての行列積の入力を指数部7ビット、仮数部7ビットに丸めます。スケールなし。',
  'exponent-e6': 'すべての行列積の入力を指数部6ビット、仮数部7ビットに丸めます。スケールなし。',
  'exponent-e5': 'すべての行列積の入力を指数部5ビット、仮数部7ビットに丸めます。スケールなし。',
  'exponent-e4': 'すべての行列積の入力を指数部4ビット、仮数部7ビットに丸めます。スケールなし。',
  'exponent-e3': 'すべての行列積の入力を指数部3ビット、仮数部7ビットに丸めます。スケールなし。',
};
