// A map for each size: every size has a panel, every cell of it its own, and the figure keeps to the room that there is.
import { expect, test } from 'vitest';
import { figureFacts } from '../../src-main/report/figures/facts.ts';
import { sizeMapsFigure } from '../../src-main/report/figures/size-maps.ts';
import { ENGLISH } from '../../src-main/report/language/language.ts';
import { ANALYSIS, INFO, RUNS } from './snapshots/made.ts';

const rowSetting = { path: 'model.width', kind: 'size', scale: 'octaves' } as const;
const analysis = { ...ANALYSIS, rowSetting };
const ladder = {
  sizeIn: 'parameters',
  sizes: analysis.rowValues.map((rowValue) => ({ rowValue, size: 1000 * rowValue })),
};
const facts = figureFacts(INFO, RUNS, ENGLISH);
const draw = (width?: number, of = ladder) =>
  sizeMapsFigure(analysis, of, {
    title: 'made',
    facts,
    theme: 'light',
    words: ENGLISH,
    ...(width !== undefined && { width }),
  });
const widthOf = (svg: string) => Number(/ width="(\d+)"/.exec(svg)![1]);

test('every size has a panel that says its parameters, and every finished cell of every recipe is in one', () => {
  const svg = draw();
  expect([...svg.matchAll(/>(width \d+, [\d,]+ parameters)</g)].map(([, heading]) => heading)).toEqual([
    'width 8, 8,000 parameters',
    'width 64, 64,000 parameters',
  ]);
  for (const { recipe, cells } of analysis.recipes) {
    const told = [
      ...svg.matchAll(new RegExp(`<title>[^<]*, ${recipe}: (\\d+) of (\\d+) runs unstable`, 'g')),
    ];
    const counts = cells.flat().map(({ unstable, finished }) => [unstable, finished]);
    expect(told.map(([, unstable, finished]) => [Number(unstable), Number(finished)])).toEqual(counts);
  }
});

test('sizes that are no parameters are called as their rows', () => {
  const svg = draw(undefined, { ...ladder, sizeIn: 'model.width' });
  expect(svg).toContain('>width 8<');
  expect(svg).not.toContain('parameters');
});

test.each([440, 700, 1200])('%d pixels are enough', (width) => {
  expect(widthOf(draw(width))).toBeLessThanOrEqual(width);
});
