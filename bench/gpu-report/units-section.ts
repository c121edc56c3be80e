// Whether the matrix units compute as products need it, and whether what they make agrees with the ordinary units.
import { Gpu } from '../../src-main/engine/devices/webgpu/gpu.ts';
import { webgpuDevice } from '../../src-main/engine/devices/webgpu/device.ts';
import { halfOperand, tilesFor } from '../../src-main/engine/devices/webgpu/matrix-units.ts';
import { checkedUnits } from '../../src-main/engine/devices/webgpu/units-check.ts';
import { RECIPE_NAMES, recipeByName } from '../../src-main/recipes/presets.ts';
import type { Precision } from '../../src-main/formats/precision.ts';
import { parseFormat } from '../../src-main/formats/format.ts';
import { normalValues, productProgram, runOnce } from './alone.ts';
import type { Section } from './section.ts';

const [M, N, K] = [519, 131, 77];

const E4M3: Precision = {
  cast: { format: parseFormat('e4m3fn'), rounding: 'nearest-even', overflow: 'saturate', subnormals: 'keep' },
  scaling: { kind: 'none' },
};

export const unitsSection: Section = async ({ tell }) => {
  const gpu = await Gpu.open();
  const say = (what: string, value: string | number | boolean) => tell({ what, value });
  say(
    'offered in a kind that is used',
    gpu.units ? `${gpu.units.size}, subgroups of ${gpu.units.threads}` : 'no',
  );
  if (!gpu.units) return gpu.close();
  const units = await checkedUnits(gpu.units);
  say('sums exact, NaN and infinity kept', units !== null);
  if (!units) return gpu.close();
  say('subnormal numbers kept', units.subnormals);
  say('a product of 512 x 128 x 64 is made on them', tilesFor(units, { m: 512, n: 128, k: 64 }) !== null);
  const taken = RECIPE_NAMES.filter((name) => {
    const { activation, weight } = recipeByName(name).linear.forward;
    const form = (precision: Precision | null) =>
      precision && halfOperand({ precision, site: '', stream: '', scale: null }, units);
    return form(activation) && form(weight);
  });
  say('recipes whose forward products are made on them', taken.join(', '));
  const program = productProgram([M, N, K], E4M3);
  const given = { a: normalValues(1, M * K), b: normalValues(2, K * N) };
  const [on, off] = [
    await runOnce(webgpuDevice(gpu, { units }), program, given),
    await runOnce(webgpuDevice(gpu), program, given),
  ];
  const most = off.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const worst = on.reduce((largest, value, i) => Math.max(largest, Math.abs(value - off[i]!)), 0);
  say(
    `largest difference from the ordinary units, of the largest value (${M} x ${N} x ${K}, E4M3)`,
    worst / most,
  );
  gpu.close();
};
