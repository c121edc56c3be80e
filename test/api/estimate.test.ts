// What is told of a study whose steps take too long to be measured.
import { expect, test } from 'vitest';
import { estimateSpec } from '../../src-main/api/estimate.ts';
import type { DeviceDescription } from '../../src-main/engine/device.ts';
import { readText } from '../../src-main/sweep/text-source.ts';
import { TINY } from '../sweep/tiny.ts';

const description: DeviceDescription = {
  name: 'wasm',
  summary: 'made',
  threads: 2,
  lanes: 4,
  together: false,
  clock: 'processor',
};

/** A device on which a study takes so long by layers and context of its model; null: it cannot be measured. */
const opener = (secondsOf: (layers: number, context: number) => number | null) => {
  const asked: number[][] = [];
  const open: NonNullable<Parameters<typeof estimateSpec>[1]>['open'] = (spec) => {
    const { layers, context } = spec.model;
    asked.push([layers, context]);
    const likely = secondsOf(layers, context);
    return Promise.resolve({
      host: { opened: { description, candidates: [] } },
      estimate: () => (likely === null ? null : { low: likely / 2, likely, high: 3 * likely }),
      close: () => Promise.resolve(),
    });
  };
  return { open, asked };
};

const spec = { ...TINY, model: { layers: 12, width: 64, heads: 4, context: 32 }, recipes: ['fp32'] };

test.each([32, 8, 2])(
  'its time is that of a model of one layer and context %d, by the work of both',
  async (most) => {
    const { open } = opener((layers, context) => (layers === 1 && context <= most ? 10 : null));
    const { devices } = await estimateSpec(spec, { open });
    // Operations a token, forward: 2 x (12 width^2 of a layer + attention's 2 x context x width / 2 + width x vocabulary).
    const vocabulary = new Set(readText('moby-dick').text).size;
    const work = (layers: number, context: number) =>
      context * (layers * (24 * 64 ** 2 + 2 * context * 64) + 2 * 64 * vocabulary);
    const { seconds, reason, memory } = devices.find(({ device }) => device === 'wasm')!;
    expect(reason).toBeNull();
    expect(seconds!.likely).toBeCloseTo((10 * work(12, 32)) / work(1, most), 9);
    expect(seconds!.high / seconds!.low).toBeCloseTo(6, 9);
    expect(memory!.lanes).toBe(4);
  },
);

test('it has none where not even a part of one layer can be measured', async () => {
  const { open, asked } = opener(() => null);
  const [first] = (await estimateSpec(spec, { open })).devices;
  expect(first).toMatchObject({ seconds: null, laneStepsPerSecond: null });
  expect(first!.reason).toMatch(/^A step takes too long to be measured; /);
  expect(asked.slice(0, 4)).toEqual([
    [12, 32],
    [1, 32],
    [1, 8],
    [1, 2],
  ]);
});
