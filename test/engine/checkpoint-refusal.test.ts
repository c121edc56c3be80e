// Checkpoints of programs whose recipes scale differently, and so keep different buffers: what is not this job's own state is
// refused.
import { expect, test } from 'vitest';
import { CheckpointError } from '../../src-main/engine/checkpoint.ts';
import { createReferenceDevice } from '../../src-main/engine/devices/reference/device.ts';
import type { Device } from '../../src-main/engine/device.ts';
import type { TrainingJob } from '../../src-main/engine/job.ts';
import type { StepProgram } from '../../src-main/engine/program.ts';
import { sessionBuffers } from '../../src-main/engine/session-buffers.ts';
import { train } from '../../src-main/engine/train.ts';
import { stagedProgram } from '../../src-main/recipes/precision-program.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import { copied, CORPUS, devices, given, jobOf } from './support.ts';

const LANES = [0.003, 0.1, 0.03].map((learningRate, i) => ({ seed: 1 + i, learningRate }));

function jobFrom(first: string, then: string, lanes = LANES) {
  const precision = stagedProgram('changing', [
    { recipe: recipeByName(first), untilStep: 4 },
    { recipe: recipeByName(then), untilStep: null },
  ]);
  return jobOf(recipeByName(first), { precision, steps: 10, statisticsEvery: 1, lanes });
}

test.each(Object.entries(devices))(
  'on %s a checkpoint of other buffers, as versions before named them, is refused',
  async (_, create) => {
    const device = await create();
    const job = jobFrom('tensorwise', 'te-delayed', LANES.slice(0, 1));
    const checkpoint = await checkpointOf(device, job);
    const older = checkpoint.map((part) =>
      Buffer.from(Buffer.from(part).toString('latin1').replaceAll('/delayed ', '/delaxed '), 'latin1'),
    );
    expect(older).not.toEqual(checkpoint);
    const sentence = 'The checkpoint is one of another job or version.';
    await expect(train(device, job, CORPUS, { from: given(older) })).rejects.toThrow(
      new CheckpointError(sentence),
    );
    const two = { ...job, lanes: LANES.slice(0, 2) };
    await expect(train(device, two, CORPUS, { from: given(checkpoint) })).rejects.toThrow(sentence);
    await device.close();
  },
);

test('a checkpoint that is cut, goes on, or lost a byte is refused, and never gone on from', async () => {
  const device = await createReferenceDevice();
  const job = jobFrom('tensorwise', 'te-delayed', LANES.slice(0, 1));
  const [part] = await checkpointOf(device, job);
  const whole = Buffer.from(part!);
  const refusal = (...parts: Uint8Array[]) =>
    expect(train(device, job, CORPUS, { from: given(parts) })).rejects.toBeInstanceOf(CheckpointError);
  await refusal();
  await refusal(whole.subarray(0, 3));
  await refusal(whole.subarray(0, whole.length - 8));
  await refusal(whole, whole.subarray(0, 2));
  await refusal(whole, whole);
  await refusal(whole.subarray(1));
  await refusal(Buffer.concat([whole.subarray(0, 100), whole.subarray(101)]));
  await device.close();
});

async function checkpointOf(device: Device, job: TrainingJob): Promise<Uint8Array[]> {
  let last: Uint8Array[] = [];
  await train(device, job, CORPUS, {
    onCheckpoint: async (parts) => void (last = await copied(parts)),
    checkpointSeconds: 0,
  });
  return last;
}

test.each([
  ['life', { name: 'x', shape: [2], life: 'workspace' }],
  ['length', { name: 'x', shape: [3], life: 'state' }],
] as const)('one name with two of %s is refused', (_, other) => {
  const programOf = (buffer: StepProgram['buffers'][number]) =>
    ({ buffers: [buffer] }) as unknown as StepProgram;
  const programs = [programOf({ name: 'x', shape: [2], life: 'state' }), programOf(other)];
  expect(() => sessionBuffers(programs)).toThrow('Buffer x differs between the programs.');
});
