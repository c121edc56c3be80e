// Specs and single runs on the fake trainer.
import path from 'node:path';
import { trainerExecutor } from '../../../../src-main/sweep/executors/command/trainer-executor.ts';
import type { KeepLog } from '../../../../src-main/sweep/executors/kept-logs.ts';
import type { RunOutcome } from '../../../../src-main/sweep/executors/executor.ts';
import { parseAnySpec, trainerSpecOf, type TrainerSpec } from '../../../../src-main/spec/trainer.ts';

export const FAKE_TRAINER = path.join(import.meta.dirname, 'fake-trainer.ts');

const PLACES = '--recipe {recipe} --lr {learning_rate} --batch {batch_size} --seed {seed} --steps {steps}';

export function commandOf(behaviour: string, more = ''): string {
  return `"${process.execPath}" "${FAKE_TRAINER}" ${behaviour} ${PLACES} ${more}`.trim();
}

export const GRID = {
  name: 'fake',
  recipes: ['bf16', 'fp8'],
  learningRates: [0.01, 0.1, 1],
  batchSizes: [1, 2],
  seeds: 2,
  steps: 6,
};

export function trainerSpec(
  behaviour: string,
  trainer: Record<string, unknown> = {},
  grid: Record<string, unknown> = {},
): TrainerSpec {
  const command = commandOf(behaviour);
  const spec = parseAnySpec({
    ...GRID,
    trainer: { command, folder: import.meta.dirname, ...trainer },
    ...grid,
  });
  return trainerSpecOf(spec)!;
}

/** One run under bf16 at learning rate 0.1, batch size 2, seed 1. */
export async function trainOne(
  spec: TrainerSpec,
  signal = new AbortController().signal,
  keepLog: KeepLog = () => undefined,
): Promise<RunOutcome> {
  const executor = trainerExecutor(spec, { machine: 'test' }, {}, keepLog);
  const runs = [{ id: 7, recipe: 'bf16', learningRate: 0.1, rowValue: 2, seed: 1 }];
  const [outcome] = await executor.train(
    { recipe: 'bf16', rowValue: 2, runs },
    {
      onBegin: () => undefined,
      onProgress: () => undefined,
      checkpoints: { part: () => true, end: () => undefined },
      from: null,
      twinOf: () => ({}),
      signal,
    },
  );
  return outcome!;
}
