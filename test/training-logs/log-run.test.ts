// How the lines of a log become a run: sparse steps, what is not finite, several ranks, and an end before the last step.
import { describe, expect, test } from 'vitest';
import { logFormat, type LogFormatName } from '../../src-main/training-logs/formats.ts';
import { LogRun } from '../../src-main/training-logs/log-run.ts';

function taken(
  format: LogFormatName,
  lines: readonly string[],
  plannedSteps = 100,
  every: number | null = null,
) {
  const run = new LogRun({ format: logFormat(format), plannedSteps, every });
  let last: unknown = null;
  for (const line of lines) {
    const { kind, ...rest } = run.take(line);
    if (kind !== 'other') last = 'sentence' in rest ? rest.sentence : kind;
  }
  return { run, last };
}

const iter = (step: number, loss: number | string) => `iter ${step}: loss ${loss}, time 31.42ms, mfu 12.30%`;
const everyTenth = (until: number, lossAt = (step: number) => 4 - step / 100) =>
  Array.from({ length: Math.floor(until / 10) + 1 }, (_, i) => iter(10 * i, lossAt(10 * i)));

describe('a log of every tenth step', () => {
  test('has the steps that it says, and is whole where the next line would lie past the end', () => {
    const { run } = taken('nanogpt', everyTenth(90));
    expect(run.points.map(({ step }) => step)).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90]);
    expect(run.points[3]!.loss).toBe(3.7);
    expect(run.end(true)).toBe('whole');
  });

  test('of a program that crashed is whole only with its last step', () => {
    expect(taken('nanogpt', everyTenth(90)).run.end(false)).toBe('early');
    expect(taken('nanogpt', [...everyTenth(90), iter(99, 3)]).run.end(false)).toBe('whole');
  });

  test('that stops before its planned steps has ended early, whatever the exit code', () => {
    expect(taken('nanogpt', everyTenth(40)).run.end(true)).toBe('early');
    expect(taken('nanogpt', [iter(0, 4)]).run.end(true)).toBe('early');
    expect(taken('nanogpt', []).run.end(true)).toBe('early');
  });

  test('that ends early above its start has risen', () => {
    expect(
      taken(
        'nanogpt',
        everyTenth(40, (step) => 4 + step),
      ).run.end(false),
    ).toBe('risen');
    // One step above it may be noise.
    expect(taken('nanogpt', [iter(0, 4), iter(10, 4.1)]).run.end(false)).toBe('early');
  });

  test("may have one step more than was asked for, as nanoGPT's has, and no more", () => {
    expect(taken('nanogpt', everyTenth(100)).last).toBe('heard');
    expect(taken('nanogpt', everyTenth(110)).last).toBe(
      'Its log comes to step 110; the run was to have 100 steps.',
    );
  });
});

