// The app as electron-builder packs it, around a folder that stands in for Electron's runtime: what is inside, how large it is,
// its fuses, and that main process, command line, server and engine host start from there with the Node that is carried along.
import { extractAll, listPackage, statFile } from '@electron/asar';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packedProblems } from '../../scripts/check-packed.ts';
import { exportStudy } from '../../src-main/report/export-study.ts';
import { printByChromium } from '../../src-main/report/pdf.ts';
import { openStudy } from '../../src-main/study/study.ts';
import { TINY } from '../sweep/tiny.ts';
import { buildBy, packApp } from './pack-app.ts';
import { PICTURE } from './picture.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'precipice-packed-'));
const packed = path.join(folder, 'linux-unpacked');
const resources = path.join(packed, 'resources');
const archive = path.join(resources, 'app.asar');
const isLinux = process.platform === 'linux' && process.arch === 'x64';
if (!isLinux)
  process.stderr.write('Skipped: the packed app, for its stand-in runtime is one of Linux on x64.\n');

/** Megabytes of everything but Electron's own runtime; 127 of them are the Node that is carried along, 19 the example studies. */
const BUDGET = 216;
function files(of: string): string[] {
  return readdirSync(of, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(of, path.join(entry.parentPath, entry.name)));
}

/** Names of the packages in a node_modules. */
function packages(of: string): string[] {
  return readdirSync(of).flatMap((name) =>
    name.startsWith('@') ? readdirSync(path.join(of, name)).map((part) => `${name}/${part}`) : [name],
  );
}

