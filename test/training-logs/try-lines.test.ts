// Lines that are pasted to try a format: what is said of each, and of all.
import { expect, test } from 'vitest';
import { logFormat } from '../../src-main/training-logs/formats.ts';
import { tryLines } from '../../src-main/training-logs/try-lines.ts';

const settings = { format: logFormat('nanogpt'), every: null, plannedSteps: 100 };

test('each line is said as it was understood, and passed over where it was not', () => {
  const text =
    'number of parameters: 10.65M\r\nstep 0: train loss 4.2, val loss 4.3\n\niter 0: loss 4.25, time 3ms, mfu 1%\niter 10: loss 4.0, time 3ms, mfu 1%\n';
  expect(tryLines(text, settings)).toEqual({
    lines: [
      { text: 'number of parameters: 10.65M', words: null, ends: false },
      {
        text: 'step 0: train loss 4.2, val loss 4.3',
        words: 'step 0, watched for NaN 4.2, validation loss 4.3',
        ends: false,
      },
      { text: 'iter 0: loss 4.25, time 3ms, mfu 1%', words: 'step 0, loss 4.25', ends: false },
      { text: 'iter 10: loss 4.0, time 3ms, mfu 1%', words: 'step 10, loss 4', ends: false },
    ],
    more: 0,
    summary:
      '3 of 4 lines are understood: 2 losses of steps 0 to 10, counted from 0, and validation loss 4.3.',
  });
});

test('the line that would end the run is the last that is looked at', () => {
  const nan = tryLines('iter 0: loss nan, time\niter 1: loss 2, time', settings);
  expect(nan.lines.map(({ words, ends }) => [words, ends])).toEqual([
    ['step 0, loss NaN: a divergence, which ends the run', true],
  ]);
  expect(nan.more).toBe(1);
  const beyond = tryLines('iter 200: loss 2, time', settings);
  expect(beyond.lines[0]).toMatchObject({
    words: 'Its log comes to step 200; the run was to have 100 steps.',
    ends: true,
  });
});

test('lines of something else are none', () => {
  expect(tryLines('hello\nworld', settings).summary).toBe(
    '0 of 2 lines are understood; none of them is a step with a loss.',
  );
});
