// A study that a test changes as anyone could, beside the one it was.
import Database from 'better-sqlite3';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, expect } from 'vitest';
import { unseal } from '../../../src-main/study/seal.ts';
import { statementsOf } from '../../../src-main/study/statements.ts';
import { writeChecksums } from '../../../src-main/study/sums.ts';
import { processorSeconds } from '../../processor-time.ts';
import { makeStudy, readAll } from '../foreign-support.ts';

export interface ForeignStudy {
  readonly folder: string;
  /** Stays as it is. */
  readonly whole: string;
  readonly bytes: Buffer;
  /** Everything that is read from it. */
  readonly reading: string;
  /** Without the seal behind its last page. */
  readonly bare: Buffer;
  /** A copy of it, anew before every test. */
  readonly file: string;
  /** Changes the copy as it would be without a seal, or under a seal made by whoever changed it. */
  change(sql: string, ...values: unknown[]): void;
}

/** Call it at the top of a test file: it registers what makes the copies and removes the folder. */
export function foreignStudy(): ForeignStudy {
  const folder = mkdtempSync(path.join(tmpdir(), 'precipice-foreign-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const whole = path.join(folder, 'whole.precipice');
  makeStudy(whole);
  const file = path.join(folder, 'foreign.precipice');
  beforeEach(() => copyFileSync(whole, file));
  copyFileSync(whole, file);
  unseal(file);
  const bytes = readFileSync(whole);
  return {
    folder,
    whole,
    bytes,
    reading: readAll(whole),
    bare: bytes.subarray(0, statSync(file).size),
    file,
    change(sql, ...values) {
      unseal(file);
      const database = new Database(file);
      database.pragma('ignore_check_constraints = ON');
      database.prepare(sql).run(...values);
      // As whoever changes a study by hand could: what then tells is what the values may be.
      writeChecksums(statementsOf(database));
      database.close();
    },
  };
}

/** What anyone's file asks for may not take long. */
export function soon<T>(work: () => T): T {
  const begun = processorSeconds();
  const result = work();
  expect(processorSeconds() - begun).toBeLessThan(5);
  return result;
}