describe('what is not finite makes a run nonfinite', () => {
  test.each<[string, LogFormatName, string[], { step: number; tensor: string }]>([
    ['a loss', 'nanogpt', [iter(0, 4), iter(10, 'nan'), iter(20, 3)], { step: 10, tensor: 'loss' }],
    ['an infinite loss', 'nanogpt', [iter(0, 4), iter(10, '-inf')], { step: 10, tensor: 'loss' }],
    [
      'a validation loss on the way',
      'nanogpt',
      [iter(0, 4), 'step 10: train loss 3.1, val loss nan', ...everyTenth(90)],
      { step: 10, tensor: 'validation loss' },
    ],
    [
      'an estimate of the training loss',
      'nanogpt',
      ['step 0: train loss nan, val loss 4'],
      { step: 0, tensor: 'loss' },
    ],
    [
      'bits per byte',
      'nanochat',
      ['step 00000/100 (0.00%) | loss: 8.5 | lrm: 1.00', 'Step 00001 | Validation bpb: nan'],
      { step: 1, tensor: 'loss' },
    ],
    [
      'a loss that Transformers has turned into 0',
      'huggingface',
      ["{'loss': 4.0, 'epoch': 0.1}", "{'loss': 0.0, 'grad_norm': nan, 'epoch': 0.2}"],
      { step: 19, tensor: 'loss' },
    ],
    [
      'the loss of another rank',
      'torchtitan',
      [
        '[rank0]: step: 1  loss: 8.0  grad_norm: 1.0',
        '[rank1]: step: 1  loss: 8.1  grad_norm: 1.0',
        '[rank1]: step: 2  loss: nan  grad_norm: 1.0',
      ],
      { step: 1, tensor: 'loss' },
    ],
    [
      'an iteration that Megatron-LM counts as NaN',
      'megatron-lm',
      [
        'iteration 10/ 100 | lm loss: 1.0E+01 | number of skipped iterations: 1 | number of nan iterations: 1 |',
      ],
      { step: 9, tensor: 'loss' },
    ],
    [
      'a loss that Megatron-LM leaves out of its line, because NaN is not above 0',
      'megatron-lm',
      [
        'iteration 10/ 100 | lm loss: 1.0E+01 | number of skipped iterations: 0 | number of nan iterations: 0 |',
        'iteration 20/ 100 | loss scale: 1.0 | number of skipped iterations: 3 | number of nan iterations: 0 |',
      ],
      { step: 19, tensor: 'loss' },
    ],
    [
      'a running mean within an epoch',
      'keras',
      ['Epoch 1/2', '3/50 - 1s - loss: nan'],
      { step: 2, tensor: 'loss' },
    ],
  ])('%s', (_, format, lines, nonfinite) => {
    const { run, last } = taken(format, lines, 100, format === 'huggingface' ? 10 : null);
    expect(run.nonfinite).toEqual(nonfinite);
    expect(last).toBe('over');
    expect(run.end(true)).toBe('nonfinite');
  });

  test('and so do words of it before an early end, but not where training goes on after them', () => {
    const stops = taken('nanogpt', [...everyTenth(40), 'loss is nan, exiting']).run;
    expect(stops.end(false)).toBe('nonfinite');
    expect(stops.nonfinite).toEqual({ step: 41, tensor: 'loss' });
    const goesOn = taken('nanogpt', [
      iter(0, 4),
      'skipping a step: gradient is nan',
      ...everyTenth(90).slice(1),
    ]);
    expect(goesOn.run.end(true)).toBe('whole');
    expect(goesOn.run.events).toEqual([
      { step: 10, message: 'Training went on after it said: skipping a step: gradient is nan' },
    ]);
  });

  test('nor where it ended for a reason from outside', () => {
    const stopped = () => taken('nanogpt', [...everyTenth(40), 'the loss may become nan']).run;
    expect(stopped().end(false, true)).toBe('early');
    expect(stopped().end(false)).toBe('nonfinite');
    expect(
      taken(
        'nanogpt',
        everyTenth(40, (step) => 4 + step),
      ).run.end(false, true),
    ).toBe('early');
  });

  test('before the first line too', () => {
    const { run } = taken('huggingface', ['Loss is nan, stopping training'], 100, 50);
    expect(run.end(true)).toBe('nonfinite');
    expect(run.nonfinite).toEqual({ step: 0, tensor: 'loss' });
  });

  test('a loss that Megatron-LM leaves out because a loss scaler skipped all steps since the last one does not', () => {
    const line = (step: number, loss: string) =>
      `iteration ${step}/ 4 |${loss} loss scale: 2.0 | number of skipped iterations: ${loss === '' ? 1 : 0} | number of nan iterations: 0 |`;
    const lines = [line(1, ''), line(2, ''), line(3, ' lm loss: 9.0 |'), line(4, ' lm loss: 8.0 |')];
    const { run } = taken('megatron-lm', lines, 4);
    expect([run.nonfinite, run.skipped, run.end(true)]).toEqual([null, 2, 'whole']);
    const stuck = taken(
      'megatron-lm',
      [line(1, ' lm loss: 9.0 |'), ...[2, 3, 4].map((step) => line(step, ''))],
      4,
    ).run;
    expect(stuck.end(false)).toBe('early');
    const forever = Array.from({ length: 11 }, (_, i) =>
      line(i + 1, i === 0 ? ' lm loss: 9.0 |' : '').replace('/ 4', '/ 11'),
    );
    const { run: broken } = taken('megatron-lm', forever, 11);
    expect([broken.end(true), broken.nonfinite]).toEqual(['nonfinite', { step: 1, tensor: 'gradient' }]);
  });

  test('a gradient norm does unless a finite loss follows: then its step was skipped', () => {
    const step = (number: number, norm: string) => `step: ${number}  loss: 8.0  grad_norm: ${norm}`;
    const skipped = taken('torchtitan', [step(1, 'inf'), step(2, '1.0')], 2).run;
    expect(skipped.end(true)).toBe('whole');
    expect(skipped.skipped).toBe(1);
    expect(skipped.events).toEqual([
      {
        step: 0,
        message: 'The gradient norm was not finite and the loss after it was: the step was skipped.',
      },
    ]);
    const broken = taken('torchtitan', [step(1, '1.0'), step(2, 'nan')], 2).run;
    expect(broken.end(true)).toBe('nonfinite');
    expect(broken.nonfinite).toEqual({ step: 1, tensor: 'gradient' });
  });
});

