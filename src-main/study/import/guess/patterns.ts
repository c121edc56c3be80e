// Names under which people and tools keep what every run has. Data only; guess.ts reads it.
import type { ImportField } from '../../../spec/import-mapping.ts';

/** A loss by name, whatever its unit. */
const LOSS = '(loss|nll|cross_entropy|bpb|bpc|bits_per_(byte|char|character|token)|ppl|perplexity)';

/** By preference: of two that fit, the earlier one is meant. */
export const FIELD_NAMES: Readonly<
  Record<Exclude<ImportField, 'batchSize' | 'row' | 'run' | 'step'>, readonly RegExp[]>
> = {
  learningRate: [/^((log10|log|ln|lg)_)?((peak|max|base|init|initial)_)?(lr|learning_?rate)$/],
  seed: [
    /^(random_)?seed$/,
    /^(rng|global|init|model|torch|np|numpy|training|train|run)_seed$/,
    /^data_seed$/,
  ],
  tailLoss: [
    new RegExp(
      `^((tail|final|last)_(train_|training_)?${LOSS}|(train_|training_)?${LOSS}_(final|last|tail))$`,
    ),
    // Logged last, where train_loss beside it is a mean over the whole run (Transformers).
    new RegExp(`^(lm_|ce_|token_)?${LOSS}$`),
    new RegExp(`^(train|training)_(lm_|ce_)?${LOSS}$|^${LOSS}_(train|training)$`),
    new RegExp(`^(global_)?(avg|mean)_(train_)?${LOSS}$|^train_${LOSS}_(epoch|step)$`),
    /^value$/,
  ],
  validationLoss: [
    new RegExp(`^(val|valid|validation)_?${LOSS}$|^${LOSS}_(val|valid|validation)$`),
    new RegExp(`^(eval|evaluation|dev)_?${LOSS}$|^${LOSS}_eval$`),
    new RegExp(`^(test|heldout)_?${LOSS}$|^${LOSS}_test$`),
  ],
  startLoss: [/^((start|init|initial|first)_loss|loss_(at_)?(start|init))$/],
  lossCurve: [/^((train_|training_)?(loss_(curve|history|values)|losses)|intermediate_values|log_history)$/],
  steps: [
    /^(max|num|total|end|n)_(train_|training_)?(steps|iters|iterations|updates)$/,
    /^(train_|training_)?steps$/,
  ],
  label: [/^(label|outcome|verdict)$/],
  state: [/^(run_|trial_)?(state|status)$/],
};

/** Under which people keep what a run logged, entry by entry. */
export const HISTORY = /^(run_|train_|training_|metrics?_|loss_)?(history|logs?|curves?|steps|metrics)$/;

/** Of the whole batch, of one that may be either, and of what one device takes at a time. */
export const GLOBAL_BATCH =
  /^((global|total|effective|full)_(train_)?(batch_?size|batch|bs)|gbs|(batch_?size|bs)_(global|total|effective))$/;
export const PLAIN_BATCH = /^((log2|lb)_)?(train_|training_)?(batch_?size|batch|bs)$/;
export const MICRO_BATCH =
  /^((train_)?(micro|per_device|per_gpu|per_process|device|local|mini)_(train_)?(batch_?size|batch|bs)(_per_(gpu|device))?|(train_)?batch_?size_per_(gpu|device)|mbs|micro_bs)$/;
export const ACCUMULATION =
  /^((gradient|grad)_?(accumulation|accum|acc)(_steps|_iters?)?|accumulate_grad_batches|(accumulation|accum)_(steps|iters?)|update_freq)$/;
/** The first counts batches, the second devices, of which several may share one. */
export const DATA_PARALLEL = /^(data_parallel_(size|degree|world_size)|dp_(size|degree|world_size))$/;
export const DEVICES = /^(world_size|(num|n)_?(devices|gpus?|processes)|gpus|n_?gpu|devices)$/;
/** Devices that share a model take the same batch: the world is larger than what multiplies it. */
export const MODEL_PARALLEL =
  /^(tensor|pipeline|context|model|sequence|expert)_(model_)?parallel(_size|_degree)?$|^(tp|pp|cp)(_size|_degree)?$/;

export const RECIPE_WORDS =
  /^(recipe(_name)?|(model_)?converters|precision|dtype|format|mixed_precision(_param)?|(fp8|float8|quant|quantization)(_?(recipe|format|scheme))(_name)?|quantization|(compute|training|train|model|param|params|torch|weight|weights)_(dtype|precision)|autocast_dtype|numerics)$/;
export const RECIPE_FLAGS =
  /^((use|enable|with|is)_)?(bf16|bfloat16|fp16|float16|fp8|float8|mxfp8|fp4|nvfp4|mxfp4|tf32|amp|autocast)(_enabled)?$/;

/** What names a run: several rows of the same are one, where every row has a step. */
export const RUN_NAMES = [
  /^(run|trial|experiment|exp|job)_?(id|uuid)$/,
  /^(run|trial|experiment|exp|job)$/,
  /^(run|trial|exp|experiment|job)_?name$/,
  /^name$/,
  /^(number|id|uid|uuid)$/,
];
export const STEP_NAMES = [
  /^step$/,
  /^(train_|trainer_|training_)?global_step$/,
  /^(train_|training_)?steps?$/,
  /^(training_)?(iteration|iter)$/,
  /^(num_)?updates?$/,
  /^epoch$/,
];
export const VOCABULARY = /^(padded_)?(vocab|vocabulary)(_size)?$|^n_vocab$/;
