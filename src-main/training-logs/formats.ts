// The lines that known trainers print, as data: for each kind of line a regular expression with named groups. A user's own
// patterns are lines of the same kind (own-pattern.ts). What the groups mean, and how lines become a run, stands in log-run.ts.
// Sources: the print statements of the programs that are named. Pure.

/** Groups that a user's pattern may have too. */
export const GROUPS = ['step', 'loss', 'gradient_norm', 'learning_rate', 'validation_loss'] as const;
export type Group = (typeof GROUPS)[number];
/** Groups of the built-in lines beside those. */
type MoreGroups =
  /** Any number that must be finite and is none of the others. */
  | 'watched'
  /** Steps that the trainer skipped, and those of which the loss was NaN or infinite, since its last line. */
  | 'skipped'
  | 'nan_steps'
  /** How many steps the whole run has, and an epoch. */
  | 'of'
  | 'epoch'
  | 'of_epoch';

export interface LogLine {
  readonly pattern: RegExp;
  /** The number by which it calls the first step. */
  readonly firstStep: 0 | 1;
  /** Without a loss it says that the loss was NaN or infinite. */
  readonly mustHaveLoss?: true;
}

/** What the loss of a line is: that of its step, the mean since the last line or since the epoch began, or a moving average. */
export type LossKind = 'step' | 'interval' | 'epoch' | 'smoothed';

export interface LogFormat {
  readonly title: string;
  readonly lossKind: LossKind;
  readonly lines: readonly LogLine[];
  /** Lines that it prints. */
  readonly example: readonly string[];
  /** Its lines say no step: the user says how many steps lie between two. */
  readonly withoutSteps?: true;
  /** It takes one step more than it is told to. */
  readonly oneMore?: true;
  /** It writes 0 for a loss that was NaN or infinite. */
  readonly zeroIsNan?: true;
}

const VALUE = String.raw`[-+\w.,#]+`;
const group = (name: Group | MoreGroups) => `(?<${name}>${VALUE})`;
/** What may stand anywhere further on in the line. */
const later = (source: string) => `(?:(?=.*?${source})|)`;
const line = (source: string, firstStep: 0 | 1 = 0, more: Partial<LogLine> = {}): LogLine => ({
  pattern: new RegExp(source, 'i'),
  firstStep,
  ...more,
});
/** `'loss': 2.1` or `'loss': '2.1'`, as Transformers prints its dictionaries. */
const entry = (key: string, name: Group | MoreGroups) => String.raw`['"]${key}['"]: ['"]?${group(name)}`;

