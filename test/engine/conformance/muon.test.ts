// Muon: fifty steps against torch.optim.Muon (test/oracle/muon.py), its iteration in float32 and in bfloat16.
import { afterAll, describe, expect, test } from 'vitest';
import { train } from '../../../src-main/engine/train.ts';
import golden from '../../oracle/golden/muon.json' with { type: 'json' };
import { muonJob, MUON_TRACES } from '../muon-job.ts';
import { CORPUS } from '../support.ts';
import { closeGpu, DEVICES, REFERENCE } from './devices.ts';

/** Of a loss, as a share of it. In bfloat16 a value near a tie may fall to the other side, as in traces.test.ts. */
const TOLERANCE = {
  fp32: { early: 1e-5, late: 1e-4 },
  'bf16-mixed': { early: 1e-3, late: 1e-2 },
};

/** On webgpu steps are slow; operations.test.ts has every operation of Muon there. */
const devices = [REFERENCE, ...DEVICES].filter(({ name }) => name !== 'webgpu');

afterAll(closeGpu);

describe.each(devices)('$name', ({ open }) => {
  test.each(MUON_TRACES)('trains as torch.optim.Muon does under %s', async (recipe) => {
    const device = await open();
    const [lane] = await train(device, muonJob(recipe), CORPUS);
    await device.close();
    const errors = golden.loss[recipe].map((loss, i) => Math.abs(lane!.series.loss[i]! / loss - 1));
    const { early, late } = TOLERANCE[recipe];
    expect(errors).toHaveLength(50);
    expect(Math.max(...errors.slice(0, 5))).toBeLessThan(early);
    expect(Math.max(...errors)).toBeLessThan(late);
  });
});
