// What a desktop of Linux makes of the package that electron-builder would write: its menu entry and MIME type are made by electron-builder's
// own code, put into a deb by dpkg-deb, taken out again and read by the system's tools. fpm, by which electron-builder would put the deb
// together, cannot be had everywhere; what is in the program itself is told by packed.test.ts. Skips, with a line, what is not installed.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builderConfig } from './builder-config.ts';

const has = (tool: string) => spawnSync(tool, ['--help'], { stdio: 'ignore' }).error === undefined;
const isDebian = process.platform === 'linux' && has('dpkg-deb');
if (!isDebian) process.stderr.write('Skipped: the deb, for there is no dpkg-deb.\n');

interface Helper {
  writeDesktopEntry(options: object, exec: undefined, destination: string): Promise<string>;
  readonly mimeTypeFiles: Promise<string>;
}
const require = createRequire(createRequire(import.meta.url).resolve('electron-builder'));
const { LinuxTargetHelper } = require('app-builder-lib/out/targets/LinuxTargetHelper') as {
  readonly LinuxTargetHelper: new (packager: object) => Helper;
};
const folder = mkdtempSync(path.join(tmpdir(), 'precipice-deb-'));
const ENTRY = 'usr/share/applications/precipice.desktop';
const MIME = 'usr/share/mime/packages/precipice.xml';
const PROGRAM = 'opt/Precipice/precipice';

/** As it is unpacked from the package. */
const installed = path.join(folder, 'installed');
const at = (file: string) => path.join(installed, file);

async function makeDeb(): Promise<string> {
  const root = path.join(folder, 'root');
  const { productName, linux, fileAssociations, extraMetadata } = await builderConfig();
  const helper = new LinuxTargetHelper({
    appInfo: {
      productName,
      productFilename: productName,
      sanitizedProductName: productName,
      description: 'maps',
    },
    config: await builderConfig(),
    executableName: linux!.executableName,
    fileAssociations: [fileAssociations].flat(),
    platformSpecificBuildOptions: linux,
    info: { metadata: extraMetadata },
    getTempFile: (ending: string) => Promise.resolve(path.join(folder, `made${ending}`)),
  });
  for (const file of [ENTRY, MIME, PROGRAM, 'DEBIAN/control'])
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  await helper.writeDesktopEntry(linux!, undefined, path.join(root, ENTRY));
  copyFileSync(await helper.mimeTypeFiles, path.join(root, MIME));
  writeFileSync(path.join(root, PROGRAM), '#!/bin/sh\nprintf "%s\\n" "$@"\n', { mode: 0o755 });
  const control =
    'Package: precipice\nVersion: 0\nArchitecture: amd64\nMaintainer: nobody\nDescription: maps\n';
  writeFileSync(path.join(root, 'DEBIAN/control'), control);
  const deb = path.join(folder, 'precipice.deb');
  execFileSync('dpkg-deb', ['--root-owner-group', '--build', root, deb], { stdio: 'ignore' });
  return deb;
}

describe.runIf(isDebian)('the deb', () => {
  beforeAll(async () => {
    execFileSync('dpkg-deb', ['-x', await makeDeb(), installed]);
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
