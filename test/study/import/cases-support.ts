// Reading files of test/study/import/cases, and small tables written in the test itself, as an import reads them.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { guessMapping } from '../../../src-main/study/import/guess/guess.ts';
import { judge } from '../../../src-main/study/import/judge.ts';
import type { Mapping } from '../../../src-main/spec/import-mapping.ts';
import { readTable, type ImportSource } from '../../../src-main/study/import/read.ts';
import { importRuns, type ImportedRuns } from '../../../src-main/study/import/runs.ts';

const CASES = path.join(import.meta.dirname, 'cases');

export function caseFile(fileName: string): ImportSource {
  return { fileName, bytes: readFileSync(path.join(CASES, fileName)) };
}

export function textFile(text: string, fileName = 'runs.csv'): ImportSource {
  return { fileName, bytes: new TextEncoder().encode(text) };
}

export function imported(source: ImportSource, said: Partial<Mapping> = {}): ImportedRuns {
  const table = readTable(source);
  return importRuns(table, { ...guessMapping(table), ...said });
}

/** Labels by run, in their order. */
export function labelsOf(runs: ImportedRuns): readonly (string | null)[] {
  return judge(runs).labels;
}

export function sentencesOf({ questions }: ImportedRuns): string[] {
  return questions.map(({ sentence }) => sentence);
}
