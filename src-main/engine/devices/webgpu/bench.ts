// Times one training step of the webgpu device by kind of operation, on the GPU's own clock.
import { trainingOffsets, type Corpus } from '../../corpus.ts';
import { gatherSequences } from '../../sequences.ts';
import type { OperationKind, StepProgram } from '../../program.ts';
import { initialWeights } from '../../train.ts';
import { PassClock } from './clock.ts';
import { Gpu } from './gpu.ts';
import { WebgpuSession } from './session.ts';
import { checkedUnits } from './units-check.ts';

/** Steps before the one that is timed. */
const WARM_UP = 3;
const MEMORY = 2 ** 32;

/**
 * Milliseconds of one step of all lanes by kind of operation.
 * @throws Error with one sentence where there is no GPU, or it does not tell its time.
 */
export async function timeOperations(
  program: StepProgram,
  corpus: Corpus,
  lanes: number,
): Promise<ReadonlyMap<OperationKind, number>> {
  const gpu = await Gpu.open();
  try {
    const units = gpu.units && (await checkedUnits(gpu.units));
    const all = Array.from({ length: lanes }, (_, lane) => lane);
    const options = { programs: [program], seeds: all };
    const session = await WebgpuSession.open(gpu, options, MEMORY, { units });
    for (const spec of program.weights) {
      const weights = initialWeights(spec, 0);
      for (const lane of all) await session.write(lane, spec.name, weights);
    }
    const { batchSize, context } = program;
    const inputs = (fromStep: number, steps: number) => ({
      program: 0,
      lanes: all,
      fromStep,
      steps,
      ...gatherSequences(
        corpus.tokens,
        all.flatMap((lane) =>
          Array.from({ length: steps }, (_, i) =>
            trainingOffsets(corpus, lane, fromStep + i, batchSize, context),
          ),
        ),
        context,
      ),
      learningRates: new Float64Array(lanes * steps).fill(1e-4),
      statisticsEvery: Infinity,
    });
    await session.run(inputs(1, WARM_UP));
    const kinds = session.kindsOf(0);
    const clock = new PassClock(gpu, kinds.length);
    await session.run(inputs(1 + WARM_UP, 1), clock);
    const times = await clock.read();
    await session.close();
    const byKind = new Map<OperationKind, number>();
    kinds.forEach((kind, pass) => byKind.set(kind, (byKind.get(kind) ?? 0) + times[pass]!));
    return byKind;
  } finally {
    gpu.close();
  }
}
