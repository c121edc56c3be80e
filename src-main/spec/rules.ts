// What a value of a spec must be: as data, from which a face makes a sentence in its language, and in the English of specs and of the
// command line. The words follow "it must be".
const quoted = (values: readonly (string | number)[]) => {
  const all = values.map((value) => `"${value}"`);
  return all.length === 1 ? all[0]! : `${all.slice(0, -1).join(', ')} or ${all.at(-1)!}`;
};

export const RULE_WORDS = {
  whole: (from: number, to: number) => `a whole number from ${from} to ${to}`,
  wholeAbove: (least: number) => `a whole number above ${least}`,
  wholeFrom: (least: number) => `a whole number of ${least} or more`,
  number: () => 'a number',
  atLeast: (least: number) => `a number of ${least} or more`,
  atLeastNats: (least: number) => `a number of ${least} or more, in nats`,
  above0: () => 'a number above 0',
  above0Nats: () => 'a number above 0, in nats',
  positive: () => 'a positive number',
  between: () => 'a number above 0 and below 1',
  above0AtMost: (most: number) => `a number above 0 and at most ${most}`,
  fromTo: (from: number, to: number) => `a number from ${from} to ${to}`,
  below1: () => 'a number from 0 to below 1',
  powerOfTwo: (from: number, to: number) => `a power of two from ${from} to ${to}`,
  flag: () => 'true or false',
  oneOf: (...values: string[]) => quoted(values),
  text: (most: number) => `a text of 1 to ${most} characters`,
  decades: (most: number) => `a number of decades above 0 and at most ${most}, or null`,

  textPath: () => '"moby-dick" or the path of a text file',
  tokenFile: () => 'the path of a token file',
  tokenFiles: (most: number) => `a list of 1 to ${most} paths of token files`,
  validationFiles: (most: number) => `a list of at most ${most} paths of token files`,

  rates: () => 'a list of positive numbers, or {from, to, count}',
  ratesCounted: (most: number) => `a list of positive numbers, or {from, to, count} (1 to ${most} of them)`,
  newRate: () => 'a learning rate that is not in the list yet',
  equalToFrom: (from: number) => `equal to from, ${from}, where count is 1`,
  aboveFrom: (from: number) => `above from, ${from}`,
  farAboveFrom: (from: number, count: number) => `so far above from, ${from}, that ${count} values differ`,
  sizes: () => 'a list of whole numbers, or {from, to}',
  sizesCounted: (most: number) => `a list of whole numbers, or {from, to} (1 to ${most} of them)`,
  newSize: () => 'a batch size that is not in the list yet',
  seeds: (most: number) => `a whole number from 1 to ${most}, or a list of seeds`,
  seedsCounted: (most: number) =>
    `a whole number from 1 to ${most}, or a list of seeds (1 to ${most} of them)`,
  newSeed: () => 'a seed that is not in the list yet',
  ascending: () => 'a list of ascending numbers, or {from, to}',
  ascendingCounted: (most: number) => `a list of ascending numbers, or {from, to} (1 to ${most} of them)`,
  aboveBefore: (before: number) => `above the one before it, ${before}`,
  along: () => 'a list of numbers, one for each row',
  alongCounted: (wanted: number, given: number) =>
    `a list of ${wanted} numbers, one for each row (it has ${given})`,
  notAlong: () => 'left out: it is the setting that rows are of',

  recipes: () => 'a list of recipes',
  recipesCounted: (most: number) => `a list of 1 to ${most} recipes`,
  newRecipe: (taken: string) => `a recipe whose name is not in the list yet ("${taken}" is)`,
  noCircle: () => 'a recipe that does not extend itself, alone or through others',
  ownName: () => 'a name that no preset and no program has and that does not end in ")"',
  untilStep: () => 'a whole number of 1 or more (null in the last stage)',
  baseline: (...names: string[]) => `one of the recipes: ${names.join(', ')}`,

  divisorOfWidth: (width: number) => `a divisor of width, ${width}`,
  evenHeads: (share: number) => `such that width / heads is even, for rotary positions (it is ${share})`,
  columns: (most: number) => `a whole number from 1 to ${most}, below the hidden width`,
  baseWidth: (from: number, to: number, parametrisation: string) =>
    `a whole number from ${from} to ${to} where parametrisation is "${parametrisation}"`,
  unitDeviation: () => 'left out, or 1, where parametrisation is "mus"',
  onlyUnder: (...parametrisations: string[]) =>
    `left out unless parametrisation is ${quoted(parametrisations)}`,
  multipleOfHeads: (heads: number) =>
    `a multiple of heads, ${heads}, unless baseHeads says how many the base width has`,
  divisorOfBaseWidth: (width: number) => `a divisor of baseWidth, ${width}`,
  optimizerUnder: (parametrisation: string, ...kinds: string[]) =>
    `${kinds.map((kind) => `"${kind}"`).join(' or ')} where model.parametrisation is "${parametrisation}"`,

  divisorOfBatch: (batch: number) => `a divisor of every batch size above it, as of ${batch}`,
  atMostSteps: (steps: number) => `at most steps, ${steps}`,
  belowSteps: (steps: number) => `below steps, ${steps}`,
  belowShortest: (steps: number) => `below the steps of the shortest run, ${steps}`,
  aboveKept: (layers: number, recipe: string) =>
    `above ${layers}, the first and last layers that recipe "${recipe}" has in another precision`,
};

export type RuleWords = typeof RULE_WORDS;
type RuleName = keyof RuleWords;

export interface Rule {
  readonly name: RuleName;
  readonly values: readonly (string | number)[];
}

const KNOWN = new Map<string, Rule>();

/** The English of a rule that a schema keeps for good; `ruleOf` finds the rule again. */
export function rule<N extends RuleName>(name: N, ...values: Parameters<RuleWords[N]>): string {
  const words = inWords({ name, values }, RULE_WORDS);
  KNOWN.set(words, { name, values });
  return words;
}

/** null: the words are no rule's. */
export function ruleOf(words: string): Rule | null {
  return KNOWN.get(words) ?? null;
}

/** What zod is told where a rule depends on other values of the spec. */
export function breaks<N extends RuleName>(name: N, ...values: Parameters<RuleWords[N]>) {
  const broken: Rule = { name, values };
  return { code: 'custom' as const, message: inWords(broken, RULE_WORDS), params: { rule: broken } };
}

export function inWords({ name, values }: Rule, words: RuleWords): string {
  return (words[name] as (...given: readonly (string | number)[]) => string)(...values);
}
