// Every way of scaling on every device against the reference device, bit for bit: casts in place over several steps, blocks
// with NaN, operands of products with blocks along either axis, random Hadamard transforms, and the counts of what was lost and what was too large.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Device } from '../../../src-main/engine/device.ts';
import { createReferenceDevice } from '../../../src-main/engine/devices/reference/device.ts';
import { closeGpu, DEVICES } from './devices.ts';
import { firstDifference, once, outcome } from './outcome.ts';
import { castsInPlace, castsOfNan, hadamardTransforms, operandsOfProducts } from './scaling-cases.ts';

const CASES = {
  'casts in place': { make: castsInPlace, steps: 4 },
  'casts of NaN': { make: castsOfNan, steps: 1 },
  'operands of products': { make: operandsOfProducts, steps: 2 },
  'random Hadamard transforms': { make: hadamardTransforms, steps: 1 },
} as const;
type Name = keyof typeof CASES;

/** Sites are counted in every step, or in none that is looked at last. */
const COUNTINGS = [{ statisticsEvery: 1 }, { fromStep: 1, statisticsEvery: 100 }];

async function outcomeOn(device: Device, name: Name, counting: (typeof COUNTINGS)[number]) {
  const { make, steps } = CASES[name];
  const { program, given, results } = make();
  return outcome(device, program, given, results, { ...counting, steps });
}

const expectedOf = once(async (key: string) => {
  const [name, counting] = JSON.parse(key) as [Name, (typeof COUNTINGS)[number]];
  return outcomeOn(await createReferenceDevice(), name, counting);
});

afterAll(closeGpu);

describe.each(DEVICES)('on $name', ({ open }) => {
  let device: Device;
  beforeAll(async () => void (device = await open()));
  afterAll(() => device?.close());

  describe.each(COUNTINGS)('with sites counted in %o', (counting) => {
    test.each(Object.keys(CASES) as Name[])('%s are those of the oracle', async (name) => {
      const expected = await expectedOf(JSON.stringify([name, counting]));
      const found = await outcomeOn(device, name, counting);
      const wrong = Object.entries(expected.buffers).flatMap(([buffer, values]) => {
        const at = firstDifference(values, found.buffers[buffer]!);
        return at < 0 ? [] : [`${buffer}: ${found.buffers[buffer]![at]} at ${at}, not ${values[at]}`];
      });
      expect(wrong).toEqual([]);
      expect(found.sites).toEqual(expected.sites);
    });
  });
});
