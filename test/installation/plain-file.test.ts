import path from 'node:path';
import { expect, test } from 'vitest';
import { plainFile } from '../../src-main/installation/plain-file.ts';

const at = (...parts: string[]) => path.join(path.sep, 'opt', 'Precipice', 'resources', ...parts);

test('a file of the archive lies in the folder beside it', () => {
  expect(plainFile(at('app.asar', 'src-main', 'host', 'main.js'))).toBe(
    at('engine', 'src-main', 'host', 'main.js'),
  );
});

test('any other file is where it is', () => {
  const file = path.resolve('src-main/host/main.ts');
  expect(plainFile(file)).toBe(file);
  expect(plainFile(at('app.asar.unpacked', 'a.node'))).toBe(at('app.asar.unpacked', 'a.node'));
});
