// What each field of SPEC.json means, by its path; what it must be is in its schema.
import { ROW_PATHS } from '../src-main/spec/rows.ts';
import { LINEAR_PATHS, SCALING_SETS, SETTINGS, SITES } from '../src-main/recipes/sites.ts';

const STEPS = 'A step is one update of the weights.';

const GRID = {
  version: 'Version of this format.',
  name: 'Name of the study, and of its file where no other is given.',
  baseline:
    'The recipe that all others are compared with. Left out, it is the one of the highest precision, controls aside.',
  learningRates:
    'The axis of learning rates: a list, or a range whose values are equally far apart on a log scale, ends included.',
  'learningRates.from': 'The lowest learning rate.',
  'learningRates.to': 'The highest learning rate.',
  'learningRates.count': 'How many there are, ends included.',
  batchSizes: 'The axis of batch sizes, in sequences: a list, or a range in doublings, ends included.',
  'batchSizes.from': 'The smallest batch size.',
  'batchSizes.to': 'The largest batch size.',
  seeds:
    'The axis of seeds: how many, from 0 on, or a list. The same seed means the same weights and batches under every recipe.',
  steps: `Steps of a run; with \`budget\` "tokens", those of a run of the first row. ${STEPS}`,
  budget: 'What runs of all rows share: equally many steps, or equally many tokens.',
  refine:
    'Decades of learning rate to which the edge of every row is to be known; only the runs which that needs are trained. null: the whole grid.',
};

/** What the rows are of where they are not batch sizes. */
const ROWS = {
  rows: 'What the second axis of the map is where it is not batch sizes: values of one setting. Every row is checked as the spec that it is; what is said of its settings elsewhere does not count, and there is one batch size.',
  'rows.setting':
    'The setting, by its place in the spec. Where a command trains, any name by which it asks for the value, in braces or as `{row}`.',
  'rows.values': 'Its values, one a row: a list, or a range in doublings, ends included.',
  'rows.values.from': 'The smallest value.',
  'rows.values.to': 'The largest value.',
  'rows.with':
    'Settings that move along, as the number of heads does with the width. What has a default that follows the setting of the rows (`model.hidden` that of `model.width`, `optimizer.warmupSteps` that of `steps`) moves along by itself where the spec does not say it.',
  ...Object.fromEntries(ROW_PATHS.map((path) => [`rows.with.${path}`, `\`${path}\` of every row.`])),
};

const RECIPES = {
  recipes: 'The recipes to compare.',
  'recipes.name': 'Name of this entry in maps and tables.',
  'recipes.recipe': 'The recipe that it trains in; of a program, the one in low precision.',
  'recipes.stages': 'Recipes by ranges of steps, in order.',
  'recipes.stages.recipe': 'The recipe of the stage.',
  'recipes.stages.untilStep':
    'The first step that is not in this stage; null in the last, which reaches the end.',
  'recipes.program':
    'high precision first (there), last (back), at both ends, or where a trigger asks for it (guarded-fp8).',
  'recipes.high': 'The recipe of the steps in high precision.',
  'recipes.share': 'Share of the steps in high precision, at either end that has some.',
  'recipes.triggers':
    'What changes the recipe by itself, by numbers of the run; of several that fire at one step the first acts.',
  'recipes.triggers.watch': 'The number that is watched.',
  'recipes.triggers.site': 'For shares: sites whose name begins so, the worst of which counts; null: all.',
  'recipes.triggers.test':
    'When the number counts as wrong: above a value, a multiple of the mean before, so many standard deviations above it, or a multiple of the baseline’s at the same step.',
  'recipes.triggers.value': 'The value, multiple or number of deviations of the test.',
  'recipes.triggers.window': 'Values before it that a mean is taken over.',
  'recipes.triggers.persistence': 'Values in a row that must be wrong.',
  'recipes.triggers.fromStep': 'The first step at which it may fire.',
  'recipes.triggers.cooldown': 'Steps after it fired in which it does not fire again.',
  'recipes.triggers.atMost': 'How often it may fire in one run.',
  'recipes.triggers.action': 'What then happens.',
  'recipes.triggers.action.kind':
    'The step is taken back and done again (redo), the next steps are others (switch), the run goes back to a kept state (rollback), the learning rate is multiplied, or the run ends.',
  'recipes.triggers.action.recipe': 'The recipe that then trains.',
  'recipes.triggers.action.steps': 'For how many steps; null: for all that follow.',
  'recipes.triggers.action.factor': 'What the learning rate is multiplied by.',
  'recipes.checkpointEvery': 'Steps between the states that a run can be set back to.',
  'recipes.kept': 'Parts that stay in another precision under every stage.',
  'recipes.kept.recipe': 'The recipe of these parts.',
  'recipes.kept.firstLayers': 'How many of the first layers.',
  'recipes.kept.lastLayers': 'How many of the last layers.',
  'recipes.kept.sites': 'Kinds of sites, in every layer.',
  'recipes.optimizer': 'Settings of this recipe’s own, in place of those of `optimizer`.',
  'recipes.control':
    'A recipe that shows what the study can see: the negative control is the baseline again, barely changed; the positive one is known to be worse.',
};

