// What a section of the report is given: where its findings go, and how much of its time is left.
import { Gpu } from '../../src-main/engine/devices/webgpu/gpu.ts';
import { webgpuDevice } from '../../src-main/engine/devices/webgpu/device.ts';
import { checkedUnits } from '../../src-main/engine/devices/webgpu/units-check.ts';
import { gpuMemory } from '../../src-main/host/gpu-memory.ts';
import type { Finding, SectionReport } from './report.ts';

export interface SectionContext {
  readonly tell: (finding: Finding) => void;
  /** Seconds until it should be done by itself. */
  readonly left: () => number;
  /** What earlier sections found. */
  readonly found: readonly SectionReport[];
}

export type Section = (context: SectionContext) => Promise<void>;

/** The device as a sweep has it: matrix units where they are right, memory as the environment says. */
export async function openDevice() {
  const gpu = await Gpu.open();
  const units = gpu.units && (await checkedUnits(gpu.units));
  return { gpu, units, device: webgpuDevice(gpu, { memory: gpuMemory(), units }) };
}

/** A number of the finding in the section `name` whose columns have these values; null: there is none. */
export function numberIn(
  found: readonly SectionReport[],
  name: string,
  columns: Finding,
  wanted: string,
): number | null {
  const findings = found.find((section) => section.name === name)?.findings ?? [];
  const value = findings.find((finding) =>
    Object.entries(columns).every(([column, given]) => finding[column] === given),
  )?.[wanted];
  return typeof value === 'number' ? value : null;
}

/** Significant digits that a measurement of a moment has. */
export const rounded = (value: number) => Number(value.toPrecision(3));
