// Lines of known trainers, as their print statements write them, and what is read in each.
import { describe, expect, test } from 'vitest';
import { LOG_FORMAT_NAMES, logFormat, type LogFormatName } from '../../src-main/training-logs/formats.ts';
import { LONGEST_READ, tidyLine } from '../../src-main/training-logs/line.ts';
import { readLine, tellsOfNonfinite, type LineNumbers } from '../../src-main/training-logs/log-line.ts';
import { printedNumber } from '../../src-main/training-logs/number.ts';

/** What the line says, without what it does not. */
function said(name: LogFormatName, text: string): Partial<LineNumbers> | string {
  const { meaning } = readLine(text, logFormat(name));
  if (meaning.kind !== 'numbers') return meaning.kind;
  return Object.fromEntries(Object.entries(meaning).filter(([, value]) => typeof value === 'number'));
}

const TITAN =
  'step: 10  loss:  8.1234  grad_norm:  1.2345  memory: 24.62GiB(25.92%)  tps: 1,270  tflops: 9.23  mfu: 0.93%';
const COLOURED =
  '[rank0]:[titan] 2025-06-01 10:00:00,123 - root - INFO - \u001b[31mstep: 10  \u001b[32mloss:  8.1234  \u001b[38;2;180;60;0mgrad_norm:  1.2345  \u001b[36mmemory: 24.62GiB(25.92%)  \u001b[34mtps: 1,270\u001b[39m';
const MEGATRON =
  ' [2025-06-01 10:00:00] iteration       10/     100 | consumed samples:         2560 | elapsed time per iteration (ms): 812.4 | learning rate: 1.500000E-05 | global batch size:   256 | lm loss: 1.052341E+01 | loss scale: 1.0 | grad norm: 11.203 | number of skipped iterations:   2 | number of nan iterations:   0 |';

