// Times the webgpu device: a training step of some lanes as a whole, and each of its kernels alone.
import type { StepProgram } from '../../program.ts';
import { initialWeights } from '../../train.ts';
import type { Gpu } from './gpu.ts';
import { WebgpuSession } from './session.ts';

const MEMORY_BYTES = 4 * 2 ** 30;

export interface LaneSpeed {
  readonly lanes: number;
  readonly laneStepsPerSecond: number;
}

/** Lane-steps per second of a session with so many lanes, over about `seconds` after a warm-up. */
export async function timeLanes(
  gpu: Gpu,
  program: StepProgram,
  corpus: Uint16Array,
  lanes: number,
  seconds: number,
): Promise<LaneSpeed> {
  const seeds = Array.from({ length: lanes }, (_, seed) => seed);
  const session = await WebgpuSession.open(gpu, { programs: [program], corpus, seeds }, MEMORY_BYTES);
  try {
    for (const spec of program.weights) {
      const weights = initialWeights(spec, 0);
      for (const lane of seeds) await session.write(lane, spec.name, weights);
    }
    const { batchSize, context } = program;
    const run = (steps: number) =>
      session.run({
        program: 0,
        lanes: seeds,
        fromStep: 1,
        steps,
        offsets: Int32Array.from({ length: lanes * steps * batchSize }, (_, i) => (i % 16) * context),
        learningRates: new Float64Array(lanes * steps).fill(1e-4),
        statisticsEvery: steps + 2,
      });
    await run(1);
    let steps = 0;
    let chunk = 1;
    const begun = performance.now();
    do {
      await run(chunk);
      steps += chunk;
      chunk = Math.min(64, 2 * chunk);
    } while (performance.now() - begun < 1000 * seconds);
    return { lanes, laneStepsPerSecond: (1000 * lanes * steps) / (performance.now() - begun) };
  } finally {
    await session.close();
  }
}
