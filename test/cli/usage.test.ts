// What wrong numbers of the command line are told.
import { expect, test } from 'vitest';
import { numberArgument, UsageError } from '../../src-main/cli/usage.ts';

test('a number that must be above 0 is told so, not by the least one that a computer has', () => {
  const loss = numberArgument('--initial-loss', Number.MIN_VALUE, 1e6);
  expect(loss('4.2')).toBe(4.2);
  for (const wrong of ['0', '-3', '1e9', 'Infinity', '']) {
    expect(() => loss(wrong)).toThrow(
      new UsageError(`--initial-loss is "${wrong}"; it must be a number above 0 and up to 1000000.`),
    );
  }
});
