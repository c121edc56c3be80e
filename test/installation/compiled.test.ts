// What comes compiled is not compiled again by npm, which would need a compiler, Python and the headers of Node on a fresh machine. npm
// 11 is told so by allowScripts, older ones by the lock file: they overlook what the package itself says of it (`gypfile`), and an
// `npm install` that writes its entry anew drops it.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

interface Package {
  readonly gypfile?: boolean;
  readonly scripts?: Readonly<Record<string, string>>;
}

const ROOT = path.resolve(import.meta.dirname, '../..');
const read = <T>(...parts: readonly string[]) =>
  JSON.parse(readFileSync(path.join(ROOT, ...parts), 'utf8')) as T;

test('npm compiles no package that carries its binaries', () => {
  const { packages } = read<{ packages: Record<string, Package> }>('package-lock.json');
  const { allowScripts } = read<{ allowScripts: Record<string, boolean> }>('package.json');
  const compiled = Object.keys(packages).filter((place) => {
    if (place === '' || !existsSync(path.join(ROOT, place, 'binding.gyp'))) return false;
    const { gypfile, scripts = {} } = read<Package>(place, 'package.json');
    return gypfile === false && !scripts.install && !scripts.preinstall;
  });
  expect(compiled).toContain('node_modules/better-sqlite3');
  for (const place of compiled) {
    expect([place, packages[place]!.gypfile]).toEqual([place, false]);
    expect([place, allowScripts[place.replace('node_modules/', '')]]).toEqual([place, false]);
  }
});
