// What a desktop of Linux makes of the package that electron-builder writes (make-deb.ts), taken out of it and read by the system's
// tools. The program in it is a stand-in: packed.test.ts tells what is in the real one, installed.test.ts installs it. Skips, with a line,
// what is not installed.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeDeb } from './make-deb.ts';

const has = (tool: string) => spawnSync(tool, ['--help'], { stdio: 'ignore' }).error === undefined;
const isDebian = process.platform === 'linux' && has('dpkg-deb');
if (!isDebian) process.stderr.write('Skipped: the deb, for there is no dpkg-deb.\n');

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-deb-'));
const ROOT = path.resolve(import.meta.dirname, '../..');
const ENTRY = 'usr/share/applications/precipice.desktop';
const MIME = 'usr/share/mime/packages/precipice.xml';
const METAINFO = 'usr/share/metainfo/dev.precipice.app.metainfo.xml';
const PROGRAM = 'opt/Precipice/precipice';

const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
  readonly version: string;
};

/** As it is unpacked from the package. */
const installed = path.join(folder, 'installed');
const at = (file: string) => path.join(installed, file);

/** A program in the place of the packed app, which prints what it is given. */
function standIn(): string {
  const packed = path.join(folder, 'packed');
  mkdirSync(path.join(packed, 'resources'), { recursive: true });
  writeFileSync(path.join(packed, 'precipice'), '#!/bin/sh\nprintf "%s\\n" "$@"\n', { mode: 0o755 });
  return packed;
}

describe.runIf(isDebian)('the deb', () => {
  let deb: string;
  beforeAll(() => {
    const icons = path.join(folder, 'icons');
    execFileSync(process.execPath, [path.join(ROOT, 'scripts/build-icons.ts'), icons]);
    deb = makeDeb(standIn(), folder, icons);
    execFileSync('dpkg-deb', ['-x', deb, installed]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('has a menu entry that starts the program with the files that are opened', () => {
    const lines = readFileSync(at(ENTRY), 'utf8').trimEnd().split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        '[Desktop Entry]',
        'Name=Precipice',
        'Type=Application',
        'Terminal=false',
        'MimeType=application/x-precipice;',
        // As Electron names its windows by desktopName.
        'StartupWMClass=precipice',
      ]),
    );
    const [, program] = /^Exec=(\S+) %U$/m.exec(lines.join('\n'))!;
    const told = execFileSync(at(program!.slice(1)), ['/a/study.precipice'], { encoding: 'utf8' });
    expect(told).toBe('/a/study.precipice\n');
  });

  test('names itself, and what it needs', () => {
    const field = (name: string) => execFileSync('dpkg-deb', ['-f', deb, name], { encoding: 'utf8' }).trim();
    expect(field('Package')).toBe('precipice');
    expect(field('Version')).toBe(version);
    expect(field('Section')).toBe('science');
    // Of what Electron is linked with, these are in no minimal system.
    for (const needed of ['libgtk-3-0', 'libnss3', 'libsecret-1-0', 'xdg-utils'])
      expect(field('Depends')).toContain(needed);
  });

  test('tells software centres of itself, as of this version', ({ skip }) => {
    skip(!has('appstreamcli'), 'appstreamcli is not installed.');
    const { status, stdout } = spawnSync('appstreamcli', ['validate', '--no-net', at(METAINFO)], {
      encoding: 'utf8',
    });
    expect([stdout, status]).toEqual([expect.stringContaining('successful'), 0]);
    const metainfo = readFileSync(at(METAINFO), 'utf8');
    expect(metainfo).toContain('<launchable type="desktop-id">precipice.desktop</launchable>');
    expect(metainfo).toContain(`<release version="${version}"`);
  });

  test('has nothing that desktop-file-validate objects to', ({ skip }) => {
    skip(!has('desktop-file-validate'), 'desktop-file-validate is not installed.');
    expect(execFileSync('desktop-file-validate', [at(ENTRY)], { encoding: 'utf8' })).toBe('');
  });

  test('makes *.precipice a type of its own, opened by this program, and leaves nothing when it goes', ({
    skip,
  }) => {
    skip(
      !has('update-mime-database') || !has('xdg-mime'),
      'update-mime-database or xdg-mime is not installed.',
    );
    const share = at('usr/share');
    const globs = path.join(share, 'mime/globs2');
    const update = () =>
      execFileSync('update-mime-database', [path.join(share, 'mime')], { stdio: 'ignore' });
    const isKnown = () =>
      existsSync(globs) && readFileSync(globs, 'utf8').includes(':application/x-precipice:*.precipice');
    // Of this user and this machine nothing is asked.
    const env = {
      ...process.env,
      HOME: folder,
      XDG_CONFIG_HOME: folder,
      XDG_DATA_HOME: folder,
      XDG_DATA_DIRS: share,
    };
    const opener = () =>
      spawnSync('xdg-mime', ['query', 'default', 'application/x-precipice'], {
        env,
        encoding: 'utf8',
      }).stdout.trim();
    expect(isKnown()).toBe(false);
    update();
    expect(isKnown()).toBe(true);
    expect(opener()).toBe('precipice.desktop');
    for (const file of [ENTRY, MIME, PROGRAM]) rmSync(at(file));
    update();
    expect(isKnown()).toBe(false);
    expect(opener()).toBe('');
  });
});
