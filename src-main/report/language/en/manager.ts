// What a manager reads first, in English: the verdict, what was found, what it rests on, the next step.
import type { Gate } from '../../../analysis/decision/gates.ts';
import type { Undecidable } from '../../../analysis/decision/decide.ts';
import { listed } from './plural.ts';

type GateKind = Gate['kind'];

/** What misses a gate. `who`: the recipe that the gate is about; null: the one that is judged. */
const misses: Readonly<Record<GateKind, (who: string | null, baseline: string) => string>> = {
  stable: (who) => `${who ?? 'it'} fails too often at the setting you would choose`,
  edge: () => 'it would train too close to its stability edge',
  quality: (_, baseline) => `its loss is higher than that of ${baseline} by more than is accepted`,
  region: (_, baseline) => `it keeps too little of the stable region of ${baseline}`,
  cost: (_, baseline) => `it is not likely to be cheaper than ${baseline}`,
};

/** What is not known while a gate is open. */
const open: typeof misses = {
  stable: (who) => `whether ${who ?? 'it'} trains reliably at the setting you would choose`,
  edge: () => 'whether it would train far enough from its stability edge',
  quality: (_, baseline) => `whether its loss is as good as that of ${baseline}`,
  region: (_, baseline) => `how much of the stable region of ${baseline} it keeps`,
  cost: (_, baseline) => `whether it is cheaper than ${baseline}`,
};

