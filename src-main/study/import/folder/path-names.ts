// Settings that people write into the names of folders and files: lr1e-3_bs64_s2, fp8.lr0.003.seed1, batch_size=8,lr=0.01. Only
// names that can hardly mean anything else are taken; what is not understood is not guessed. Pure.

export type PathField = 'lr' | 'batch_size' | 'seed' | 'precision';

const NUMBER = String.raw`(\d+(?:[.p]\d+)?(?:e[-+]?\d+)?|\.\d+)`;
const named = (names: string) =>
  new RegExp(String.raw`(?<![a-z])(?:${names})[-_=:]?${NUMBER}(?![a-z0-9]|\.\d)`, 'g');

const PATTERNS: readonly (readonly [Exclude<PathField, 'precision'>, RegExp])[] = [
  ['lr', named('learning_?rate|peak_?lr|max_?lr|lr')],
  ['batch_size', named('global_?batch_?size|batch_?size|gbs|bsz|bs')],
  ['seed', named('random_?seed|seed|s')],
];

const PRECISION =
  /(?<![a-z0-9])(fp32|float32|tf32|bf16|bfloat16|fp16|float16|fp8|float8|mxfp8|fp6|mxfp6|fp4|nvfp4|mxfp4|e4m3(fn)?|e5m2)(?![a-z0-9])/;

/** What parts the words of a name; a dot within a number does not. */
const BETWEEN = /(?:[^a-z0-9.]|(?<!\d)\.|\.(?!\d))+/;

/** A bare whole number is as often the number of a rate as the rate: lr3. */
const AN_INDEX = /^\d+$/;

/**
 * By field; a field that a name says in two ways is not said. The precision is all of the name that is none of the others, so that
 * fp8_tensorwise_lr1e-3 and fp8_rowwise_lr1e-3 are two recipes.
 */
export function settingsOfName(name: string): ReadonlyMap<PathField, string> {
  const text = name.toLowerCase();
  const found = new Map<PathField, string>();
  let rest = text;
  for (const [field, pattern] of PATTERNS) {
    const values = new Set([...text.matchAll(pattern)].map(([, value]) => value!.replace('p', '.')));
    rest = rest.replaceAll(pattern, '');
    const [value] = values;
    if (values.size !== 1 || (field === 'lr' && AN_INDEX.test(value!))) continue;
    found.set(field, value!);
  }
  if (PRECISION.test(text)) {
    const words = rest.split(BETWEEN).filter((word) => word !== '' && !/^\d[\d.]*$/.test(word));
    found.set('precision', words.join('-'));
  }
  return found;
}
