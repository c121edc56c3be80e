// Names of precisions as people and tools write them: which spellings are one precision, and which of several recipes has the
// highest. Pure.

/** Spellings that say the same. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^(bfloat16|bf-16|brainfloat16)$/, 'bf16'],
  [/^(float16|fp-16|half|f16)$/, 'fp16'],
  [/^(float32|fp-32|float|single|full|f32)$/, 'fp32'],
  [/^(float64|fp-64|double|f64)$/, 'fp64'],
  [/^(float8|fp-8|f8)$/, 'fp8'],
  [/^(float4|fp-4)$/, 'fp4'],
  [/^float8-(.+)$/, 'fp8-$1'],
  [/^(tensorfloat32|tensor-float-32)$/, 'tf32'],
  [/^16$/, 'fp16'],
  [/^32(-true)?$/, 'fp32'],
  [/^64(-true)?$/, 'fp64'],
  [/^16-mixed$/, 'fp16-mixed'],
  [/^amp-(.+)$/, '$1-mixed'],
  [/^(.+)-amp$/, '$1-mixed'],
];

/** The same name for all spellings of one precision: case, separators, module prefixes and long forms. */
export function spelling(name: string): string {
  const plain = name
    .trim()
    .toLowerCase()
    .replace(/^(torch|jnp|jax\.numpy|np|numpy|tf|dtypes?)\./, '')
    .replaceAll(/[\s_]+/g, '-');
  const found = WORDS.find(([pattern]) => pattern.test(plain));
  return found ? plain.replace(found[0], found[1]) : plain;
}

/**
 * What a spelling is usually short for: `bf16-mixed` is how most train in bf16, `hybrid` is what fp8 means to most. Not always,
 * so the two are one only where no run of the one has a twin of the other.
 */
export function usualSpelling(name: string): string {
  return spelling(name)
    .replace(/^(bf16|fp16)-mixed$/, '$1')
    .replace(/^fp8-(hybrid|mixed)$/, 'fp8');
}

/** From high to low. */
const PRECISIONS = [/^(fp|float)_?32/i, /tf32/i, /bf(loat)?_?16/i, /^(fp|float)_?16|half/i];
const BY_NAME = ['fp64', 'fp32', 'tf32', 'bf16', 'fp16'];

/** Whether a whole name says a precision of 16 bits or more: it has nothing of the speed of low precision. */
export function isHighPrecision(name: string): boolean {
  return BY_NAME.includes(usualSpelling(name));
}

/** The recipe that others are compared with: the highest precision that a whole name says, or else a part of one. */
export function guessBaseline(recipes: readonly string[]): string {
  for (const name of BY_NAME) {
    const found = recipes.find((recipe) => usualSpelling(recipe) === name);
    if (found !== undefined) return found;
  }
  for (const precision of PRECISIONS) {
    const fitting = recipes.filter((recipe) => precision.test(recipe));
    // Of bf16 and bf16+fp8, the one that says less.
    if (fitting.length > 0) return fitting.reduce((a, b) => (b.length < a.length ? b : a));
  }
  return recipes[0]!;
}
