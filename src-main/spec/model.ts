// Model and optimizer as they may be written in a spec.
import { z } from 'zod';
import type { ModelSettings, OptimizerSettings } from '../engine/model.ts';
import { must, strictly } from './errors.ts';

function whole(from: number, to: number) {
  const allowed = must(`a whole number from ${from} to ${to}`);
  return z.int(allowed).min(from, allowed).max(to, allowed);
}

function atLeast(least: number) {
  const allowed = must(`a number of ${least} or more`);
  return z.number(allowed).min(least, allowed).lt(Infinity, allowed);
}

function share(words: string) {
  const allowed = must(words);
  return z.number(allowed).min(0, allowed);
}

function oneOf<const T extends readonly [string, ...string[]]>(values: T) {
  const quoted = values.map((value) => `"${value}"`);
  return z.enum(values, must(`${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`));
}

function flag() {
  return z.boolean(must('true or false'));
}

const above0 = must('a number above 0');

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
    initialStandardDeviation: z.number(above0).gt(0, above0).lt(Infinity, above0).default(0.02),
    parametrisation: oneOf(['standard', 'mup']).optional(),
    baseWidth: whole(2, 8192).optional(),
    baseHeads: whole(1, 256).optional(),
  },
  'an object with layers, width, heads and context',
);

export const modelSchema: z.ZodType<ModelSettings> = modelFields
  .superRefine(({ width, heads, positions }, context) => {
    if (width % heads !== 0) {
      context.addIssue({ code: 'custom', path: ['heads'], message: `a divisor of width, ${width}` });
    } else if (positions === 'rotary' && (width / heads) % 2 !== 0) {
      const message = `such that width / heads is even, for rotary positions (it is ${width / heads})`;
      context.addIssue({ code: 'custom', path: ['heads'], message });
    }
  })
  .superRefine((model, context) => {
    for (const [path, message] of parametrisationProblems(model)) {
      context.addIssue({ code: 'custom', path: [path], message });
    }
  })
  // Standard is what a model without a word of it is.
  .transform(({ parametrisation, hidden, ...model }) => ({
    ...model,
    hidden: hidden ?? defaultHidden(model.width, model.activation),
    ...(parametrisation === 'mup' && { parametrisation }),
  }));

function* parametrisationProblems(
  model: Pick<z.infer<typeof modelFields>, 'heads' | 'parametrisation' | 'baseWidth' | 'baseHeads'>,
): Generator<['baseWidth' | 'baseHeads', string]> {
  const { heads, parametrisation, baseWidth, baseHeads } = model;
  if (parametrisation === 'mup') {
    if (baseWidth === undefined)
      yield ['baseWidth', 'a whole number from 2 to 8192 where parametrisation is "mup"'];
    else if (baseHeads === undefined && baseWidth % heads !== 0)
      yield ['baseWidth', `a multiple of heads, ${heads}, unless baseHeads says how many the base width has`];
    else if (baseHeads !== undefined && baseWidth % baseHeads !== 0)
      yield ['baseHeads', `a divisor of baseWidth, ${baseWidth}`];
  } else {
    for (const field of ['baseWidth', 'baseHeads'] as const)
      if (model[field] !== undefined) yield [field, 'left out unless parametrisation is "mup"'];
  }
}

/** 4 x width; SwiGLU has three matrices instead of two, so two thirds of that, rounded up to a multiple of 8. */
function defaultHidden(width: number, activation: ModelSettings['activation']): number {
  return activation === 'swiglu' ? Math.ceil((8 * width) / 3 / 8) * 8 : 4 * width;
}

const belowOne = 'a number from 0 to below 1';
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
    finalFraction: share('a number from 0 to 1').max(1, must('a number from 0 to 1')),
  },
  'an object of optimizer settings',
);

/** What a spec may change of the defaults, for all recipes or for one. */
export type OptimizerChanges = { readonly [K in keyof OptimizerSettings]?: OptimizerSettings[K] };

export const optimizerSchema = optimizerFields.partial() as unknown as z.ZodType<OptimizerChanges>;
