import { expect, test } from 'vitest';
import { joined } from '../../src-renderer/study/three/segments.ts';

test('lines that go on along an axis become one, others stay', () => {
  const along = [0, 1, 2, 1, 1, 2, 1, 1, 2, 3, 1, 2];
  const apart = [5, 1, 2, 6, 1, 2];
  const across = [1, 1, 2, 1, 1, 4];
  const beside = [0, 1, 2.5, 1, 1, 2.5];
  expect(joined([...along, ...apart, ...across, ...beside])).toEqual([
    ...[0, 1, 2, 3, 1, 2],
    ...apart,
    ...across,
    ...beside,
  ]);
  expect(joined([])).toEqual([]);
});
