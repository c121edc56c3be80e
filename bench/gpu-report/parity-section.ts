// Whether the GPU trains as the reference device does, under every recipe: the loss of some steps, and each rounding bit by bit.
import { createReferenceDevice } from '../../src-main/engine/devices/reference/device.ts';
import { StepBuilder } from '../../src-main/engine/builder.ts';
import type { StepProgram } from '../../src-main/engine/program.ts';
import { random32 } from '../../src-main/engine/random.ts';
import { train } from '../../src-main/engine/train.ts';
import { FORMAT_NAMES, parseFormat } from '../../src-main/formats/format.ts';
import { valueOf } from '../../src-main/formats/round.ts';
import { RECIPE_NAMES } from '../../src-main/recipes/presets.ts';
import { toleranceOf } from '../../test/engine/tolerance.ts';
import { jobFor, madeCorpus, type SizedModel } from './models.ts';
import { programOf, runOnce } from './alone.ts';
import { openDevice, type Section } from './section.ts';

const VALUES = 20_000;
const STEPS = 5;
const LEARNING_RATE = 0.003;

/** Wide enough for matrix units: 64 tokens, products of 64 x 192 x 64 and more. */
const SMALL: SizedModel = {
  name: 'small',
  model: {
    layers: 1,
    width: 64,
    heads: 2,
    hidden: 96,
    context: 32,
    norm: 'layernorm',
    activation: 'gelu',
    positions: 'learned',
    qkNorm: false,
    tiedHead: false,
    zLoss: 0,
    initialStandardDeviation: 0.1,
  },
  vocabulary: 85,
  batchSize: 2,
};

export const paritySection: Section = async ({ tell, left }) => {
  const { gpu, device } = await openDevice();
  const reference = await createReferenceDevice();
  const values = Float32Array.from({ length: VALUES }, (_, i) => valueOf(random32(7, i)));
  for (const name of FORMAT_NAMES) {
    const program = roundingTo(name);
    const [expected, found] = [
      await runOnce(reference, program, { x: values }, 'x'),
      await runOnce(device, program, { x: values }, 'x'),
    ];
    const different = expected.filter((value, i) => !Object.is(value, found[i])).length;
    tell({
      what: `rounding of ${VALUES} values to ${name}`,
      'different values': different,
      agrees: different === 0,
    });
  }
  const corpus = madeCorpus(SMALL.vocabulary);
  for (const recipe of RECIPE_NAMES) {
    if (left() <= 0) throw new Error(`There was no time for ${recipe} and the recipes after it.`);
    const job = {
      ...jobFor(SMALL, recipe, 1),
      steps: STEPS,
      lanes: [{ seed: 1, learningRate: LEARNING_RATE }],
    };
    const [[expected], [found]] = [await train(reference, job, corpus), await train(device, job, corpus)];
    const errors = Array.from(expected!.series.loss, (loss, i) =>
      Math.abs(found!.series.loss[i]! / loss - 1),
    );
    const most = Math.max(...errors);
    const tolerance = toleranceOf(recipe);
    tell({
      what: `${STEPS} steps under ${recipe}`,
      'first step, relative': errors[0]!,
      'largest, relative': most,
      tolerance,
      agrees: most <= tolerance,
    });
  }
  gpu.close();
};

function roundingTo(name: string): StepProgram {
  const build = new StepBuilder(null);
  build.state('x', [1, VALUES]);
  const cast = {
    format: parseFormat(name),
    rounding: 'nearest-even',
    overflow: 'saturate',
    subnormals: 'keep',
  } as const;
  build.round('x', 1, VALUES, { cast, scaling: { kind: 'none' } }, 'site', 'x');
  return programOf(build);
}