const SCALINGS_TAKEN = new Map<unknown, string>([
  [SCALING_SETS.any, 'A precision (below).'],
  [SCALING_SETS.atRest, 'A precision (below) of any scaling but delayed.'],
  [SCALING_SETS.byHead, `A precision (below) of scaling ${SCALING_SETS.byHead.join(' or ')}.`],
]);
const SITE_MEANINGS = Object.fromEntries(
  SITES.map(({ path, meaning, scalings }) => [path, `${meaning.en} ${SCALINGS_TAKEN.get(scalings)}`]),
);

/** What a recipe of the spec's own says. */
const OWN_RECIPE = {
  extends:
    'Makes the entry a recipe of the spec’s own, which every other entry may name: as this recipe, but for the sites that are set. Without `stages`, the entry trains in it throughout.',
  ...SITE_MEANINGS,
  ...Object.fromEntries(SETTINGS.map(({ path, meaning }) => [path, meaning.en])),
  'edgeLayers.first': 'How many of the first layers.',
  'edgeLayers.last': 'How many of the last layers.',
  'edgeLayers.extends': 'The recipe whose linear layers these are as, but for the sites that are set.',
  ...Object.fromEntries(LINEAR_PATHS.map((path) => [`edgeLayers.${path}`, 'The same in these layers.'])),
  'accumulation.bits':
    'Bits of the significand of a partial sum, the leading one included; about 14 on Hopper.',
  'accumulation.promoteEvery': 'Terms after which a partial sum is added to float32; 128 in DeepSeek-V3.',
  'lossScale.kind':
    'A scale of each run’s own, as torch.amp.GradScaler moves it: a step whose finished gradients hold NaN or Inf is skipped (weights and moments stay, AdamW does not count it, the learning rate’s schedule goes on) and halves it. At scale 1, or with NaN or Inf in the loss itself, the run ends as nonfinite. Where every cast of gradients saturates, nothing ever overflows and the scale only grows.',
  'lossScale.initial': 'The scale of the first step; left out, 65536.',
  'lossScale.growthInterval':
    'Steps in a row without a skipped one after which the scale doubles, to 16777216 at most; left out, 2000.',
};

const PRECISION = {
  format: 'The number format.',
  rounding: 'How values between two numbers of the format are rounded; left out: nearest-even.',
  overflow:
    'What becomes of values above the largest: that, or the Inf or NaN of the format; left out: saturate, and format where the format has the exponent of float32.',
  subnormals: 'Whether values below the smallest normal one are kept or become zero; left out: keep.',
  scaling: 'How a tensor is brought into the range of the format; left out: none.',
  'scaling.kind':
    'none; tensor: one scale from this tensor’s largest value; delayed: one from those of earlier steps; row: one per row along the contraction; block: one per block of a matrix; mx: one power of two per block along the contraction; nvfp4: one E4M3 scale per block and one of the tensor, for e2m1 alone.',
  'scaling.powerOfTwo':
    'Of tensor and row: whether a scale is rounded down to a power of two; left out: false of tensor, true of row.',
  'scaling.history': 'Of delayed: steps that are remembered; left out: 1024.',
  'scaling.algorithm': 'Of delayed: which of them counts; left out: max.',
  'scaling.margin': 'Of delayed: the scale is divided by two to this power; left out: 0.',
  'scaling.along': 'Of block: values along the contraction; left out: 128.',
  'scaling.across': 'Of block and nvfp4: rows of a block; left out: 1.',
  'scaling.block':
    'Of mx and nvfp4: values of a block, along the contraction; left out: 32 of mx, 16 of nvfp4.',
  'scaling.exponent':
    'Of mx: how the exponent of the scale is rounded (floor: as in the OCP text); left out: up.',
};

const OPTIMIZER = {
  kind: 'The rule of the update. `muon`: matrices of the layers move along their momentum made orthogonal by five steps of a Newton-Schulz iteration, as with torch.optim.Muon; embeddings, head and gains have AdamW.',
  beta1: 'Decay of the mean of gradients (AdamW).',
  beta2: 'Decay of the mean of their squares (AdamW).',
  epsilon: 'Added to the root of the mean of squares (AdamW).',
  momentum:
    'Momentum of SGD and, by Nesterov’s rule, of Muon; left out: 0.9, and 0.95 where the optimizer of the study is Muon.',
  adjustRate:
    'How Muon’s learning rate depends on the shape of a matrix, as adjust_lr_fn of torch.optim.Muon; left out: `match_rms_adamw`, with which one learning rate suits matrices and what AdamW has.',
  weightDecay: 'Decoupled weight decay.',
  clip: 'Largest norm of the whole gradient; 0: it is not clipped.',
  warmupSteps: 'Steps of the linear warm-up; left out: a tenth of the run.',
  schedule: 'How the learning rate falls after the warm-up.',
  finalFraction: 'Learning rate at the end, as a share of the peak.',
};

