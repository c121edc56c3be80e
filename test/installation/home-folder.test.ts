// A user without a home folder, as in many containers: the program works, and says what it needs where it needs one.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';

const CLI = path.resolve(import.meta.dirname, '../../src-main/cli/main.ts');
const isRoot = process.getuid?.() === 0;
if (!isRoot)
  process.stderr.write('Skipped, for only root may become another user: one without a home folder.\n');

test.skipIf(!isRoot)('a user without a home folder is served', () => {
  const run = (...args: readonly string[]) =>
    spawnSync(process.execPath, [CLI, ...args], {
      uid: 54_321,
      gid: 54_321,
      env: { PATH: process.env.PATH },
      encoding: 'utf8',
    });
  const { status, stdout, stderr } = run('presets');
  expect(stderr).toBe('');
  expect(status).toBe(0);
  expect(stdout).toContain('quick');
  const served = run('serve', '--port', '0');
  expect(served.stderr).toContain(
    'This user has no home folder; name a folder for studies by PRECIPICE_LIBRARY.',
  );
  expect(served.status).not.toBe(0);
});
