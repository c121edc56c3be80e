// Model and optimizer as they may be written in a spec.
import { z } from 'zod';
import type { ModelSettings, OptimizerSettings } from '../engine/model.ts';
import { must, strictly } from './errors.ts';
import { breaks, rule } from './rules.ts';

function whole(from: number, to: number) {
  const allowed = must(rule('whole', from, to));
  return z.int(allowed).min(from, allowed).max(to, allowed);
}

function atLeast(least: number) {
  const allowed = must(rule('atLeast', least));
  return z.number(allowed).min(least, allowed).lt(Infinity, allowed);
}

function share(words: string) {
  const allowed = must(words);
  return z.number(allowed).min(0, allowed);
}

function oneOf<const T extends readonly [string, ...string[]]>(values: T) {
  return z.enum(values, must(rule('oneOf', ...values)));
}

function flag() {
  return z.boolean(must(rule('flag')));
}

const above0 = must(rule('above0'));
const between = must(rule('between'));

const MOST_FACTOR = 2 ** 30;
const factorWords = must(rule('powerOfTwo', 2, MOST_FACTOR));
const outliers = strictly(
  {
    columns: whole(1, 65535),
    factor: z
      .int(factorWords)
      .min(2, factorWords)
      .max(MOST_FACTOR, factorWords)
      .refine((factor) => Number.isInteger(Math.log2(factor)), factorWords),
    fromStep: whole(0, 10_000_000).optional(),
    every: whole(1, 10_000_000).optional(),
  },
  'an object with columns and factor',
);

const modelFields = strictly(
  {
    layers: whole(1, 96),
    width: whole(2, 8192),
    heads: whole(1, 256),
    hidden: whole(1, 65536).optional(),
    context: whole(2, 8192),
    norm: oneOf(['layernorm', 'rmsnorm']).default('layernorm'),
    activation: oneOf(['gelu', 'swiglu']).default('gelu'),
    positions: oneOf(['learned', 'rotary']).default('learned'),
    qkNorm: flag().default(false),
    tiedHead: flag().default(false),
    zLoss: atLeast(0).default(0),
    initialStandardDeviation: z.number(above0).gt(0, above0).lt(Infinity, above0).optional(),
    parametrisation: oneOf(['standard', 'mup', 'mus']).optional(),
    baseWidth: whole(2, 8192).optional(),
    baseHeads: whole(1, 256).optional(),
    residualCoefficient: z.number(between).gt(0, between).lt(1, between).optional(),
    outliers: outliers.optional(),
  },
  'an object with layers, width, heads and context',
);

export const modelSchema: z.ZodType<ModelSettings> = modelFields
  .superRefine(({ width, heads, positions }, context) => {
    if (width % heads !== 0) {
      context.addIssue({ path: ['heads'], ...breaks('divisorOfWidth', width) });
    } else if (positions === 'rotary' && (width / heads) % 2 !== 0) {
      context.addIssue({ path: ['heads'], ...breaks('evenHeads', width / heads) });
    }
  })
  .superRefine((model, context) => {
    for (const [path, broken] of parametrisationProblems(model))
      context.addIssue({ path: [path], ...broken });
  })
  .superRefine(({ width, hidden, activation, outliers: own }, context) => {
    const most = (hidden ?? defaultHidden(width, activation)) - 1;
    if (own && own.columns > most)
      context.addIssue({ path: ['outliers', 'columns'], ...breaks('columns', most) });
  })
  // Standard is what a model without a word of it is.
  .transform(({ parametrisation = 'standard', hidden, initialStandardDeviation, ...model }) => ({
    ...model,
    hidden: hidden ?? defaultHidden(model.width, model.activation),
    initialStandardDeviation: parametrisation === 'mus' ? 1 : (initialStandardDeviation ?? DEFAULT_DEVIATION),
    ...(parametrisation !== 'standard' && { parametrisation }),
    ...(parametrisation === 'mus' && {
      residualCoefficient: model.residualCoefficient ?? DEFAULT_RESIDUAL_COEFFICIENT,
    }),
  }));

/** That of GPT-2. */
const DEFAULT_DEVIATION = 0.02;
/** What Narayan et al. (arXiv 2502.05967, section 3.1) have for four layers; it falls with depth. */
const DEFAULT_RESIDUAL_COEFFICIENT = 0.4;

type ParametrisationField = 'initialStandardDeviation' | 'baseWidth' | 'baseHeads' | 'residualCoefficient';

function* parametrisationProblems(
  model: Pick<z.infer<typeof modelFields>, 'heads' | 'parametrisation' | ParametrisationField>,
): Generator<[ParametrisationField, ReturnType<typeof breaks>]> {
  const { heads, parametrisation = 'standard', baseWidth, baseHeads } = model;
  if (parametrisation !== 'standard' && baseWidth === undefined)
    yield ['baseWidth', breaks('baseWidth', 2, 8192, parametrisation)];
  if (parametrisation === 'mus') {
    // A spec that was read before says what follows of it.
    if ((model.initialStandardDeviation ?? 1) !== 1)
      yield ['initialStandardDeviation', breaks('unitDeviation')];
  } else if (model.residualCoefficient !== undefined) {
    yield ['residualCoefficient', breaks('onlyUnder', 'mus')];
  }
  if (parametrisation === 'mup') {
    if (baseWidth === undefined) return;
    if (baseHeads === undefined && baseWidth % heads !== 0)
      yield ['baseWidth', breaks('multipleOfHeads', heads)];
    else if (baseHeads !== undefined && baseWidth % baseHeads !== 0)
      yield ['baseHeads', breaks('divisorOfBaseWidth', baseWidth)];
  } else {
    if (baseHeads !== undefined) yield ['baseHeads', breaks('onlyUnder', 'mup')];
    if (parametrisation === 'standard' && baseWidth !== undefined)
      yield ['baseWidth', breaks('onlyUnder', 'mup', 'mus')];
  }
}

/** 4 x width; SwiGLU has three matrices instead of two, so two thirds of that, rounded up to a multiple of 8. */
function defaultHidden(width: number, activation: ModelSettings['activation']): number {
  return activation === 'swiglu' ? Math.ceil((8 * width) / 3 / 8) * 8 : 4 * width;
}

const belowOne = rule('below1');
const beta = share(belowOne).lt(1, must(belowOne));
const optimizerFields = strictly(
  {
    kind: oneOf(['adamw', 'sgd', 'muon']),
    beta1: beta,
    beta2: beta,
    epsilon: z.number(above0).gt(0, above0).lt(Infinity, above0),
    momentum: beta,
    adjustRate: oneOf(['original', 'match_rms_adamw']).optional(),
    weightDecay: atLeast(0),
    clip: atLeast(0),
    warmupSteps: whole(0, 10_000_000),
    schedule: oneOf(['cosine', 'linear', 'constant']),
    finalFraction: share(rule('fromTo', 0, 1)).max(1, must(rule('fromTo', 0, 1))),
  },
  'an object of optimizer settings',
);

/** What a spec may change of the defaults, for all recipes or for one. */
export type OptimizerChanges = { readonly [K in keyof OptimizerSettings]?: OptimizerSettings[K] };

export const optimizerSchema = optimizerFields.partial() as unknown as z.ZodType<OptimizerChanges>;
