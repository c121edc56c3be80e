// Readings in their own process, and how they are kept.
import { copyFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Kept } from '../../src-main/api/kept.ts';
import { Reader } from '../../src-main/api/reader.ts';
import { temporaryFolder } from './support.ts';

const EXAMPLE = path.resolve('resources/example.precipice');

function testReader(): Reader {
  const reader = new Reader();
  onTestFinished(() => reader.close());
  return reader;
}

test('typed arrays come back from the process as they were stored', async () => {
  const { runs } = await testReader().read('curves', EXAMPLE, {
    filter: { ids: [1] },
    range: { from: 0, to: 100 },
  });
  expect(runs[0]!.loss).toBeInstanceOf(Float32Array);
  // Of the steps that are shown every one, the next, and the last of all.
  expect(runs[0]!.loss).toHaveLength(102);
});

test('what cannot be read is a sentence of the kind that users see', async () => {
  const file = path.join(temporaryFolder(), 'x.precipice');
  const refused = expect(testReader().read('card', file, undefined)).rejects;
  await refused.toMatchObject({ code: 'bad-request', message: `${file} does not exist.` });
});

test('a process that was killed fails what it was asked, and the next reading has a new one', async () => {
  const reader = testReader();
  const lost = reader.read('card', EXAMPLE, undefined);
  reader.close();
  await expect(lost).rejects.toThrow('the process that reads studies ended');
  expect((await reader.read('card', EXAMPLE, undefined)).counts.finished).toBe(600);
});

test('a file is read once until it changes; who asks during a reading of the old file shares one of the new', async () => {
  const file = path.join(temporaryFolder(), 'study');
  writeFileSync(file, 'old');
  const under = Promise.withResolvers<string>();
  const answers = [under.promise, Promise.resolve('second'), Promise.resolve('third')];
  let readings = 0;
  const kept = new Kept(9, () => answers[readings++]!);
  const [before, same] = [kept.of(file), kept.of(file)];
  copyFileSync(EXAMPLE, file);
  utimesSync(file, 1, 1);
  const after = [kept.of(file), kept.of(file)];
  under.resolve('first');
  expect(await Promise.all([before, same, ...after])).toEqual(['first', 'first', 'second', 'second']);
  expect(await kept.of(file)).toBe('second');
  expect(readings).toBe(2);
});

test('a reading that failed is tried again', async () => {
  const file = path.join(temporaryFolder(), 'study');
  writeFileSync(file, 'x');
  let readings = 0;
  const kept = new Kept(9, () =>
    readings++ === 0 ? Promise.reject(new Error('broken')) : Promise.resolve(1),
  );
  await expect(kept.of(file)).rejects.toThrow('broken');
  expect(await kept.of(file)).toBe(1);
});

test('of too many files, those that were not asked for the longest are read again', async () => {
  const folder = temporaryFolder();
  const read: string[] = [];
  const kept = new Kept(2, (file) => {
    read.push(path.basename(file));
    return Promise.resolve(file);
  });
  for (const name of ['a', 'b', 'c']) writeFileSync(path.join(folder, name), name);
  for (const name of ['a', 'b', 'a', 'c', 'a', 'b']) await kept.of(path.join(folder, name));
  expect(read).toEqual(['a', 'b', 'c', 'b']);
});