const THRESHOLDS = {
  tailSteps: 'The tail of a curve has at least so many steps.',
  tailShare: 'The tail has at least this share of the run.',
  stalledShare: 'A run that learned less than this share of what the baseline learned is stalled, or slow.',
  lossTolerance: 'A tail above the baseline’s best by more than this is degraded.',
  degradedFactor:
    'The rule of older studies in place of the tolerance: a tail above this multiple of the best.',
  bestErrors: 'LR* is the lowest learning rate within so many standard errors of the baseline’s best tail.',
  loneSeedScatter: 'Standard deviation over seeds that is assumed where there is one seed.',
  spikeSigma: 'A value so many standard deviations from the rolling mean is a spike.',
  jumpNats:
    'A loss that rises by more than this, within jumpSteps steps and after step jumpAfter, makes a run spiky.',
  jumpSteps: 'Steps within which a loss must rise to count as a jump.',
  jumpAfter: 'Steps at the start in which no rise counts.',
  spikePersistence: 'Spikes in a row that make a run spiky.',
  spikeScore: 'Share of values that are spikes above which a run is spiky.',
  spikeWindowLeast: 'Steps of the rolling window, at least.',
  spikeWindowMost: 'Steps of the rolling window, at most.',
  spikeWindowDivisor:
    'Between its least and its most the rolling window has the steps of the run divided by this.',
  unstableLabels: 'Labels that count as unstable.',
  unstableShare: 'A cell is unstable from this share of unstable runs on.',
  confidence: 'Level of every interval.',
};

function under(place: string, meanings: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(meanings).map(([key, meaning]) => [`${place}.${key}`, meaning]));
}

