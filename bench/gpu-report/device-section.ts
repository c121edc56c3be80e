// The GPU as it says it is: adapter, driver, features and limits.
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { Gpu } from '../../src-main/engine/devices/webgpu/gpu.ts';
import type { SubgroupMatrixInfo } from '../../src-main/engine/devices/webgpu/matrix-units.ts';
import { gpuMemory } from '../../src-main/host/gpu-memory.ts';
import { publishedPeak } from './published.ts';
import type { Section } from './section.ts';

const NVIDIA = [
  'name',
  'driver_version',
  'memory.total',
  'memory.free',
  'clocks.max.sm',
  'power.limit',
] as const;

/** What nvidia-smi says of the first GPU; null where there is no such program. */
export function nvidia(): Readonly<Record<(typeof NVIDIA)[number], string>> | null {
  try {
    const query = [`--query-gpu=${NVIDIA.join()}`, '--format=csv,noheader,nounits'];
    const [first] = execFileSync('nvidia-smi', query, {
      encoding: 'utf8',
      timeout: 10_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    }).split('\n');
    const values = first!.split(',').map((value) => value.trim());
    return Object.fromEntries(NVIDIA.map((name, i) => [name, values[i] ?? ''])) as ReturnType<typeof nvidia>;
  } catch {
    return null;
  }
}

export const deviceSection: Section = async ({ tell }) => {
  const say = (what: string, value: string | number | boolean) => tell({ what, value });
  say('processor', `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}`);
  for (const [name, value] of Object.entries(nvidia() ?? {})) say(`nvidia-smi ${name}`, value);
  say('memory planned with, GiB', gpuMemory() / 2 ** 30);
  const gpu = await Gpu.open();
  const adapter = (await gpu.instance.requestAdapter({ powerPreference: 'high-performance' }))!;
  const { info } = adapter;
  say('adapter', gpu.name);
  for (const name of ['vendor', 'architecture', 'device', 'description'] as const) say(name, info[name]);
  say('software', gpu.software);
  const { subgroupMinSize: least, subgroupMaxSize: most } = info;
  say('subgroups', least === undefined ? 'not told' : `${least} to ${most}`);
  const { subgroupMatrixConfigs = [] } = info as Partial<SubgroupMatrixInfo>;
  const units = subgroupMatrixConfigs.map(
    ({ componentType, resultComponentType, M, N, K }) =>
      `${componentType} to ${resultComponentType} ${M}x${N}x${K}`,
  );
  say('matrix units offered', units.join(', ') || 'none');
  const peak = publishedPeak(`${gpu.name} ${nvidia()?.name ?? ''}`);
  say(
    'published peak, TFLOP/s',
    peak ? `${peak.float32} float32, ${peak.float16} float16 on matrix units (${peak.source})` : 'none known',
  );
  say('features', [...adapter.features].toSorted().join(' '));
  say('features used', [...gpu.device.features].toSorted().join(' '));
  const limits = Object.keys(Object.getPrototypeOf(adapter.limits) as object) as (keyof GPUSupportedLimits)[];
  for (const name of limits) {
    const [offered, taken] = [adapter.limits[name], gpu.device.limits[name]];
    if (typeof offered === 'number') tell({ what: name, value: taken as number, offered });
  }
  gpu.close();
};