export const manager = {
  forEngineers: 'In numbers',
  /** Presets by what they are; others by their name. */
  recipes: {
    fp32: 'float32',
    tf32: 'TF32',
    'bf16-mixed': 'BF16',
    'fp16-mixed': 'FP16',
    'bf16-weights': 'BF16 weights with no float32 master',
    'bf16-weights-stochastic': 'BF16 weights with stochastic rounding',
    'te-delayed': 'FP8 with delayed scaling as in Transformer Engine',
    'megatron-delayed': 'FP8 with delayed scaling as in Megatron-LM',
    tensorwise: 'FP8 with per-tensor scaling',
    'tensorwise-hopper': 'FP8 with per-tensor scaling and 14-bit sums',
    'tensorwise-attention': 'FP8 with per-tensor scaling in attention too',
    rowwise: 'FP8 with per-row scaling',
    'rowwise-gw-hp': 'FP8 with per-row scaling and weight gradients in BF16',
    'deepseek-block': 'FP8 with per-block scaling as in DeepSeek-V3',
    mxfp8: 'MXFP8',
    'mxfp8-ocp-floor': 'MXFP8 with scales rounded down',
    'mxfp8-norm-gains': 'MXFP8 in the gains of norms too',
    nvfp4: 'NVFP4 in every layer',
    'nvfp4-square': 'NVFP4 with 16 × 16 weight blocks',
    'nvfp4-published': 'NVFP4 as published',
    'bf16-elementwise': 'BF16 in norms and activations too',
    'ms-amp-o1': 'FP8 as in MS-AMP O1',
    'ms-amp-o2': 'FP8 as in MS-AMP O2',
    'fp8-unscaled': 'FP8 without scaling',
    'fp8-static': 'FP8 casts with no scale',
    'fp8-loss-scale': 'FP8 with a loss scale alone',
    'fp8-optimizer': 'FP8 optimizer states',
  } as Readonly<Record<string, string>>,
  named: (title: string, name: string) => `${title} (${name})`,

  go: (recipe: string) => `${recipe}: go to a pilot.`,
  noGo: (recipe: string, because: readonly string[]) =>
    `${recipe}: do not switch, because ${listed(because)}.`,
  undecided: (recipe: string, because: readonly string[]) =>
    `${recipe}: not decided yet. No gate speaks against it, but it is not known ${listed(because)}.`,
  withheld: (recipe: string, reasons: readonly string[]) =>
    `${recipe}: no verdict, because ${reasons.join('; and because ')}.`,
  misses,
  open,

  /** The two parts of what was found, or of what is known so far. */
  found: (region: string, loss: string, isSettled: boolean) =>
    `${isSettled ? 'It' : 'As far as is known it'} ${region} and ${loss}.`,
  region: (share: string, isLess: boolean, baseline: string, interval: string | null, isCut: boolean) =>
    `${isLess ? 'keeps' : 'has'} ${share} of the stable region of ${baseline} (${interval ?? 'interval not known'}${isCut ? ', as far as the grid reaches' : ''})`,
  noRegion: (baseline: string) => `keeps a part of the stable region of ${baseline} that is not known`,
  loss: (nats: string, way: 'higher' | 'lower', interval: string | null, limit: string) =>
    `${way === 'higher' ? `costs ${nats} nats of loss` : `has a loss lower by ${nats} nats`} (${interval === null ? 'interval not known' : `penalty ${interval}`}; up to ${limit} is accepted)`,
  noLoss: 'what it costs in loss is not known',
  saving: (
    interval: string,
    median: string,
    baseline: string,
    conditions: readonly string[],
    isSettled: boolean,
  ) =>
    `${isSettled ? 'Likely' : 'As far as is known,'} ${interval} than ${baseline} (median ${median}), retries and search included, if ${listed(conditions)}.`,
  speedup: {
    assumption: (range: string) => `your raw speed-up is ${range}× (an assumption)`,
    yours: (range: string) => `your raw speed-up is ${range}× as you say`,
    measured: (range: string) => `the raw speed-up is ${range}× as measured`,
  },
  failures: {
    measured: 'full runs fail as these small ones do',
    yours: 'full runs fail as often as you say',
  },

  evidence: (evidence: string, control: string | null) =>
    `Evidence: ${evidence}${control === null ? '' : `; ${control}`}.`,
  controlSeen: 'a recipe that is known to fail was told apart from the baseline',
  noControl: 'no recipe that is known to fail was run, so what these runs could have missed is not known',

  next: (step: string) => `Next step: ${step}`,
  nextGo: (recipe: string, baseline: string, speedup: string | null) =>
    `a pilot of your own model, in ${baseline} first and then in ${recipe}, with ${baseline} ready to go back to${speedup === null ? '' : `; measure its speed-up, since below ${speedup}× this verdict no longer holds`}.`,
  /** `turns`: what would change what was measured, one for each gate. */
  nextNoGo: (baseline: string, turns: readonly string[]) =>
    `stay with ${baseline}. What would change this: ${turns.join(' ')}`,
  nextFailing: (turns: readonly string[]) => `no step to either. What would change this: ${turns.join(' ')}`,
  nextSeeds: (settle: string) => `train more runs: ${settle}.`,
  nextOpen: (turns: readonly string[]) => `settle what is open. ${turns.join(' ')}`,
  nextWithheld: (steps: readonly string[]) => `${steps.join('; ')}.`,
  steps: {
    'control-missed': (control: string, baseline: string) =>
      `widen the study (more seeds, higher learning rates, more steps) until ${control} is told apart from ${baseline}`,
    'budgets-apart': (recipe: string, baseline: string) => `train ${recipe} for as many steps as ${baseline}`,
    'origins-apart': (recipe: string, baseline: string) =>
      `train ${recipe} and ${baseline} with the same seeds at the same settings, in a study of their own or beside imported runs that both have`,
    unfinished: 'let the planned runs finish',
    'off-grid': 'test learning rates beyond these until every edge lies among them',
    'fails-below-edge': (recipe: string) =>
      `find out why ${recipe} fails at low learning rates, before any pilot`,
    'no-prediction': 'measure more sizes for the ladder, or give your own token efficiency',
    'left-out': 'repeat, or judge, the runs that were left out',
  },
  stepsUndecidable: {
    'not-searched': 'compare the recipes at one size and budget, over learning rates and batch sizes.',
    'no-recipe': 'choose a recipe of this study.',
    'no-baseline': 'run the baseline.',
    'is-baseline': 'choose a recipe other than the baseline.',
    'not-run': 'let the planned runs finish.',
    'baseline-fails': 'find settings at which the baseline trains: lower learning rates, or more steps.',
  } satisfies Record<Undecidable['reason'], string> as Readonly<Record<Undecidable['reason'], string>>,
};