export const LOG_FORMATS = {
  nanogpt: {
    title: "nanoGPT's train.py",
    lossKind: 'step',
    oneMore: true,
    lines: [
      line(String.raw`\biter (?<step>\d+): loss ${group('loss')}`),
      line(
        String.raw`\bstep (?<step>\d+): train loss ${group('watched')},? val loss ${group('validation_loss')}`,
      ),
    ],
    example: [
      'step 0: train loss 10.9886, val loss 10.9894',
      'iter 0: loss 10.9883, time 31250.12ms, mfu -100.00%',
    ],
  },
  'llm.c': {
    title: "llm.c's train_gpt2, in C, CUDA or Python",
    lossKind: 'step',
    lines: [
      line(
        String.raw`\bstep\s+(?<step>\d+)/(?<of>\d+) \| (?:train )?loss ${group('loss')}${later(String.raw`\| norm ${group('gradient_norm')}`)}${later(String.raw`\| lr ${group('learning_rate')}`)}`,
        1,
      ),
      line(String.raw`\bstep (?<step>\d+): train loss ${group('loss')} \(took`),
      line(String.raw`^val loss:? ${group('validation_loss')}`),
    ],
    example: [
      'val loss 10.984833',
      'step    1/1000 | loss 10.985762 (+nanz)| norm 21.6221 (+nanz)| lr 4.29e-07 | 3012.31 ms | -100.0% bf16 MFU | 174046 tok/s',
    ],
  },
  nanochat: {
    title: "nanochat's base_train.py",
    lossKind: 'smoothed',
    lines: [
      line(
        String.raw`\bstep (?<step>\d+)(?:/(?<of>\d+))? \([\d.]+%\) \| loss: ${group('loss')}${later(String.raw`\| grad norm: ${group('gradient_norm')}`)}`,
      ),
      line(String.raw`\bstep \d+ \| validation bpb: ${group('watched')}`),
    ],
    example: [
      'Step 00000 | Validation bpb: 3.2987',
      'step 00010/21400 (0.05%) | loss: 8.543210 | grad norm: 0.9142 | lrm: 1.00 | dt: 1100.13ms | tok/sec: 476,551 | mfu: 47.80 | total time: 0.02m',
    ],
  },
  torchtitan: {
    title: 'torchtitan',
    lossKind: 'step',
    lines: [
      line(String.raw`\bvalidate step:\s*(?<step>\d+)\s+loss:\s*${group('validation_loss')}`, 1),
      line(
        String.raw`\bstep:\s*(?<step>\d+)\s+loss:\s*${group('loss')}${later(String.raw`\bgrad_norm:\s*${group('gradient_norm')}`)}`,
        1,
      ),
    ],
    example: [
      '[rank0]:[titan] 2025-06-01 10:00:00,123 - root - INFO - step:  1  loss: 12.2721  grad_norm:  4.1234  memory: 24.62GiB(25.92%)  tps: 1,270  tflops: 9.23  mfu: 0.93%',
    ],
  },
  'megatron-lm': {
    title: 'Megatron-LM and its relatives',
    lossKind: 'interval',
    lines: [
      // It leaves a loss out that is not above 0, so one that is NaN as well.
      line(
        String.raw`\biteration\s+(?<step>\d+)/\s*(?<of>\d+) \|${later(String.raw`\blm[ _]loss: ${group('loss')}`)}${later(String.raw`\bgrad norm: ${group('gradient_norm')}`)}${later(String.raw`\blearning rate: ${group('learning_rate')}`)}${later(String.raw`\bskipped iterations:\s*${group('skipped')}`)}${later(String.raw`\bnan iterations:\s*${group('nan_steps')}`)}`,
        1,
        { mustHaveLoss: true },
      ),
      line(
        String.raw`\bvalidation loss at iteration (?<step>\d+)\b.*?\| lm[ _]loss value: ${group('validation_loss')}`,
        1,
      ),
    ],
    example: [
      ' [2025-06-01 10:00:00] iteration       10/     100 | consumed samples:         2560 | elapsed time per iteration (ms): 812.4 | learning rate: 1.500000E-05 | global batch size:   256 | lm loss: 1.052341E+01 | loss scale: 1.0 | grad norm: 11.203 | number of skipped iterations:   0 | number of nan iterations:   0 |',
      ' validation loss at iteration 100 | lm loss value: 8.123400E+00 | lm loss PPL: 3.372552E+03 | ',
    ],
  },
  huggingface: {
    title: 'the Trainer of Hugging Face Transformers',
    lossKind: 'interval',
    withoutSteps: true,
    zeroIsNan: true,
    lines: [
      line(
        String.raw`\{${entry('loss', 'loss')}${later(entry('grad_norm', 'gradient_norm'))}${later(entry('learning_rate', 'learning_rate'))}`,
        1,
      ),
      line(String.raw`\{${entry('eval_loss', 'validation_loss')}`, 1),
    ],
    example: [
      "{'loss': '7.532', 'grad_norm': '3.182', 'learning_rate': '4.9e-05', 'epoch': '0.02'}",
      "{'eval_loss': '6.231', 'eval_runtime': '2.104', 'epoch': '1'}",
    ],
  },
  keras: {
    title: "Keras' fit",
    lossKind: 'epoch',
    lines: [
      line(String.raw`^Epoch (?<epoch>\d+)(?:/\d+)?\b`, 1),
      line(
        String.raw`^(?<step>\d+)/(?<of_epoch>\d+)\s.*?- loss: ${group('loss')}${later(String.raw`- val_loss: ${group('validation_loss')}`)}${later(String.raw`- learning_rate: ${group('learning_rate')}`)}`,
        1,
      ),
    ],
    example: ['Epoch 1/10', '100/100 - 3s - 31ms/step - loss: 5.4321 - val_loss: 4.9876'],
  },
} satisfies Readonly<Record<string, LogFormat>>;

export type LogFormatName = keyof typeof LOG_FORMATS;
export const LOG_FORMAT_NAMES = Object.keys(LOG_FORMATS) as LogFormatName[];

export function logFormat(name: LogFormatName): LogFormat {
  return LOG_FORMATS[name];
}