describe.runIf(isLinux)('the packed app', () => {
  beforeAll(() => packApp(folder));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('has what Electron runs whole in its archive, and beside it only what the system itself loads', () => {
    const inside = listPackage(archive, { isPack: false });
    for (const file of [
      '/src-main/shell/main.js',
      '/src-main/shell/preload.cjs',
      '/dist/renderer/index.html',
    ]) {
      expect(inside).toContain(file);
      const status = statFile(archive, file.slice(1)) as {
        unpacked?: boolean;
        integrity?: { algorithm: string };
      };
      expect(status.unpacked ?? false).toBe(false);
      // Without it Electron would have nothing to check the file against.
      expect(status.integrity?.algorithm).toBe('SHA256');
    }
    expect(files(`${archive}.unpacked`).filter((file) => !file.endsWith('.node'))).toEqual([]);
  });

  test('holds no sources, no tests, nothing that only a build needs, and no binary of another platform', () => {
    const inside = [...listPackage(archive, { isPack: false }), ...files(path.join(resources, 'engine'))];
    expect(inside.filter((file) => /(^|\/)(test|bench)\/.*precipice|\.tsx?$/.test(file))).toEqual([]);
    const names = packages(path.join(resources, 'engine/node_modules'));
    for (const name of ['vite', 'typescript', 'eslint', 'electron', 'playwright-core', 'react', 'three']) {
      expect(names).not.toContain(name);
      expect(inside).not.toContain(`/node_modules/${name}/package.json`);
    }
    expect(packedProblems(resources, 'linux', 'x64')).toEqual([]);
  });

  test('has its fuses blown in the executable', async () => {
    const wire = await getCurrentFuseWire(path.join(packed, 'precipice'));
    const state = (fuse: FuseV1Options) => wire[fuse] === FuseState.ENABLE;
    expect({
      runAsNode: state(FuseV1Options.RunAsNode),
      cookieEncryption: state(FuseV1Options.EnableCookieEncryption),
      nodeOptions: state(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
      inspect: state(FuseV1Options.EnableNodeCliInspectArguments),
      integrity: state(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
      onlyArchive: state(FuseV1Options.OnlyLoadAppFromAsar),
      snapshot: state(FuseV1Options.LoadBrowserProcessSpecificV8Snapshot),
      fileProtocol: state(FuseV1Options.GrantFileProtocolExtraPrivileges),
    }).toEqual({
      runAsNode: false,
      cookieEncryption: true,
      nodeOptions: false,
      inspect: false,
      integrity: true,
      onlyArchive: true,
      snapshot: false,
      fileProtocol: false,
    });
  });

  test('carries the licence of everything in it, and stays within its size', () => {
    const licences = readFileSync(path.join(resources, 'licences.txt'), 'utf8');
    const carried = new Set([
      ...packages(path.join(resources, 'engine/node_modules')),
      ...packages(path.join(ROOT, 'dist/pack/linux-x64/app/node_modules')),
    ]);
    expect(carried.size).toBeGreaterThan(15);
    for (const name of [...carried, 'react', 'three', 'assemblyscript', 'Moby-Dick']) {
      expect(licences, name).toContain(name);
    }
    expect(readFileSync(path.join(resources, 'node/LICENSE'), 'utf8')).toContain('Node.js');
    const bytes = files(resources).reduce((sum, file) => sum + statSync(path.join(resources, file)).size, 0);
    process.stderr.write(`The packed app without Electron: ${Math.round(bytes / 1e6)} MB.\n`);
    expect(bytes / 1e6).toBeLessThan(BUDGET);
  });

  const node = path.join(resources, 'node/node');
  const cli = path.join(resources, 'engine/src-main/cli/main.js');
  /** A machine with nothing of ours: no other Node, no clone, an empty home folder. */
  const bare = { cwd: folder, env: { PATH: '/nonexistent', HOME: folder }, encoding: 'utf8' as const };
  const spec = path.join(folder, 'tiny.json');

  test('trains a tiny sweep by its own Node, in a folder without any other', () => {
    writeFileSync(spec, JSON.stringify(TINY));
    const study = path.join(folder, 'tiny.precipice');
    const shown = execFileSync(node, [cli, 'sweep', spec, '--out', study, '--device', 'wasm'], {
      ...bare,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    expect(shown).toContain('fp8-unscaled');
    const map = path.join(folder, 'map.png');
    execFileSync(node, [cli, 'export', study, '--format', 'png', '--out', map], bare);
    expect(statSync(map).size).toBeGreaterThan(10_000);
  });

  test('reaches libraries of the system: its native device says which BLAS it has, or how to get one', () => {
    const arguments_ = [
      cli,
      'sweep',
      spec,
      '--out',
      path.join(folder, 'native.precipice'),
      '--device',
      'native',
    ];
    const { status, stderr } = spawnSync(node, arguments_, bare);
    if (status !== 0)
      expect(stderr).toMatch(/there is no BLAS library with the C interface here; .*apt install/);
  });

  test('serves the page from there', async () => {
    const server = spawn(node, [cli, 'serve'], { ...bare, stdio: ['ignore', 'pipe', 'ignore'] });
    const ended = new Promise((resolve) => server.once('exit', resolve));
    const line = await new Promise<string>((resolve) => createInterface(server.stdout).once('line', resolve));
    const [, address] = /(http:\/\/127\.0\.0\.1:\d+\/)#token=/.exec(line)!;
    expect(await (await fetch(address!)).text()).toContain('<div id="app">');
    server.kill('SIGINT');
    expect(await ended).toBe(0);
  });

  test('comes up from the content of the archive: page, example with its picture, and a sweep by the carried Node', async () => {
    // A folder in the place of the archive, which Electron alone can read; what lies beside it is what lies beside the archive.
    const opened = path.join(folder, 'opened');
    extractAll(archive, path.join(opened, 'app.asar'));
    for (const part of ['engine', 'node']) symlinkSync(path.join(resources, part), path.join(opened, part));
    const library = path.join(folder, 'library');
    const shown = execFileSync(node, [path.join(import.meta.dirname, 'start-main.ts'), opened, spec], {
      ...bare,
      env: { ...bare.env, PRECIPICE_LIBRARY: library },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const { page, example, picture, finished } = JSON.parse(shown) as Readonly<
      Record<string, string | number>
    >;
    expect(page).toBe('<!doctype html>');
    expect(example).toContain('Example');
    expect(finished).toBe(16);
    expect(existsSync(path.join(library, 'tiny.precipice'))).toBe(true);
    // To the byte what the sources draw: the fonts were found, which native code reads.
    const study = openStudy(path.join(ROOT, 'resources/example.precipice'), 'read');
    const { bytes: drawn } = await exportStudy(
      study,
      { ...PICTURE, format: 'png', figure: 'map', language: 'en', decide: null },
      printByChromium,
    );
    study.close();
    expect(picture).toBe(createHash('sha256').update(drawn).digest('hex'));
  });

  test.each([
    ['win32', 'x64', 'win', 'node.exe', '-msvc'],
    ['win32', 'arm64', 'win', 'node.exe', '-msvc'],
    ['darwin', 'x64', 'mac', 'node', ''],
    ['darwin', 'arm64', 'mac', 'node', ''],
  ])('for %s %s has that platform’s binaries alone', (platform, arch, os, executable, ending) => {
    const native = path.join(ROOT, 'dist/native', `${platform}-${arch}`);
    const out = path.join(ROOT, 'dist/pack', `${os}-${arch}`);
    // Node, resvg and koffi are fetched for an installer; here a binary that is for the same platform stands in for each.
    const resvg = path.join(native, `node_modules/@resvg/resvg-js-${platform}-${arch}${ending}`);
    const koffi = path.join(native, `node_modules/@koromix/koffi-${platform}-${arch}`);
    for (const place of [path.join(native, 'node'), resvg, koffi]) mkdirSync(place, { recursive: true });
    const binary = path.join(ROOT, `node_modules/better-sqlite3/prebuilds/${platform}-${arch}.node`);
    copyFileSync(binary, path.join(native, 'node', executable));
    copyFileSync(binary, path.join(resvg, 'resvg.node'));
    copyFileSync(binary, path.join(koffi, 'koffi.node'));
    try {
      buildBy('scripts/pack-folders.ts', platform, arch);
      // Where electron-builder puts them.
      const installed = path.join(folder, `${os}-${arch}`);
      cpSync(path.join(out, 'engine'), path.join(installed, 'engine'), { recursive: true });
      cpSync(path.join(out, 'node'), path.join(installed, 'node'), { recursive: true });
      cpSync(path.join(out, 'app'), path.join(installed, 'app.asar.unpacked'), { recursive: true });
      expect(packedProblems(installed, platform, arch)).toEqual([]);
      expect(packedProblems(installed, 'linux', 'x64')).toContainEqual(
        `node/${executable} is for ${platform} ${arch}, not for linux x64.`,
      );
      rmSync(path.join(installed, 'engine/node_modules/webgpu'), { recursive: true });
      expect(packedProblems(installed, platform, arch)).toEqual([
        `engine/node_modules/webgpu has no binary for ${platform} ${arch}.`,
      ]);
    } finally {
      for (const made of [native, out]) rmSync(made, { recursive: true });
    }
  });
});
