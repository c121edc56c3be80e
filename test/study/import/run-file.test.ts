// Files that hold runs with their curves, chosen by themselves: what is in them is what is in their folder.
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readFolder, readRunFile } from '../../../src-main/study/import/folder/read-folder.ts';
import { ImportError } from '../../../src-main/study/import/import-error.ts';
import { readTable } from '../../../src-main/study/import/read.ts';
import { caseFile } from './cases-support.ts';
import { GOLDEN } from './folder-support.ts';

test('a database of MLflow is read by itself as in its folder', () => {
  const file = readRunFile(path.join(GOLDEN, 'mlflow-db/mlflow.db'))!;
  const folder = readFolder(path.join(GOLDEN, 'mlflow-db'));
  expect(file.runs.map(({ series }) => series)).toEqual(folder.runs.map(({ series }) => series));
  expect(file.sha256).toBe(folder.sha256);
});

test('a run of W&B, and an event file, are one run each', () => {
  const offline = 'wandb/offline-run-20260501_120000-abcdef00/run-abcdef00.wandb';
  expect(readRunFile(path.join(GOLDEN, offline))!.runs).toHaveLength(1);
});

test('a table and a database of another tool are none', () => {
  const cases = path.join(import.meta.dirname, 'cases');
  expect(readRunFile(path.join(cases, 'prec_names.csv'))).toBeNull();
  expect(readRunFile(path.join(cases, 'optuna-tpe-pruned.db'))).toBeNull();
  expect(readRunFile(path.join(cases, 'nothing'))).toBeNull();
});

test('a table that is packed by gzip is read as the table in it, and refused where it is cut or packed twice', () => {
  const { fileName, bytes } = caseFile('final-loss-only.csv');
  const packed = gzipSync(bytes);
  const table = readTable({ fileName: `${fileName}.gz`, bytes: packed });
  expect(table.rows).toHaveLength(readTable({ fileName, bytes }).rows.length);
  const read = (own: Uint8Array) => () => readTable({ fileName: 'a.gz', bytes: own });
  expect(read(packed.subarray(0, 200))).toThrow(/^a\.gz is packed by gzip, and damaged or cut/);
  expect(read(gzipSync(packed))).toThrow(ImportError);
  expect(read(gzipSync(new Uint8Array(70e6)))).toThrow(/^a\.gz unpacks to more than 64000000 bytes/);
});
