// Presets: each can be planned and its memory counted; one of them becomes as large as a device of a made speed allows.
import { describe, expect, test } from 'vitest';
import { sessionMemory } from '../../src-main/engine/devices/memory.ts';
import { stepFlops } from '../../src-main/engine/flops.ts';
import { bufferBytes } from '../../src-main/engine/session-buffers.ts';
import { jobPrograms } from '../../src-main/engine/train.ts';
import { jobOf, planRuns } from '../../src-main/plan/plan.ts';
import { mostShare } from '../../src-main/plan/refine.ts';
import { chooseSize, specOfSize, type Timing } from '../../src-main/plan/sized-preset.ts';
import { parseSpec, rowValuesOf, specAtRow, stepsAt, type Spec } from '../../src-main/spec/spec.ts';
import { controlProblems } from '../../src-main/spec/controls.ts';
import {
  BENCH_SPECS,
  presetNames,
  readBenchSpec,
  readPreset,
  readSizedPreset,
  sizedPresetNames,
} from '../../src-main/sweep/preset-files.ts';
import { describeSized } from '../../src-main/sweep/size-here.ts';
import { parametersOf } from '../../src-main/study/evidence.ts';

const GPT2 = 50_257;
const hour = readSizedPreset('gpu-hour')!;
const sizes = hour.sizes.map((_, size) => specOfSize(hour, size, hour.seeds.from));

/** Floating-point operations of all runs. */
const workOf = (spec: Spec) =>
  planRuns(spec).reduce(
    (sum, { batchSize }) => sum + stepsAt(spec, batchSize) * stepFlops(spec.model, batchSize, 87),
    0,
  );

/** A device that does so many operations a second, and has so much room. */
function device(flops: number, most = Infinity) {
  const asked: string[] = [];
  const timingOf = (spec: Spec): Promise<Timing> => {
    asked.push(JSON.stringify(spec.model));
    if (spec.model.width > most) return Promise.resolve({ reason: 'One run needs more memory.' });
    const likely = workOf(spec) / flops;
    return Promise.resolve({ seconds: { low: likely / 2, likely, high: 2 * likely } });
  };
  return { asked, timingOf };
}

const dearest = (spec: Spec, flops: number) => (mostShare(spec) * workOf(spec)) / flops;

describe('every preset', () => {
  const specs = [
    ...presetNames().map((name) => parseSpec(readPreset(name))),
    ...sizedPresetNames().flatMap((name) => {
      const preset = readSizedPreset(name)!;
      return preset.sizes.map((_, size) => specOfSize(preset, size, preset.seeds.to));
    }),
  ];
  test.each(specs.map((spec) => [`${spec.name}, width ${spec.model.width}`, spec] as const))(
    '%s has both controls, and a job for every batch whose memory can be counted',
    (_, spec) => {
      expect([...controlProblems(spec)]).toEqual([]);
      expect(
        spec.recipes
          .map(({ control }) => control)
          .filter(Boolean)
          .sort(),
      ).toEqual(['negative', 'positive']);
      expect(spec.seeds.length).toBeGreaterThanOrEqual(3);
      const rowValue = rowValuesOf(spec).at(-1)!;
      const vocabulary = spec.vocabulary === 'gpt2' ? GPT2 : 87;
      for (const { name: recipe } of spec.recipes) {
        const { lane } = bufferBytes(jobPrograms(jobOf(spec, { recipe, rowValue, runs: [] }), vocabulary), 0);
        // A weight and two moments, at the very least.
        expect(lane).toBeGreaterThan(
          3 * 4 * parametersOf(specAtRow(spec, rowValue).model, vocabulary) * 0.25,
        );
      }
    },
  );

  test('of a size that people train has it: GPT-2 small, and a Llama like it', () => {
    const of = (name: string) => parseSpec(readPreset(name));
    // Hugging Face's gpt2 has 124.4 million, with the biases of its linear layers and norms, which are not here.
    expect(parametersOf(of('gpt2-124m').model, GPT2)).toBe(
      GPT2 * 768 + 1024 * 768 + 12 * (12 * 768 ** 2 + 2 * 768) + 768,
    );
    expect(parametersOf(of('llama-120m').model, GPT2) / 1e6).toBeCloseTo(123.5, 0);
    // A run fits where a common computer can give half of its 16 GiB.
    for (const name of ['gpt2-124m', 'llama-120m']) {
      const spec = of(name);
      const bytes = spec.recipes.map(({ name: recipe }) => {
        const programs = jobPrograms(jobOf(spec, { recipe, rowValue: 32, runs: [] }), GPT2);
        return sessionMemory({ name: 'wasm', threads: 1 }, programs, 0).bytes(1);
      });
      expect(Math.max(...bytes), name).toBeLessThan(8 * 2 ** 30);
    }
    expect(of('gpt2-124m').seeds.length).toBeGreaterThanOrEqual(20);
    const [first, ...others] = of('gpt2-124m').learningRates;
    expect(others.map((rate) => rate / first!)).toEqual([3, 10].map((factor) => expect.closeTo(factor, 6)));
    const recipes = of('llama-120m').recipes.map(({ name }) => name);
    for (const bits of [3, 4, 5, 6, 7]) expect(recipes).toContain(`mask-e8m${bits}`);
  });

  test('standard is more work than quick, on a model with more parameters, and bench has its own', () => {
    const [quick, standard] = [parseSpec(readPreset('quick')), parseSpec(readPreset('standard'))];
    expect(parametersOf(standard.model, 87)).toBeGreaterThan(10 * parametersOf(quick.model, 87));
    expect(standard.recipes.length).toBeGreaterThan(quick.recipes.length);
    // Half an hour of a device that does quick in one to two minutes.
    const ratio = (mostShare(standard) * workOf(standard)) / (mostShare(quick) * workOf(quick));
    expect(ratio).toBeGreaterThan(15);
    expect(ratio).toBeLessThan(60);
    for (const name of BENCH_SPECS) expect(parseSpec(readBenchSpec(name)).name).toBe(name);
  });
});