describe('the lines of known trainers', () => {
  test.each<[LogFormatName, string, Partial<LineNumbers> | string]>([
    ['nanogpt', 'iter 100: loss 2.3456, time 31.42ms, mfu 12.30%', { step: 100, loss: 2.3456 }],
    ['nanogpt', 'iter 7: loss nan, time 31.42ms, mfu 12.30%', { step: 7, loss: NaN }],
    [
      'nanogpt',
      'step 100: train loss 2.1000, val loss 2.2000',
      { step: 100, watched: 2.1, validationLoss: 2.2 },
    ],
    ['nanogpt', 'saving checkpoint to out', 'other'],
    ['nanogpt', 'tokens per iteration will be: 491,520', 'other'],
    [
      'llm.c',
      'step    1/1000 | loss 10.985762 (+nanz)| norm 21.6221 (+nanz)| lr 4.29e-07 | 3012.31 ms | -100.0% bf16 MFU | 174046 tok/s',
      { step: 1, of: 1000, loss: 10.985762, gradientNorm: 21.6221, learningRate: 4.29e-7 },
    ],
    [
      'llm.c',
      'step    3/20 | train loss 5.266007 | norm 1.8000 | lr 1.00e-04 | (91.30 ms | 2804 tok/s)',
      { step: 3, of: 20, loss: 5.266007, gradientNorm: 1.8, learningRate: 1e-4 },
    ],
    ['llm.c', 'step 39: train loss 3.970751 (took 1301.3 ms)', { step: 39, loss: 3.970751 }],
    ['llm.c', 'val loss 4.109099', { validationLoss: 4.109099 }],
    [
      'nanochat',
      'step 00010/21400 (0.05%) | loss: 8.543210 | grad norm: 0.9142 | lrm: 1.00 | dt: 1100.13ms | tok/sec: 476,551 | mfu: 47.80 | total time: 0.02m',
      { step: 10, of: 21400, loss: 8.54321, gradientNorm: 0.9142 },
    ],
    [
      'nanochat',
      'step 00010/21400 (0.05%) | loss: 8.543210 | lrm: 1.00 | dt: 1100.13ms | tok/sec: 476,551',
      { step: 10, of: 21400, loss: 8.54321 },
    ],
    ['nanochat', 'Step 00250 | Validation bpb: 1.0211', { watched: 1.0211 }],
    ['torchtitan', TITAN, { step: 10, loss: 8.1234, gradientNorm: 1.2345 }],
    ['torchtitan', COLOURED, { step: 10, loss: 8.1234, gradientNorm: 1.2345 }],
    [
      'torchtitan',
      'validate step: 10  loss:  7.9000  memory: 24.62GiB(25.92%)  tps: 1,270',
      { step: 10, validationLoss: 7.9 },
    ],
    [
      'megatron-lm',
      MEGATRON,
      {
        step: 10,
        of: 100,
        loss: 10.52341,
        gradientNorm: 11.203,
        learningRate: 1.5e-5,
        skipped: 2,
        nanSteps: 0,
      },
    ],
    [
      'megatron-lm',
      ' validation loss at iteration 100 | lm loss value: 8.123400E+00 | lm loss PPL: 3.372552E+03 | ',
      { step: 100, validationLoss: 8.1234 },
    ],
    [
      'huggingface',
      "{'loss': 7.532, 'grad_norm': 3.182, 'learning_rate': 4.9e-05, 'epoch': 0.02}",
      { loss: 7.532, gradientNorm: 3.182, learningRate: 4.9e-5 },
    ],
    // As from version 5 of Transformers on.
    [
      'huggingface',
      "{'loss': '7.532', 'grad_norm': 'nan', 'learning_rate': '0', 'epoch': '0.02'}",
      { loss: 7.532, gradientNorm: NaN, learningRate: 0 },
    ],
    ['huggingface', "{'eval_loss': 6.231, 'eval_runtime': 2.104, 'epoch': 1.0}", { validationLoss: 6.231 }],
    ['huggingface', "{'train_runtime': 11.1, 'train_loss': 6.5, 'epoch': 1.0}", 'other'],
    ['keras', 'Epoch 3/10', { epoch: 3 }],
    [
      'keras',
      '\u001b[1m100/100\u001b[0m \u001b[32m━━━━━━━━━━━━━━━━━━━━\u001b[0m\u001b[37m\u001b[0m \u001b[1m3s\u001b[0m 31ms/step - loss: 5.4321 - val_loss: 4.9876',
      { step: 100, ofEpoch: 100, loss: 5.4321, validationLoss: 4.9876 },
    ],
    [
      'keras',
      '\u001b[1m 1/100\u001b[0m \u001b[37m━━━━\u001b[0m \u001b[1m3s\u001b[0m 31ms/step - loss: 9.1\b\b\b\b\b\b\b\b 2/100 ━━━━ 3s 30ms/step - accuracy: 0.1 - loss: 8.7',
      { step: 2, ofEpoch: 100, loss: 8.7 },
    ],
  ])('%s: %s', (name, text, expected) => {
    expect(said(name, text)).toEqual(expected);
  });

  test.each(LOG_FORMAT_NAMES)('of %s the example lines that are shown are understood', (name) => {
    const { example } = logFormat(name);
    expect(example.map((text) => said(name, text)).filter((each) => typeof each === 'string')).toEqual([]);
  });

  test('a number that cannot be one is said, with its line', () => {
    const { meaning } = readLine('iter 5: loss tensor, time', logFormat('nanogpt'));
    expect(meaning).toEqual({
      kind: 'wrong',
      sentence: 'In the line "iter 5: loss tensor, time" loss is "tensor,"; it must be a number.',
    });
  });

  test('no line takes long, however it is made', () => {
    const nasty = [
      `iter ${'1'.repeat(100_000)}: loss `,
      'iteration 1/1 | '.repeat(10_000),
      `{'loss': ${"'grad_norm': ".repeat(10_000)}`,
      `1/1 ${'- loss: '.repeat(10_000)}`,
      '[a] '.repeat(50_000),
      '\u001b]'.repeat(50_000),
      `step 1/2 | loss ${'| norm | lr '.repeat(10_000)}`,
    ];
    const begun = performance.now();
    for (const text of nasty) for (const name of LOG_FORMAT_NAMES) readLine(text, logFormat(name));
    // 49 lines; a step of training is milliseconds.
    expect(performance.now() - begun).toBeLessThan(2000);
  });
});

