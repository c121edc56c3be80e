import { expect, test } from 'vitest';
import { between, eased } from '../../src-renderer/study/three/between.ts';
import { stackScene } from '../../src-main/report/figures/scene/stack-scene.ts';
import { surfaceScene } from '../../src-main/report/figures/scene/surface-scene.ts';
import { ENGLISH } from '../../src-main/report/language/language.ts';
import { analysed, sampleRuns } from '../report/sample.ts';

const ANALYSIS = analysed(sampleRuns());
const LOOK = { theme: 'light', words: ENGLISH } as const;
const terraces = (recipe: string) =>
  surfaceScene(ANALYSIS, { ...LOOK, recipe, versus: null, height: 'stable', colour: 'unstable' });
const heights = ({ blocks }: { blocks: readonly { to: number }[] }) => blocks.map(({ to }) => to);

test('terraces of one recipe become those of another: each step goes from its height to the other', () => {
  const [from, to] = [terraces('bf16-mixed'), terraces('fp8-unscaled')];
  const tops = (share: number) => heights(between(from, to, share));
  const [low, high] = [heights(from), heights(to)];
  for (const share of [0, 0.5, 1]) {
    tops(share).forEach((top, index) =>
      expect(top).toBeCloseTo((1 - share) * low[index]! + share * high[index]!, 12),
    );
  }
});

test('a slab that is new lifts off the slab below it; those that stay do not move', () => {
  const whole = stackScene(ANALYSIS, LOOK);
  const part = stackScene(ANALYSIS, { ...LOOK, upTo: 'bf16-mixed' });
  const start = between(part, whole, 0);
  for (const block of start.blocks) {
    const below = part.blocks.find(({ row, column }) => row === block.row && column === block.column)!;
    expect([block.from, block.to, block.colour]).toEqual([below.from, below.to, below.colour]);
  }
  expect(between(part, whole, 1).blocks).toEqual(whole.blocks);
});

test('a movement begins and ends slowly, and is half done at half its time', () => {
  expect([eased(0), eased(0.5), eased(1)]).toEqual([0, 0.5, 1]);
  expect(eased(0.1)).toBeLessThan(0.1);
  expect(eased(0.9)).toBeGreaterThan(0.9);
});
