// Recipes of frameworks, written as a spec takes them from what the frameworks define.
const tensor = (format: string) => ({ format, scaling: { kind: 'tensor' } });
const row = { format: 'e4m3fn', scaling: { kind: 'row', powerOfTwo: false } };
const vector = { format: 'e4m3fn', scaling: { kind: 'block', along: 128, across: 1 } };
const square = { format: 'e4m3fn', scaling: { kind: 'block', along: 128, across: 128 } };

/** torchao tensorwise: E4M3 activations and weights, E5M2 output gradients, one current scale per tensor. */
export const writtenTensorwise = {
  name: 'mine',
  extends: 'bf16-mixed',
  'linear.forward.activation': tensor('e4m3fn'),
  'linear.forward.weight': tensor('e4m3fn'),
  'linear.inputGradient.outputGradient': tensor('e5m2'),
  'linear.inputGradient.weight': tensor('e4m3fn'),
  'linear.weightGradient.activation': tensor('e4m3fn'),
  'linear.weightGradient.outputGradient': tensor('e5m2'),
};

/** torchao rowwise_with_gw_hp: exact scales by row, one scale of the weight in dx = dy w', and dw in BF16. */
export const writtenRowwiseGw = {
  name: 'mine',
  extends: 'bf16-mixed',
  'linear.forward.activation': row,
  'linear.forward.weight': row,
  'linear.inputGradient.outputGradient': row,
  'linear.inputGradient.weight': tensor('e4m3fn'),
};

/** DeepSeek-V3: 1x128 for activations and gradients, 128x128 for weights. */
export const writtenDeepseek = {
  name: 'mine',
  extends: 'bf16-mixed',
  'linear.forward.activation': vector,
  'linear.forward.weight': square,
  'linear.inputGradient.outputGradient': vector,
  'linear.inputGradient.weight': square,
  'linear.weightGradient.activation': vector,
  'linear.weightGradient.outputGradient': vector,
};
