// Where the effects were published. What an effect says of its source is in the abstract, or in the recipe that this program has of it
// (docs/recipes.md).
import type { Source } from '../effect.ts';

export const SOURCES = {
  mixedPrecision: { title: 'Mixed Precision Training', authors: 'Micikevicius et al.', arxiv: '1710.03740' },
  fp8Formats: { title: 'FP8 Formats for Deep Learning', authors: 'Micikevicius et al.', arxiv: '2209.05433' },
  unitScaling: {
    title: 'μnit Scaling: Simple and Scalable FP8 LLM Training',
    authors: 'Narayan et al.',
    arxiv: '2502.05967',
  },
  deepseek: { title: 'DeepSeek-V3 Technical Report', authors: 'DeepSeek-AI', arxiv: '2412.19437' },
  microscaling: {
    title: 'Characterization and Mitigation of Training Instabilities in Microscaling Formats',
    authors: 'Su et al.',
    arxiv: '2506.20752',
  },
  floatingPoint: {
    title: 'Scaling Laws for Floating-Point Quantization Training',
    authors: 'Sun et al.',
    arxiv: '2501.02423',
  },
  fp8Lm: { title: 'FP8-LM: Training FP8 Large Language Models', authors: 'Peng et al.', arxiv: '2310.18313' },
  bfloat16: { title: 'Revisiting BFloat16 Training', authors: 'Zamirai et al.', arxiv: '2010.06192' },
  proxies: {
    title: 'Small-scale proxies for large-scale Transformer training instabilities',
    authors: 'Wortsman et al.',
    arxiv: '2309.14322',
  },
  toFp8: {
    title: 'To FP8 and Back Again: Quantifying Reduced Precision Effects on LLM Training Stability',
    authors: 'Lee et al.',
    arxiv: '2405.18710',
  },
  nvfp4: { title: 'Pretraining Large Language Models with NVFP4', authors: 'NVIDIA', arxiv: '2509.25149' },
} as const satisfies Readonly<Record<string, Source>>;
