import { expect, test } from 'vitest';
import { readPreset } from '../../src-main/sweep/preset-files.ts';
import { parseSpec } from '../../src-main/spec/spec.ts';
import { plansPrograms } from '../../src-renderer/study/planned-programs.ts';

const planned = (spec: unknown) => plansPrograms({ spec } as Parameters<typeof plansPrograms>[0]);

test.each([
  ['quick', false],
  ['there-and-back', true],
  ['guarded', true],
])('the preset %s plans programs: %s', (name, expected) => {
  expect(planned(parseSpec(readPreset(name)))).toBe(expected);
});

test('imported runs and those of a command have none', () => {
  expect(planned({ imported: {} })).toBe(false);
});
