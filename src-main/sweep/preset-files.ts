// The specs that come with the program, by name: presets, presets whose size is chosen on the machine, and the spec of a larger
// model whose speed is measured. The files themselves are in resources/.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { SizedPreset } from '../plan/sized-preset.ts';

const RESOURCES = path.resolve(import.meta.dirname, '../../resources');
const PRESETS = path.join(RESOURCES, 'presets');
const SIZED = path.join(RESOURCES, 'sized-presets');

/** Specs whose models `bench` measures: a preset, and one whose products are most of a step. */
export const BENCH_SPECS = ['quick', 'width-256'] as const;

export function presetNames(): string[] {
  return namesIn(PRESETS);
}

/** The preset as it is written, before defaults; null if there is none of that name. */
export function readPreset(name: string): unknown {
  return presetNames().includes(name) ? readSpecFile(PRESETS, name) : null;
}

/** Those whose size is chosen by the speed of a device; no specs themselves. */
export function sizedPresetNames(): string[] {
  return namesIn(SIZED);
}

/** null if there is none of that name. */
export function readSizedPreset(name: string): SizedPreset | null {
  return sizedPresetNames().includes(name) ? (readSpecFile(SIZED, name) as SizedPreset) : null;
}

/** All of either kind. */
export function allPresetNames(): string[] {
  return [...presetNames(), ...sizedPresetNames()].sort();
}

/** A spec to measure speed with, as it is written. */
export function readBenchSpec(name: (typeof BENCH_SPECS)[number]): unknown {
  return readPreset(name) ?? readSpecFile(path.join(RESOURCES, 'bench-specs'), name);
}

function namesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => path.basename(file, '.json'))
    .sort();
}

function readSpecFile(folder: string, name: string): unknown {
  return JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8'));
}
