// Folders as disks, copies and killed processes leave them: what is missing may be where a run failed, so a run of which something is
// missing is called neither stable nor unstable, unless it had failed before; and every such loss is said.
import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ImportError } from '../../../src-main/study/import/import-error.ts';
import { readFolder } from '../../../src-main/study/import/folder/read-folder.ts';
import { copyOf, emptyFolder, importFolder } from './folder-support.ts';
import { labelsOf } from './cases-support.ts';

const STABLE = 'bf16_lr0.001_s0';
const BROKEN = 'fp8_lr0.1_s0';

function eventsOf(folder: string, run: string): string {
  const file = readdirSync(path.join(folder, run)).find((name) => name.includes('tfevents'));
  return path.join(folder, run, file!);
}

/** By place in the table: runs keep the order of their paths. */
function labelOf(folder: string, run: string) {
  const imported = importFolder(folder);
  const line = imported.read.runs.findIndex(({ path: own }) => own === run) + 1;
  const index = imported.runs.findIndex((each) => each.line === line);
  return { label: labelsOf(imported)[index], unjudged: imported.runs[index]?.unjudged, imported };
}

describe('an event file', () => {
  test('that ends within a record is a run that is not judged', () => {
    const folder = copyOf('torch');
    const file = eventsOf(folder, STABLE);
    truncateSync(file, readFileSync(file).length - 5);
    const { label, unjudged, imported } = labelOf(folder, STABLE);
    expect(label).toBe('unjudged');
    expect(unjudged).toMatch(
      /damaged, cut or of other settings \(it ends within a record \(byte \d+ of \d+\)\)/,
    );
    expect(imported.notes.join('\n')).toMatch(
      /1 run has a part that is damaged, cut or of other settings \(bf16_lr0\.001_s0: /,
    );
  });

  test('of a run that had met NaN before it was cut, is a run that failed', () => {
    const folder = copyOf('torch');
    const file = eventsOf(folder, BROKEN);
    truncateSync(file, readFileSync(file).length - 5);
    expect(labelOf(folder, BROKEN).label).toBe('nonfinite');
  });

  test('with a flipped bit in every place in turn never makes a run look better', () => {
    const folder = copyOf('torch');
    const file = eventsOf(folder, BROKEN);
    const whole = readFileSync(file);
    for (let at = 0; at < whole.length; at += 7) {
      const flipped = Uint8Array.from(whole);
      flipped[at]! ^= 1 << (at % 8);
      writeFileSync(file, flipped);
      const { imported, label } = labelOf(folder, BROKEN);
      if (label === undefined) expect(imported.problems.length).toBeGreaterThan(0);
      else expect(['nonfinite', 'unjudged']).toContain(label);
    }
  });

  test('with a record that fails its checksum is read on after it', () => {
    const folder = copyOf('torch');
    const file = eventsOf(folder, STABLE);
    const bytes = readFileSync(file);
    // The data of the second record: the first is the version of the file.
    const second = 12 + Number(bytes.readBigUInt64LE(0)) + 4;
    bytes[second + 12]! ^= 1;
    writeFileSync(file, bytes);
    const { unjudged, imported } = labelOf(folder, STABLE);
    expect(unjudged).toContain('1 of its records fails its checksum');
    const run = imported.read.runs.find(({ path: own }) => own === STABLE)!;
    expect(run.series.get('train/loss')!.steps).toEqual([40, 60, 80, 100, 120, 140, 160, 180, 200]);
  });

  test('that is none, by its first bytes, is named', () => {
    const folder = copyOf('torch');
    writeFileSync(eventsOf(folder, STABLE), 'not events at all, and long enough for a header');
    const { problems } = importFolder(folder);
    expect(problems.map(({ message }) => message).join('\n')).toMatch(
      /tfevents\S* is no TensorBoard event file, or damaged from its start/,
    );
  });
});

test('a cut line of JSON at the end of a run leaves it unjudged', () => {
  const folder = copyOf('jsonl');
  appendFileSync(path.join(folder, 'run-0/log.jsonl'), '{"step": 220, "lo');
  const { label, unjudged } = labelOf(folder, 'run-0');
  expect(label).toBe('unjudged');
  expect(unjudged).toContain('line 11 cannot be read');
});

test('a word among the losses of a table leaves its run unjudged', () => {
  const folder = copyOf('jsonl');
  appendFileSync(path.join(folder, 'run-0/log.jsonl'), '{"step": 201, "loss": "overflow"}\n');
  const { label, unjudged } = labelOf(folder, 'run-0');
  expect(label).toBe('unjudged');
  expect(unjudged).toContain('line 11 has no number as loss: "overflow"');
});

test('a metric of MLflow that ends within a line leaves its run unjudged, and half a number is none', () => {
  const folder = copyOf('mlflow');
  const run = `1/${'0'.repeat(32)}`;
  const file = path.join(folder, run, 'metrics/train/loss');
  truncateSync(file, readFileSync(file).length - 8);
  const { label, unjudged, imported } = labelOf(folder, run);
  expect(label).toBe('unjudged');
  expect(unjudged).toContain('metrics/train/loss ends within a line');
  const { series } = imported.read.runs.find(({ path: own }) => own === run)!;
  expect(series.get('train/loss')!.steps).toEqual([20, 40, 60, 80, 100, 120, 140, 160, 180]);
});

test('a database of MLflow that is cut, or of which nothing is left but its first bytes, is named', () => {
  const folder = copyOf('mlflow-db');
  const file = path.join(folder, 'mlflow.db');
  const whole = readFileSync(file);
  for (const length of [100, 4096, 9000, whole.length - 4096]) {
    writeFileSync(file, whole.subarray(0, length));
    expect(importFolderOrSentence(folder)).toMatch(/mlflow\.db cannot be read as a database: /);
  }
});

/** Problems of a folder, one a line, or why there is nothing in it. */
function importFolderOrSentence(folder: string): string {
  const { runs, problems } = readFolder(folder);
  expect(runs).toEqual([]);
  return problems.join('\n');
}

test('trainer_state.json that is cut is named, and its run left to what else there is of it', () => {
  const folder = copyOf('trainer-state');
  for (const place of ['', 'checkpoint-200/'])
    truncateSync(path.join(folder, STABLE, `${place}trainer_state.json`), 700);
  const { runs, problems } = importFolder(folder);
  expect(runs).toHaveLength(11);
  expect(problems[0]!.message).toMatch(/bf16_lr0\.001_s0\S*trainer_state\.json is not JSON/);
});

test('settings that cannot be read are said, and the run is not given those of another', () => {
  const folder = copyOf('jsonl');
  writeFileSync(path.join(folder, 'run-2/config.yaml'), 'train:\n  lr: [1e-3\n  seed: 1');
  const { runs, problems, notes } = importFolder(folder);
  expect(runs).toHaveLength(11);
  expect(notes.join('\n')).toMatch(/run-2\/config\.yaml is not YAML/);
  expect(problems.map(({ message }) => message)).toEqual(['run-2: config.train.lr is empty.']);
});

test('links are not followed, so that a link to the folder itself ends, and a run is not there twice', () => {
  const folder = copyOf('torch');
  symlinkSync(folder, path.join(folder, 'again'));
  symlinkSync(path.join(folder, STABLE), path.join(folder, 'latest'));
  const { runs, notes } = importFolder(folder);
  expect(runs).toHaveLength(12);
  expect(notes).toContain('2 symbolic links were not followed.');
});

test.skipIf(process.getuid?.() === 0)('a folder that may not be read is said', () => {
  const folder = copyOf('torch');
  chmodSync(path.join(folder, STABLE), 0);
  expect(importFolder(folder).problems[0]!.message).toMatch(/bf16_lr0\.001_s0 could not be read \(EACCES\)/);
});

test('a run that was begun again in its own folder is the later one, and the earlier is said to be left out', () => {
  const folder = copyOf('torch');
  const file = eventsOf(folder, STABLE);
  const again = path.join(
    folder,
    STABLE,
    path.basename(file).replace(/tfevents\.\d+/, 'tfevents.9999999999'),
  );
  cpSync(eventsOf(folder, 'bf16_lr0.1_s0'), again);
  const { label, imported } = labelOf(folder, STABLE);
  expect(label).toBe('above-init');
  expect(imported.problems[0]!.message).toContain(`${STABLE} was begun again from its start`);
  expect(imported.leftOut).toContainEqual(expect.objectContaining({ reason: 'unreadable', rows: 1 }));
});

test('a folder without runs says so', () => {
  const folder = emptyFolder();
  expect(() => readFolder(folder)).toThrow(/holds no files\.$/);
  mkdirSync(path.join(folder, 'notes'));
  writeFileSync(path.join(folder, 'notes/todo.txt'), 'nothing');
  expect(() => readFolder(folder)).toThrow(ImportError);
  expect(() => readFolder(folder)).toThrow(/holds 1 file and no run that can be read\.$/);
});

test('the same folder is the same by its SHA-256, wherever it lies, and another where one byte of a run differs', () => {
  const [first, second] = [copyOf('csv'), copyOf('csv')];
  expect(readFolder(first).sha256).toBe(readFolder(second).sha256);
  appendFileSync(path.join(second, `${STABLE}_bs16.csv`), '\n');
  expect(readFolder(first).sha256).not.toBe(readFolder(second).sha256);
});