export const MEANINGS: Readonly<Record<string, string>> = {
  ...GRID,
  ...ROWS,
  ...RECIPES,
  ...under('recipes', OWN_RECIPE),
  ...under('precision', PRECISION),
  ...under('recipes.optimizer', OPTIMIZER),
  optimizer: 'How the weights are updated, for all recipes; left out: AdamW with the settings of GPT-3.',
  ...under('optimizer', OPTIMIZER),
  thresholds: 'The constants of labels and intervals, where they are to be others than usual.',
  ...under('thresholds', THRESHOLDS),
  text: 'The text to train on: the one that ships with the program, or a UTF-8 file, by a path that is relative to the spec.',
  vocabulary:
    'What a token of a text is; gpt2: a byte pair of GPT-2, made once for each text and kept beside the studies.',
  tokens:
    'Files of token ids to train on instead of a text, read a part at a time, whatever their size: uint16 or uint32, little-endian, bare as nanoGPT writes them or with the header of llm.c.',
  'tokens.files':
    'Paths relative to the spec, in the order of the tokens; a name may have `*` for any characters.',
  'tokens.validation': 'The same for validation; empty: the last tenth of the tokens is held out.',
  'tokens.vocabularySize':
    'Tokens that there are; null: the largest id of the files, and 1, for which large files must be read once as a whole.',
  'tokens.type': 'Of files without a header; null: uint16.',
  model: 'The transformer.',
  'model.layers': 'Layers.',
  'model.width': 'Width of the residual stream; a multiple of the heads.',
  'model.heads': 'Heads of attention.',
  'model.hidden': 'Hidden width of the MLP; left out: four times the width, two thirds of that with SwiGLU.',
  'model.context': 'Tokens of a sequence.',
  'model.norm': 'The norm before attention and MLP.',
  'model.activation': 'The activation of the MLP.',
  'model.positions': 'How positions are told.',
  'model.qkNorm': 'Whether queries and keys are normed.',
  'model.tiedHead': 'Whether the head shares its weights with the embedding.',
  'model.zLoss': 'Weight of log²Z in the loss.',
  'model.initialStandardDeviation':
    'Standard deviation of the initial weights; under muP, those of the base width; left out: 0.02, and under unit scaling 1.',
  'model.parametrisation':
    'How initial weights, learning rates and multipliers depend on the width; left out: `standard`, not at all. `mup`: by table 8 of Tensor Programs V (arXiv 2203.03466), so that the best learning rate stays where it is; with AdamW the matrices of the layers have the learning rate times baseWidth / width and the standard deviation times its root, logits are multiplied by it, and attention divides by the width of a head instead of its root. Weight decay times learning rate is the same at every width, as in the package mup. `mus`: unit scaling, by table 2 of arXiv 2502.05967, for FP8 without scales (recipe `fp8-static`) and AdamW: all weights begin with a standard deviation of 1, what a layer returns is divided by the root of the values that it adds up, logits by the width, norms stand at the end of branches, and the matrices of the layers have the learning rate times the root of baseWidth / width.',
  'model.baseWidth':
    'Width whose learning rates the rates of the study are, and at which muP is the standard parametrisation; `hidden` is taken to grow with the width.',
  'model.outliers':
    'Outlier stress: what enters the second linear layer of each MLP has columns that are multiplied by a power of two, and the weight rows that read them are divided by it. In exact arithmetic, and in float32 and bfloat16 to the bit, the run is the same; formats with a scale for more than such a column lose range. Left out: none.',
  'model.outliers.columns': 'How many of the hidden columns, from the first on.',
  'model.outliers.factor': 'What they are multiplied by.',
  'model.outliers.fromStep':
    'The first step that has outliers; left out: 0. A validation loss always has them.',
  'model.outliers.every':
    'From there on every so many steps have outliers, so that they come and go, which scales from earlier steps do not foresee; left out: every step has.',
  'model.baseHeads':
    'Heads at the base width, for muP; left out: as many as `heads`, so that heads grow wider, not more.',
  'model.residualCoefficient':
    'The τ of unit scaling: x becomes √(1 − τ) x + √τ branch(x). Left out: 0.4, which arXiv 2502.05967 has for four layers; it finds less for deeper models.',
  microBatch:
    'Sequences of a batch that go forward and backward at once; left out: all. The gradients of the micro-batches are summed in float32 in their order, so that memory for activations is that of one; a larger batch size must be a multiple, a smaller one is not split. Tensor-wide scales of activations and gradients are those of each micro-batch, and delayed ones remember each; weights are scaled and rounded once a step, and a gradient is rounded when it is complete.',
  recomputation:
    'Which activations are computed again in the backward pass instead of being kept (activation checkpointing): none, or those of each layer, from its input, so that memory holds the input of every layer and the activations of one. No bit of any result changes; a step of many layers takes about a fifth longer. Left out: none.',
  statisticsEvery:
    'Steps between two counts of underflow and overflow, and measurements of the kurtosis and peak of activations and of the largest logit by layer; left out: twenty times a run.',
  validationSequences: 'Sequences of the held-out text that the validation loss is measured on.',
  sharpnessEpsilon: 'Size of the perturbation by which sharpness is measured.',
  earlyStop:
    'Whether runs that cannot end stable any more are stopped; left out: where the grid is refined. An object is a rule of your own.',
  'earlyStop.from': 'Share of a run after which it may be stopped.',
  'earlyStop.window': 'Share of a run over which its recent mean loss is taken.',
  'earlyStop.fall':
    'The fastest fall that is granted to the rest of a run, in multiples of the initial loss less the unigram entropy in a whole run.',
  trainer: 'The command that trains a run.',
  'trainer.command':
    'The command, with a place for each axis: {recipe}, {learning_rate}, {batch_size}, {seed}, and {steps}, {run}, {slot}, {gpus} where it wants them.',
  'trainer.shell': 'Whether a shell reads it.',
  'trainer.folder': 'The folder in which it runs, relative to the spec.',
  'trainer.setup':
    'Lines that bash carries out before the command, in the same shell: modules, a virtual environment. A line that fails ends the run.',
  'trainer.env':
    'Variables of its environment, with placeholders as in the command. Secrets do not belong here: the study keeps its spec.',
  'trainer.gpusPerSlot':
    'GPUs that each run has to itself: {gpus} are their numbers, `0,1` for the first slot of two.',
  'trainer.concurrency': 'Runs that are trained at once.',
  'trainer.timeoutSeconds': 'Seconds that a run may take.',
  'trainer.silenceSeconds': 'Seconds that a run may say nothing.',
  'trainer.reports':
    'How it tells its runs; left out: `protocol`, JSON lines. Else the name of a program whose log is read, or an object that describes the log ([external-trainer.md](external-trainer.md#a-log-in-place-of-the-protocol)).',
  'trainer.reports.format': 'The program whose lines they are.',
  'trainer.reports.pattern':
    'In place of a format, regular expressions with the named groups step, loss, gradient_norm, learning_rate and validation_loss, tried in their order on every line, whatever the case of letters.',
  'trainer.reports.every': 'Steps between two lines with a loss, where lines say no step.',
  'trainer.reports.firstStep': 'The number by which lines of a pattern call the first step.',
  'trainer.reports.precision':
    'Whether the machine computes in the formats of the recipes or imitates them; null: not said.',
  'trainer.reports.device': 'What it trains on; null: not said.',
  'trainer.reports.unigramEntropy':
    'Unigram entropy of the text in nats per token, by which collapsed runs are told; null: not known.',
};