describe('what cannot be the run that was asked for is refused in one sentence', () => {
  test('another number of steps', () => {
    expect(taken('llm.c', ['step    1/2000 | loss 10.9 (+nanz)| norm 2.1 (+nanz)| lr 6.00e-05 |']).last).toBe(
      'Its log counts 2000 steps; the run was to have 100.',
    );
  });

  test('a loss of exactly 0', () => {
    expect(taken('nanogpt', [iter(0, '0.0000')]).last).toBe(
      'Step 0 has a loss of exactly 0, which a language model never reaches and some programs write for NaN.',
    );
  });
});

describe('steps', () => {
  test('that the lines do not say are counted by "every"', () => {
    const lines = Array.from({ length: 10 }, () => "{'loss': 4.0, 'epoch': 0.1}");
    const { run } = taken('huggingface', [...lines, "{'eval_loss': 3.9}"], 100, 10);
    expect(run.points.map(({ step }) => step)).toEqual([9, 19, 29, 39, 49, 59, 69, 79, 89, 99]);
    expect(run.validation).toEqual({ step: 99, loss: 3.9 });
    expect(run.end(false)).toBe('whole');
  });

  test('that count from 1 become steps from 0', () => {
    const { run } = taken('torchtitan', ['step:  1  loss: 8.0', 'step:  2  loss: 7.9'], 2);
    expect(run.points.map(({ step }) => step)).toEqual([0, 1]);
    expect(run.end(false)).toBe('whole');
  });

  test('of epochs are those of the run, and a mean within an epoch is no point', () => {
    const epoch = (number: number, loss: number) => [
      `Epoch ${number}/2`,
      `1/50 - 0s - loss: ${loss + 1}`,
      `50/50 - 1s - loss: ${loss}`,
      `50/50 - 1s - loss: ${loss} - val_loss: ${loss - 0.1}`,
    ];
    const { run } = taken('keras', [...epoch(1, 4), ...epoch(2, 3)]);
    expect(run.points.map(({ step, loss }) => [step, loss])).toEqual([
      [49, 4],
      [99, 3],
    ]);
    expect(run.validation).toEqual({ step: 99, loss: 2.9 });
    expect(run.end(true)).toBe('whole');
  });

  test('that come again replace what came after them, and an event says so', () => {
    const { run } = taken('nanogpt', [iter(0, 4), iter(10, 9), iter(20, 9), iter(10, 3.9)]);
    expect(run.points.map(({ step, loss }) => [step, loss])).toEqual([
      [0, 4],
      [10, 3.9],
    ]);
    expect(run.events).toEqual([{ step: 10, message: 'It went back to this step from step 20.' }]);
  });

  test('are those of the rank that reported first', () => {
    const lines = [
      '[rank1]: step: 1  loss: 8.1',
      '[rank0]: step: 1  loss: 8.0',
      '[rank1]: step: 2  loss: 7.1',
    ];
    const { run } = taken('torchtitan', lines);
    expect(run.points.map(({ step, loss }) => [step, loss])).toEqual([
      [0, 8.1],
      [1, 7.1],
    ]);
  });

  test('that were skipped are counted, and events say where', () => {
    const line = (step: number, skipped: number) =>
      `iteration ${step}/ 100 | lm loss: 1.0E+01 | number of skipped iterations: ${skipped} | number of nan iterations: 0 |`;
    const { run } = taken('megatron-lm', [line(10, 2), line(20, 0), line(30, 1)]);
    expect(run.skipped).toBe(3);
    expect(run.events).toEqual([
      { step: 9, message: '2 steps were skipped up to here, as the trainer says.' },
      { step: 29, message: '1 step was skipped up to here, as the trainer says.' },
    ]);
  });
});
