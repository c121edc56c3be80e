// The specs that come with the program, by name. The files themselves are in resources/presets.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const FOLDER = path.resolve(import.meta.dirname, '../../resources/presets');

export function presetNames(): string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .map((file) => path.basename(file, '.json'))
    .sort();
}

/** The preset as it is written, before defaults; null if there is none of that name. */
export function readPreset(name: string): unknown {
  if (!presetNames().includes(name)) return null;
  return JSON.parse(readFileSync(path.join(FOLDER, `${name}.json`), 'utf8'));
}
