// What counts as a message of a trainer, and what is only noise.
import { describe, expect, test } from 'vitest';
import { LineReader, LONGEST_LINE } from '../../../../src-main/sweep/executors/command/line-reader.ts';
import { readLine } from '../../../../src-main/sweep/executors/command/protocol.ts';

describe('a line is a message if it is a JSON object of a known kind', () => {
  test.each([
    ['{"kind": "step", "step": 0, "loss": 1.5}', { kind: 'step', step: 0, loss: 1.5 }],
    [
      '  {"kind":"step","step":3,"loss":2,"gradient_norm":null,"lr":0.1}  ',
      { kind: 'step', step: 3, loss: 2, gradient_norm: null },
    ],
    ['{"kind": "step", "step": 1, "loss": NaN}', { kind: 'step', step: 1, loss: NaN }],
    [
      '{"kind": "step", "step": 1, "loss": -Infinity, "gradient_norm": Infinity}',
      { kind: 'step', step: 1, loss: -Infinity, gradient_norm: Infinity },
    ],
    ['{"kind": "step", "step": 1, "loss": "NaN"}', { kind: 'step', step: 1, loss: NaN }],
    ['{"kind": "step", "step": 1, "loss": 1e999}', { kind: 'step', step: 1, loss: Infinity }],
    [
      '{"kind": "event", "message": "loss is NaN, \\"Infinity\\""}',
      { kind: 'event', message: 'loss is NaN, "Infinity"' },
    ],
    ['{"kind": "event", "message": "loss is NaN", "x": NaN}', { kind: 'event', message: 'loss is NaN' }],
    ['{"kind": "end"}', { kind: 'end' }],
  ])('%s', (line, message) => {
    expect(readLine(line)).toEqual({ kind: 'message', message });
  });

  test.each([
    '',
    'step 1',
    '{"loss": 1}',
    '{"kind": "metrics"}',
    '{"kind": 3}',
    '{"kind": "step", "step": 1',
    '[1]',
    '"step"',
    "{'kind': 'end'}",
    'NaN',
    '{}',
  ])('%j is none', (line) => {
    expect(readLine(line)).toEqual({ kind: 'other' });
  });

  test.each([
    ['{"kind": "step", "loss": 1}', 'step is missing; it must be a whole number of 0 or more.'],
    ['{"kind": "step", "step": 1.5, "loss": 1}', 'step is 1.5; it must be a whole number of 0 or more.'],
    ['{"kind": "step", "step": -1, "loss": 1}', 'step is -1; it must be a whole number of 0 or more.'],
    ['{"kind": "step", "step": 1}', 'loss is missing; it must be a number, NaN, Infinity or -Infinity.'],
    [
      '{"kind": "step", "step": 1, "loss": null}',
      'loss is null; it must be a number, NaN, Infinity or -Infinity.',
    ],
    ['{"kind": "start", "device": "H100"}', 'precision is missing; it must be "hardware" or "emulated".'],
    [
      '{"kind": "start", "precision": "hardware", "device": "\\u0000"}',
      'device is "\\u0000"; it must be a text of 1 to 200 characters.',
    ],
    [
      '{"kind": "start", "precision": "hardware", "device": "H100", "unigram_entropy": -1}',
      'unigram_entropy is -1; it must be a number of nats from 0 to 100.',
    ],
    [
      '{"kind": "start", "precision": "hardware", "device": "H100", "facts": {"a": [1]}}',
      'facts.a is [1]; it must be a text or a number.',
    ],
  ])('%s is one that does not fit', (line, problem) => {
    const read = readLine(line);
    expect(read.kind === 'wrong' && read.sentence.replace(/^.* does not fit: /, '')).toBe(problem);
  });
});

describe('lines come out of a stream', () => {
  function read(chunks: readonly (string | Buffer)[]): string[] {
    const lines: string[] = [];
    const reader = new LineReader((line) => lines.push(line));
    for (const chunk of chunks) reader.add(Buffer.from(chunk));
    reader.end();
    return lines;
  }

  test('wherever it is cut, also inside a character', () => {
    const bytes = Buffer.from('één\nlijn\r\n\nzonder einde');
    for (let at = 0; at <= bytes.length; at++) {
      expect(read([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(['één', 'lijn', 'zonder einde']);
    }
  });

  test('with the beginning of one that is too long, and the next one whole', () => {
    const long = 'x'.repeat(LONGEST_LINE + 10);
    expect(read([long.slice(0, 1000), long.slice(1000), 'yy\nnext'])).toEqual([
      long.slice(0, LONGEST_LINE),
      'next',
    ]);
  });
});
