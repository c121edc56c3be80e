// What each preset is for, in English.
export const newStudyPresets: Readonly<Record<string, string>> = {
  quick: 'BF16 beside scaled and unscaled FP8 on a small model: minutes on any machine.',
  standard: 'Five recipes on a model of 0.8 million parameters: about half an hour on two cores.',
  'gpu-hour':
    'The largest of ten studies that this machine trains in an hour, on models of 0.07 to 86 million parameters, with as many seeds as fit.',
  mantissa: 'How many mantissa bits training needs: 7 down to 1, with the range of float32.',
  exponent: 'How many exponent bits training needs: 7 down to 3, unscaled.',
  ladder:
    'Five widths of one small model, 24 to 96: the largest is predicted from the smaller ones, and then measured.',
  'ladder-mup':
    'The same five widths under muP, meant to keep the best learning rate where it is as the width grows.',
  'there-and-back': 'Unscaled FP8 with its first and last quarter in float32, and guarded by triggers.',
  guarded: 'Unscaled FP8 that goes to BF16 by itself when numbers go wrong, beside both.',
  'adam-eps': 'Whether a larger ε of Adam makes up for FP8 moments.',
  'gpt2-124m':
    'FP32, TF32 and BF16 on GPT-2 small over 20 seeds, at one learning rate, 3 and 10 times it: for GPUs. Its text, Moby-Dick, is small for it.',
  'llama-120m':
    'Mantissas of 7 down to 3 bits on a Llama of 124 million parameters, at one learning rate and 10 times it: for GPUs. Its text is small for it.',
};
