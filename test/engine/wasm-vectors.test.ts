// V8's optimizing compiler may join neighbouring vector instructions (kernels.ts asks for it) and its baseline compiler
// never does. Every number of a training step must be the same.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { RECIPES } from '../../src-main/recipes/presets.ts';

async function hashes(...flags: string[]): Promise<string[]> {
  const script = path.join(import.meta.dirname, 'wasm-vectors-job.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, script]);
  return stdout.trimEnd().split('\n');
}

test('the optimizing compiler gives the very numbers of the baseline compiler under every recipe', async () => {
  const [baseline, optimized] = [await hashes('--liftoff-only'), await hashes('--no-liftoff')];
  expect(baseline).toHaveLength(2 * (RECIPES.length + 1));
  expect(optimized).toEqual(baseline);
});
