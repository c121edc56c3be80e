// Reading folders as an import reads them, and the twelve runs that test/oracle/folders has every tool log (truth.py).
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import type { Mapping } from '../../../src-main/spec/import-mapping.ts';
import { readFolder, type FolderRuns } from '../../../src-main/study/import/folder/read-folder.ts';
import { tableOfFolder } from '../../../src-main/study/import/folder/table.ts';
import { guessMapping } from '../../../src-main/study/import/guess/guess.ts';
import { importRuns, type ImportedRuns } from '../../../src-main/study/import/runs.ts';

export const GOLDEN = path.resolve(import.meta.dirname, '../../oracle/golden/folders');

export interface TrueRun {
  readonly name: string;
  readonly lr: number;
  readonly batch_size: number;
  readonly seed: number;
  readonly precision: 'bf16' | 'fp8';
  readonly ends: 'trained' | 'blown up' | 'NaN' | 'killed';
  /** "NaN" as JSON can hold it. */
  readonly losses: readonly (readonly [step: number, loss: number | 'NaN'])[];
}

export const TRUTH = JSON.parse(readFileSync(path.join(GOLDEN, 'truth.json'), 'utf8')) as readonly TrueRun[];

export function importFolder(
  place: string,
  said: Partial<Mapping> = {},
): ImportedRuns & { readonly read: FolderRuns } {
  const read = readFolder(place);
  const table = tableOfFolder(read);
  return { ...importRuns(table, { ...guessMapping(table), ...said }), read };
}

/** A folder of the test's own, taken away after all tests of its file. */
export function emptyFolder(): string {
  const place = mkdtempSync(path.join(tmpdir(), 'precipice-folder-'));
  afterAll(() => rmSync(place, { recursive: true, force: true }));
  return place;
}

/** A copy of a golden folder that may be damaged. */
export function copyOf(name: string): string {
  const place = path.join(emptyFolder(), name);
  cpSync(path.join(GOLDEN, name), place, { recursive: true });
  return place;
}