describe('an hour of a device', () => {
  test('has sizes that take longer from one to the next', () => {
    const works = sizes.map((spec) => mostShare(spec) * workOf(spec));
    expect(works).toEqual(works.toSorted((a, b) => a - b));
    // Else most of the hour would be left.
    for (let i = 1; i < works.length; i++) expect(works[i]! / works[i - 1]!).toBeLessThan(5);
  });

  test.each([1e8, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e17])(
    'that does %d operations a second is filled, and not overfilled',
    async (flops) => {
      const { asked, timingOf } = device(flops);
      const { spec, seconds } = await chooseSize(hour, timingOf);
      const times = sizes.map((size) => dearest(size, flops));
      const largest = times.findLastIndex((time) => time <= hour.seconds);
      expect(spec.model.width).toBe(sizes[Math.max(0, largest)]!.model.width);
      expect(seconds!.likely / dearest(spec, flops)).toBeCloseTo(1, 6);
      expect(new Set(asked).size).toBe(asked.length);
      expect(asked.length).toBeLessThanOrEqual(5);
      if (largest < 0) return expect(spec).toEqual(sizes[0]);
      expect(seconds!.likely).toBeLessThanOrEqual(hour.seconds);
      const seeds = spec.seeds.length;
      if (seeds < hour.seeds.to) {
        const more = specOfSize(hour, largest, seeds + 1);
        expect(dearest(more, flops)).toBeGreaterThan(hour.seconds);
      }
      return expect(parseSpec(JSON.parse(JSON.stringify(spec)))).toEqual(spec);
    },
  );

  test('takes no size that does not fit into memory', async () => {
    const { spec } = await chooseSize(hour, device(1e15, 256).timingOf);
    expect(spec.model.width).toBe(256);
    const none = await chooseSize(hour, device(1e15, 0).timingOf);
    expect(none).toEqual({ spec: sizes[0], seconds: null, reason: 'One run needs more memory.' });
  });

  test('is told in a sentence, whatever it has become', async () => {
    const told = async (flops: number, most?: number) =>
      describeSized(hour, await chooseSize(hour, device(flops, most).timingOf), 'a made device');
    expect(await told(1e12)).toMatch(
      /^Sized for 1 h on a made device: \d+ layers of width \d+, context \d+, \d+ steps, \d+ seeds, likely to take [\d.]+ h\.$/,
    );
    expect(await told(1e8)).toMatch(
      /^The smallest study of gpu-hour, 2 layers .*, takes about \d+ h on a made device, more than 1 h\.$/,
    );
    expect(await told(1e12, 0)).toMatch(
      /^The smallest study of gpu-hour, .*, has no known time: One run needs more memory\.$/,
    );
  });
});
