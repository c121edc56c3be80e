// Damaged studies: what was damaged is told, costs no more than itself, and nothing wrong is shown as a result.
import Database from 'better-sqlite3';
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { random32 } from '../../../src-main/engine/random.ts';
import { checkHealth } from '../../../src-main/study/health.ts';
import { checkSeal, unseal } from '../../../src-main/study/seal.ts';
import { openStudy } from '../../../src-main/study/study.ts';
import { readAll, RECIPES, refusalOf, wrongIn, type Reading } from '../foreign-support.ts';
import { foreignStudy, soon } from './support.ts';

const { bare, bytes, file, reading, whole } = foreignStudy();

const PLACE_OF_2 = { id: 2, recipe: RECIPES[0], learningRate: 0.001, batchSize: 4, seed: 1 };

describe('damage', () => {
  test('one flipped bit is told, wherever it is, and nothing wrong is read', () => {
    const variant = Buffer.from(bytes);
    for (let i = 0; i < 150; i++) {
      const bit = random32(i, 1) % (8 * bytes.length);
      variant[bit >> 3]! ^= 1 << (bit & 7);
      writeFileSync(file, variant);
      const refusal = refusalOf(() => expect(readAll(file), `bit ${bit}`).toBe(reading));
      if (refusal !== null) expect(refusal.startsWith(`${file} `), refusal).toBe(true);
      expect(readFileSync(file).equals(variant)).toBe(true);
      variant[bit >> 3]! ^= 1 << (bit & 7);
    }
  });

  test('one flipped bit of a study that was not closed is told, or shows nothing but what is true', () => {
    const truth = JSON.parse(reading) as Reading;
    const told = { same: 0, damaged: 0, refused: 0 };
    for (let i = 0; i < 60; i++) {
      const variant = Buffer.from(bare);
      const bit = random32(i, 7) % (8 * bare.length);
      variant[bit >> 3]! ^= 1 << (bit & 7);
      writeFileSync(file, variant);
      let read: string | null = null;
      if (refusalOf(() => (read = readAll(file))) !== null) told.refused += 1;
      else if (read === reading) told.same += 1;
      else {
        expect(wrongIn(JSON.parse(read!) as Reading, [truth]), `bit ${bit}`).toEqual([]);
        told.damaged += 1;
      }
      expect(readFileSync(file).equals(variant)).toBe(true);
    }
    for (const count of Object.values(told)) expect(count).toBeGreaterThan(0);
  });

  test('a damaged run is a failed one in its place, costs no other, and can be trained again', () => {
    for (const sql of [
      'UPDATE run SET tail_loss = tail_loss + 1 WHERE id = 2',
      "UPDATE curve SET points = zeroblob(160) WHERE run_id = 2 AND name = 'loss'",
      "DELETE FROM curve WHERE run_id = 2 AND name = 'loss'",
      "UPDATE site_statistics SET steps = '[0,21]' WHERE run_id = 2",
    ]) {
      copyFileSync(whole, file);
      unseal(file);
      const database = new Database(file);
      database.exec(sql);
      database.close();
      const before = JSON.parse(reading) as Reading;
      const after = JSON.parse(readAll(file)) as Reading;
      expect(after.runs.filter(({ id }) => id !== 2)).toEqual(before.runs.filter(({ id }) => id !== 2));
      expect(after.runs[1]).toMatchObject({
        ...PLACE_OF_2,
        state: 'failed-infrastructure',
        label: null,
        tailLoss: null,
      });
      const study = openStudy(file, 'write');
      expect(study.counts()['failed-infrastructure']).toBe(1);
      expect(study.events().at(-1)!.message).toContain('runs 2 (failed now; "retry" trains them again)');
      expect(study.retryFailed()).toBe(1);
      study.close();
      expect(existsSync(`${file}.damaged`)).toBe(true);
      rmSync(`${file}.damaged`);
      expect(checkHealth(file).filter(({ isWrong }) => isWrong)).toEqual([]);
    }
  });

  test('damage that came while a study was open to write is not sealed as if it were right', () => {
    const study = openStudy(file, 'write');
    study.rename('open');
    const beside = new Database(file);
    beside.exec('UPDATE run SET tail_loss = tail_loss + 1 WHERE id = 2');
    beside.close();
    study.close();
    expect(checkSeal(file)).toBe('fits');
    const again = openStudy(file, 'read');
    expect(again.info().name).toBe('open');
    expect(again.runs()[1]).toMatchObject({ state: 'failed-infrastructure', tailLoss: null });
    again.close();
    rmSync(`${file}.damaged`);
  });

  test('a checksum is not put on a damaged row by whoever changes it', () => {
    unseal(file);
    const study = openStudy(file, 'write');
    const beside = new Database(file);
    beside.exec('UPDATE run SET tail_loss = tail_loss + 1 WHERE id = 2');
    beside.close();
    const verdict = { id: 2, label: 'spiky', reason: 'It jumped.', provisional: false } as const;
    expect(() => study.setLabels([verdict])).toThrow('run 2 is not what was written');
    study.close();
    rmSync(`${file}.damaged`);
  });

  test('without a checksum too there is a reading or a sentence, but no crash and no write', () => {
    for (let i = 0; i < 60; i++) {
      const variant = Buffer.from(bare);
      for (let flips = 0; flips <= i % 8; flips++) {
        const bit = random32(i, flips) % (8 * bare.length);
        variant[bit >> 3]! ^= 1 << (bit & 7);
      }
      writeFileSync(file, variant);
      soon(() => refusalOf(() => readAll(file)));
      expect(readFileSync(file).equals(variant)).toBe(true);
    }
  });

  test('cut at any length it is refused in a sentence, but right behind the last page', () => {
    for (let length = 0; length < bytes.length; length += 911) {
      writeFileSync(file, bytes.subarray(0, length));
      expect(
        refusalOf(() => readAll(file)),
        `${length} bytes`,
      ).toContain(file);
    }
    const end = bare.length;
    for (let length = end + 1; length < bytes.length; length++) {
      writeFileSync(file, bytes.subarray(0, length));
      expect(refusalOf(() => readAll(file))).toContain('its checksum differs');
    }
    writeFileSync(file, bare);
    expect(readAll(file)).toBe(reading);
  });

  test('a seal that is damaged itself does not let damage through', () => {
    const variant = Buffer.from(bytes);
    variant[bytes.length - 3]! ^= 1;
    variant[bytes.length - 20]! ^= 64;
    writeFileSync(file, variant);
    expect(refusalOf(() => readAll(file))).toContain('its checksum differs');
  });

  test('doctor says that the checksum differs, or that there is none', () => {
    const found = () => checkHealth(file).map(({ found: text }) => text);
    expect(found()).toContain('as it was when it was closed');
    unseal(file);
    expect(found()).toContain('no checksum: it was not closed, or closed by something else');
    const damaged = Buffer.from(bytes);
    damaged[30_000]! ^= 1;
    writeFileSync(file, damaged);
    expect(checkHealth(file).some(({ isWrong }) => isWrong)).toBe(true);
  });
});