describe('what stands before a line is taken off', () => {
  test.each([
    ['[rank0]: step: 1', 'step: 1', 0],
    ['[rank12]:[titan] 2025-06-01 10:00:00,123 - root - INFO - step: 1', 'step: 1', 12],
    ['[default7]: iteration 1/ 100 |', 'iteration 1/ 100 |', 7],
    ['INFO 2025-06-01 10:00:00 iter 0', 'iter 0', null],
    ['INFO:root:iter 0', 'iter 0', null],
    ['2025-06-01T10:00:00.123Z INFO iter 0', 'iter 0', null],
    ['10:00:00 [train.py:123] iter 0', 'iter 0', null],
    ['(pid=123) iter 0', 'iter 0', null],
    ['(RayTrainWorker pid=123, ip=10.0.0.1) iter 0', 'iter 0', null],
    ['I0601 10:00:00.123456 1234 train.py:10] iter 0', 'iter 0', null],
    ['3: iter 0: loss 2', 'iter 0: loss 2', 3],
    ['[1,3]<stdout>:iter 0', 'iter 0', 3],
    ['iter 0: loss 2', 'iter 0: loss 2', null],
    ['12: 2.5', '12: 2.5', null],
    ['100/100 - 3s - loss: 1', '100/100 - 3s - loss: 1', null],
    ['{"kind": "step"}', '{"kind": "step"}', null],
  ])('%s', (raw, text, rank) => {
    expect(tidyLine(raw)).toEqual({ text, rank });
  });

  test('and of an endless line only its beginning is read', () => {
    expect(tidyLine('x'.repeat(10 * LONGEST_READ)).text).toHaveLength(LONGEST_READ);
  });
});

test.each([
  ['2.5', 2.5],
  ['-1.05E+01', -10.5],
  ['1,024', 1024],
  ['1,234.5', 1234.5],
  ['2.5,', 2.5],
  ["'2.5'", 2.5],
  ['nan', NaN],
  ['-nan(ind)', NaN],
  ['NaN', NaN],
  ['inf', Infinity],
  ['-inf', -Infinity],
  ['1.#INF', Infinity],
  ['Infinity', Infinity],
  ['', null],
  ['tensor', null],
  ['1.2.3', null],
  ['0x10', null],
  ['1,2', null],
])('the printed number %s is %s', (text, value) => {
  expect(printedNumber(text)).toEqual(value);
});

describe('words that tell of NaN in training', () => {
  test.each([
    'Loss is nan, stopping training',
    'loss is nan, exiting',
    'Batch 5: Invalid loss, terminating training',
    'FloatingPointError: Minimum loss scale reached (0.0001). Your loss is probably exploding.',
    'RuntimeError: The total norm of order 2.0 for gradients from `parameters` is non-finite, so it cannot be clipped.',
    "RuntimeError: Rank 0, node h100, device 0, iteration 5: Unexpected result nan (message='found NaN in local forward loss calculation')",
    'ValueError: The loss returned in `training_step` is nan.',
    'Loss is NaN or Inf. Terminating training.',
    'raise FloatingPointError("NaN or Inf found in gradient")',
  ])('%s', (text) => {
    expect(tellsOfNonfinite(text)).toBe(true);
  });

  test.each([
    'check_for_nan_in_loss_and_grad ......... True',
    'logging_nan_inf_filter=True',
    'No NaN in the gradients so far.',
    'torch.nan_to_num was applied to the loss',
    'Training complete: loss 2.1',
    'INFO: nanochat weights loaded',
    'RuntimeError: CUDA out of memory. Tried to allocate 2.00 GiB',
  ])('and not: %s', (text) => {
    expect(tellsOfNonfinite(text)).toBe(false);
  });
});
