// How curves are zoomed: always some steps of those that there are, and written in the address.
import { expect, test } from 'vitest';
import { shownRange } from '../../src-main/report/figures/curve-span.ts';
import { runsLookOf, runsQuery } from '../../src-renderer/study/runs-look.ts';
import {
  curvesLookOf,
  curvesQuery,
  FIRST_LOOK,
  rangeAfterKey,
  rangeBetween,
  zoomedRange,
} from '../../src-renderer/study/curves-look.ts';

const WHOLE = { from: 0, to: 400 };

test('coming nearer halves what is seen and keeps the step at the pointer where it was; going away ends at all', () => {
  expect(zoomedRange(WHOLE, 400, 1)).toEqual({ from: 100, to: 300 });
  expect(zoomedRange(WHOLE, 400, 1, 40)).toEqual({ from: 20, to: 220 });
  expect(zoomedRange({ from: 100, to: 300 }, 400, -1)).toBeNull();
});

test('moving ends at the first and the last step', () => {
  const seen = { from: 350, to: 390 };
  expect(rangeAfterKey('ArrowRight', seen, 400)).toEqual({ from: 360, to: 400 });
  expect(rangeAfterKey('ArrowLeft', { from: 5, to: 45 }, 400)).toEqual({ from: 0, to: 40 });
  expect(rangeAfterKey('0', seen, 400)).toBeNull();
  expect(rangeAfterKey('a', seen, 400)).toBeUndefined();
});

test('a drag to the left is one to the right; however near, a few steps are seen', () => {
  expect(rangeBetween(200.4, 100.2, 400)).toEqual({ from: 100, to: 200 });
  expect(rangeBetween(399.9, 399.8, 400)).toEqual({ from: 396, to: 400 });
  expect(zoomedRange({ from: 10, to: 14 }, 400, 1)).toEqual({ from: 10, to: 14 });
});

test('an address of other steps than there are shows those that there are', () => {
  expect(shownRange({ from: 300, to: 9000 }, 400)).toEqual({ from: 300, to: 400 });
  expect(shownRange({ from: 8000, to: 9000 }, 400)).toEqual({ from: 396, to: 400 });
  expect(shownRange({ from: 0, to: 9000 }, 400)).toBeNull();
});

test('the address says what is not as at first, and only that', () => {
  const look = { axis: 'log', range: { from: 40, to: 90 } } as const;
  expect(curvesQuery(look)).toBe('axis=log&steps=40-90');
  expect(curvesLookOf(curvesQuery(look))).toEqual(look);
  expect(curvesQuery(FIRST_LOOK)).toBe('');
  expect(curvesLookOf('axis=no&steps=90-40')).toEqual(FIRST_LOOK);
});

test('the address of the runs says which are listed and how their curves are seen; what a study lacks is taken for not said', () => {
  const curves = { axis: 'log', range: { from: 40, to: 90 } } as const;
  const look = { filter: { recipe: 'fp8 & co', state: 'planned', label: 'stalled' }, curves } as const;
  expect(runsLookOf(runsQuery(look), ['bf16', 'fp8 & co'])).toEqual(look);
  const nothing = { filter: { recipe: undefined, state: undefined, label: undefined }, curves: FIRST_LOOK };
  expect(runsQuery(nothing)).toBe('');
  expect(runsLookOf('recipe=no&state=no&label=no', ['bf16'])).toEqual(nothing);
});
