// The installer for Windows as far as it can be made on Debian: electron-builder writes its NSIS script from electron-builder.yml, and
// Debian's makensis compiles it, uninstaller and installer. Stand-ins: the program, the plugins that electron-builder fetches
// (plugin.ts: their names alone), and Wine, by which it lets the uninstaller write itself. Such an installer cannot run. Skips, with a line,
// where makensis or 7z is not installed.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emptyPlugin } from './plugin.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const NSIS = '/usr/share/nsis';
const MAKENSIS = '/usr/bin/makensis';
const canCompile = existsSync(MAKENSIS) && spawnSync('7z').error === undefined;
if (!canCompile) process.stderr.write('Skipped: the NSIS script, for makensis or 7z is not installed.\n');

const require = createRequire(import.meta.url);
const folder = mkdtempSync(path.join(tmpdir(), 'precipice-nsis-'));
const installer = path.join(folder, 'Precipice.exe');
/** What was compiled last: the installer's own. */
const script = path.join(folder, 'script.nsi');

function put(file: string, content: string | Buffer, mode = 0o644): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), content, { mode });
}

/** What the script may call of a plugin that Debian's NSIS has not. */
function plugins(): ReadonlyMap<string, ReadonlySet<string>> {
  const builder = createRequire(require.resolve('electron-builder'));
  const templates = path.join(
    path.dirname(builder.resolve('app-builder-lib/package.json')),
    'templates/nsis',
  );
  const called = new Map<string, Set<string>>();
  for (const file of globSync('**/*.{nsi,nsh}', { cwd: templates })) {
    const text = readFileSync(path.join(templates, file), 'utf8');
    for (const [, plugin, name] of text.matchAll(
      /\b(StdUtils|nsProcess|WinShell|SpiderBanner|UAC|nsis7z|Nsis7z)::(\w+)/g,
    )) {
      called.set(plugin!, (called.get(plugin!) ?? new Set()).add(name!));
    }
  }
  return called;
}

describe.runIf(canCompile)('the installer for Windows', () => {
  beforeAll(() => {
    put('packed/Precipice.exe', 'stands in for the program');
    put('packed/resources/app.asar', 'stands in for what it runs');
    for (const [plugin, names] of plugins())
      put(`resources/plugins/x86-unicode/${plugin}.dll`, emptyPlugin([...names]));
    put('nsis/elevate.exe', 'stands in');
    put('nsis/linux/makensis', `#!/bin/sh\ntee '${script}' | ${MAKENSIS} "$@"\n`, 0o755);
    for (const part of ['Bin', 'Contrib', 'Include', 'Plugins', 'Stubs'])
      symlinkSync(path.join(NSIS, part), path.join(folder, 'nsis', part));
    const write = 'case "$1" in *.exe) cp "$1" "${1%.exe}.__uninstaller.exe" ;; esac';
    put('path/wine', `#!/bin/sh\n${write}\n`, 0o755);
    execFileSync(process.execPath, [path.join(ROOT, 'scripts/build-icons.ts'), path.join(folder, 'icons')]);
    const config = {
      extends: path.join(ROOT, 'electron-builder.yml'),
      directories: { output: folder, buildResources: path.join(folder, 'icons') },
      win: { signAndEditExecutable: false },
      nsis: { artifactName: 'Precipice.exe' },
    };
    put('config.json', JSON.stringify(config));
    const builder = ['node_modules/electron-builder/cli.js', '--config', path.join(folder, 'config.json')];
    const packed = ['--prepackaged', path.join(folder, 'packed')];
    execFileSync(process.execPath, [...builder, '--publish', 'never', '--win', 'nsis', '--x64', ...packed], {
      cwd: ROOT,
      env: {
        ...process.env,
        PATH: `${path.join(folder, 'path')}:${process.env.PATH}`,
        ELECTRON_BUILDER_7ZIP_PATH: execFileSync('which', ['7za'], { encoding: 'utf8' }).trim(),
        ELECTRON_BUILDER_NSIS_DIR: path.join(folder, 'nsis'),
        ELECTRON_BUILDER_NSIS_RESOURCES_DIR: path.join(folder, 'resources'),
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('is compiled, and carries the program and its uninstaller', () => {
    const listed = execFileSync('7z', ['l', '-slt', installer], { encoding: 'utf8' });
    expect(listed).toContain('Type = Nsis');
    expect(listed).toContain('Uninstall Precipice.exe');
    const opened = path.join(folder, 'opened');
    execFileSync('7z', ['x', '-y', `-o${opened}`, installer], { stdio: 'ignore' });
    const [archive] = globSync('**/app-64.7z', { cwd: opened });
    const program = path.join(folder, 'program');
    execFileSync('7z', ['x', '-y', `-o${program}`, path.join(opened, archive!)], { stdio: 'ignore' });
    expect(readFileSync(path.join(program, 'Precipice.exe'), 'utf8')).toBe('stands in for the program');
    expect(readFileSync(path.join(program, 'resources/app.asar'), 'utf8')).toBe('stands in for what it runs');
  });

  test('opens studies with the program, and asks for no rights of an administrator', () => {
    expect(readFileSync(script, 'utf8')).toMatch(/!insertmacro APP_ASSOCIATE "precipice" "Precipice study"/);
    const manifest = readFileSync(installer, 'latin1');
    expect(manifest).toContain('requestedExecutionLevel level="asInvoker"');
  });
});
