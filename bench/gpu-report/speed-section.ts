// Lane-steps per second by number of lanes and by size of the model, and where the time of a step goes.
import { timeOperations } from '../../src-main/engine/devices/webgpu/bench.ts';
import { jobPrograms } from '../../src-main/engine/train.ts';
import { sentenceOf } from './conduct.ts';
import { jobFor, madeCorpus, MODELS, RECIPES, type SizedModel } from './models.ts';
import { flopsOf, Pace } from './pace.ts';
import { PEAK, TERAFLOPS } from './peak-section.ts';
import { numberIn, openDevice, rounded, type Section, type SectionContext } from './section.ts';

/** The column of a measured speed. */
export const SPEED = 'lane-steps/s';

const LANES = [1, 4, 16, 64, 256] as const;

interface Measured {
  readonly sized: SizedModel;
  readonly recipe: string;
  readonly lanes: number;
}

/** One after the other, each given its part of the time that is left; what cannot be measured says why in its row. */
async function measureAll(all: readonly Measured[], { tell, left, found }: SectionContext): Promise<void> {
  const peak = numberIn(found, 'peak', PEAK, TERAFLOPS);
  const { gpu, device } = await openDevice();
  const pace = new Pace(device, left);
  for (const [index, { sized, recipe, lanes }] of all.entries()) {
    const row = { parameters: sized.name, recipe, lanes, tokens: sized.batchSize * sized.model.context };
    const seconds = left() / (all.length - index) / 3;
    try {
      const speed = await pace.measure(sized, recipe, lanes, seconds);
      const flops = (speed * flopsOf(sized)) / 1e12;
      tell({
        ...row,
        [SPEED]: rounded(speed),
        'TFLOP/s in products': rounded(flops),
        '% of float32 peak': peak && rounded((100 * flops) / peak),
      });
    } catch (error) {
      tell({ ...row, [SPEED]: null, note: sentenceOf(error) });
    }
  }
  gpu.close();
}

export const lanesSection: Section = (context) =>
  measureAll(
    LANES.flatMap((lanes) => RECIPES.map((recipe) => ({ sized: MODELS[0]!, recipe, lanes }))),
    context,
  );

export const sizesSection: Section = (context) =>
  measureAll(
    MODELS.flatMap((sized) => RECIPES.map((recipe) => ({ sized, recipe, lanes: 1 }))),
    context,
  );

/** Steps of a timing: some that warm up, and the one timed. */
const TIMED_STEPS = 4;
const SHOWN_KINDS = 6;

export const partsSection: Section = async ({ tell, left }) => {
  let pace = 0;
  for (const sized of MODELS) {
    const expected = pace === 0 ? 0 : (TIMED_STEPS * flopsOf(sized)) / pace;
    if (expected > left()) {
      throw new Error(
        `A step of ${sized.name} parameters is not timed: it would take about ${expected.toFixed(0)} s.`,
      );
    }
    const [program] = jobPrograms(jobFor(sized, 'fp32', 1), sized.vocabulary);
    const begun = performance.now();
    const times = [...(await timeOperations(program!, madeCorpus(sized.vocabulary), 1))];
    pace = (1000 * TIMED_STEPS * flopsOf(sized)) / (performance.now() - begun);
    const total = times.reduce((sum, [, milliseconds]) => sum + milliseconds, 0);
    const largest = times.toSorted(([, a], [, b]) => b - a).slice(0, SHOWN_KINDS);
    tell({
      parameters: sized.name,
      'ms a step': rounded(total),
      'by kind of operation': largest
        .map(([kind, time]) => `${kind} ${((100 * time) / total).toFixed(0)} %`)
        .join(', '),
    });
  }
};
