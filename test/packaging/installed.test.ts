// The deb, installed on this very system by its package manager, used and removed. The packed app in it is the real one, around a
// stand-in for Electron's runtime. It changes the system, so that it runs where it is asked for alone: as root, with PRECIPICE_INSTALL_DEB=1.
import { extractAll } from '@electron/asar';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TINY } from '../sweep/tiny.ts';
import { makeDeb } from './make-deb.ts';
import { packApp } from './pack-app.ts';

const isAsked = process.env.PRECIPICE_INSTALL_DEB === '1' && process.getuid?.() === 0;
if (!isAsked)
  process.stderr.write(
    'Skipped: the deb is not installed here; PRECIPICE_INSTALL_DEB=1 asks for it, as root.\n',
  );

const RESOURCES = '/opt/Precipice/resources';
const folder = mkdtempSync(path.join(tmpdir(), 'precipice-installed-'));
const run = (program: string, ...args: string[]) =>
  execFileSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
const apt = (...args: string[]) => {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  execFileSync('apt-get', ['-y', '-q', ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] });
};
/** What a package may leave: settings, programs, shared files, links to alternatives. Caches of the desktop are made anew by others. */
const systemFiles = () =>
  run('find', '/opt', '/etc', '/usr/bin', '/usr/share', '/usr/lib/mime', '/var/lib/dpkg/alternatives')
    .split('\n')
    .filter((file) => !/\.cache$|\/mime\/(?!packages\/)|ld\.so/.test(file));
const isKnown = () =>
  readFileSync('/usr/share/mime/globs2', 'utf8').includes(':application/x-precipice:*.precipice');
const opener = () => {
  const env = { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder };
  const asked = spawnSync('xdg-mime', ['query', 'default', 'application/x-precipice'], {
    env,
    encoding: 'utf8',
  });
  return asked.stdout.trim();
};

describe.runIf(isAsked)('the deb on this system', () => {
  let before: readonly string[];
  beforeAll(() => {
    packApp(folder);
    const deb = makeDeb(path.join(folder, 'linux-unpacked'), folder, path.resolve('dist/icons'));
    // What it depends on comes first, so that all that is new afterwards is its own.
    apt('install', '--no-install-recommends', ...run('dpkg-deb', '-f', deb, 'Depends').trim().split(', '));
    before = systemFiles();
    apt('install', '--no-install-recommends', deb);
  }, 900_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('is installed, with a program on the path, an entry in the menu and a type of its own', () => {
    expect(run('dpkg-query', '-W', '-f', '${db:Status-Abbrev}', 'precipice').trim()).toBe('ii');
    expect(run('readlink', '-f', '/usr/bin/precipice').trim()).toBe('/opt/Precipice/precipice');
    expect(run('desktop-file-validate', '/usr/share/applications/precipice.desktop')).toBe('');
    expect(isKnown()).toBe(true);
    expect(opener()).toBe('precipice.desktop');
    expect(run('appstreamcli', 'get', 'dev.precipice.app')).toContain('Precipice');
  });

  test('starts from there: page, example with its picture, and a sweep by the carried Node', () => {
    // A folder in the place of the archive, which Electron alone can read; what lies beside it is what was installed.
    const opened = path.join(folder, 'opened');
    extractAll(path.join(RESOURCES, 'app.asar'), path.join(opened, 'app.asar'));
    for (const part of ['engine', 'node']) symlinkSync(path.join(RESOURCES, part), path.join(opened, part));
    const spec = path.join(folder, 'tiny.json');
    writeFileSync(spec, JSON.stringify(TINY));
    const library = path.join(folder, 'library');
    const shown = execFileSync('/usr/bin/precipice', [opened, spec], {
      cwd: folder,
      env: {
        PATH: '/usr/bin:/bin',
        HOME: folder,
        PRECIPICE_LIBRARY: library,
        PRECIPICE_STAND_IN: path.join(import.meta.dirname, 'start-main.ts'),
      },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    expect(JSON.parse(shown)).toMatchObject({ page: '<!doctype html>', finished: 16 });
    expect(existsSync(path.join(library, 'tiny.precipice'))).toBe(true);
  });

  test('is removed without a trace, and leaves the studies', () => {
    apt('purge', 'precipice');
    expect(existsSync('/opt/Precipice')).toBe(false);
    expect(existsSync('/usr/bin/precipice')).toBe(false);
    expect(isKnown()).toBe(false);
    expect(opener()).toBe('');
    expect(systemFiles().filter((file) => !before.includes(file))).toEqual([]);
    expect(existsSync(path.join(folder, 'library/tiny.precipice'))).toBe(true);
  });
});
