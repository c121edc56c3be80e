// The app as electron-builder packs it, around a folder that stands in for Electron's runtime: what is inside, how large it
// is, and that command line and engine host start from there with the Node that is carried along.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TINY } from '../sweep/tiny.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'precipice-packed-'));
const resources = path.join(folder, 'out/linux-unpacked/resources');
const unpacked = path.join(resources, 'app.asar.unpacked');
const isLinux = process.platform === 'linux' && process.arch === 'x64';
if (!isLinux)
  process.stderr.write('Skipped: the packed app, for its stand-in runtime is one of Linux on x64.\n');

/** Megabytes of everything but Electron's own runtime; 124 of them are the Node that is carried along. */
const BUDGET = 220;

function files(of: string): string[] {
  return readdirSync(of, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(of, path.join(entry.parentPath, entry.name)));
}

describe.runIf(isLinux)('the packed app', () => {
  beforeAll(() => {
    const runtime = path.join(folder, 'electron');
    mkdirSync(path.join(runtime, 'resources'), { recursive: true });
    writeFileSync(path.join(runtime, 'electron'), '#!/bin/sh\n');
    chmodSync(path.join(runtime, 'electron'), 0o755);
    const config = path.join(folder, 'config.json');
    writeFileSync(
      config,
      JSON.stringify({
        extends: path.join(ROOT, 'electron-builder.yml'),
        electronDist: runtime,
        // Fuses are flipped inside Electron's executable, which is not there.
        electronFuses: null,
        directories: { output: path.join(folder, 'out') },
      }),
    );
    const environment = { ...process.env, NODE_ENV: 'production' };
    const run = (...args: string[]) =>
      execFileSync(process.execPath, args, {
        cwd: ROOT,
        env: environment,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
    for (const script of [
      'build-kernels',
      'build-renderer',
      'build-app',
      'build-icons',
      'node-runtime',
      'licences',
    ]) {
      run(`scripts/${script}.ts`);
    }
    run(
      'node_modules/electron-builder/cli.js',
      '--config',
      config,
      '--linux',
      'dir',
      '--x64',
      '--publish',
      'never',
    );
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('holds no sources, no tests, nothing that only a build needs, and no binary of another platform', () => {
    const inside = files(unpacked);
    const foreign = inside.filter((file) => /\.(node|dll|dylib|so)$/.test(file) && !/linux-x64/.test(file));
    expect(foreign).toEqual([]);
    expect(inside.filter((file) => /(^|\/)(test|bench)\/.*precipice|\.tsx?$/.test(file))).toEqual([]);
    for (const name of ['vite', 'typescript', 'eslint', 'electron', 'playwright-core', 'assemblyscript']) {
      expect(existsSync(path.join(unpacked, 'node_modules', name)), name).toBe(false);
    }
  });

  test('carries the licences and stays within its size', () => {
    const licences = readFileSync(path.join(resources, 'licences.txt'), 'utf8');
    for (const name of ['better-sqlite3', 'webgpu', 'three', 'react', 'Moby-Dick', 'SIL Open Font License']) {
      expect(licences).toContain(name);
    }
    const bytes = files(resources).reduce((sum, file) => sum + statSync(path.join(resources, file)).size, 0);
    process.stderr.write(`The packed app without Electron: ${Math.round(bytes / 1e6)} MB.\n`);
    expect(bytes / 1e6).toBeLessThan(BUDGET);
  });

  test('trains a tiny sweep by its own Node, in a folder without any other', () => {
    const node = path.join(resources, 'node/node');
    const cli = path.join(unpacked, 'src-main/cli/main.js');
    const spec = path.join(folder, 'tiny.json');
    writeFileSync(spec, JSON.stringify(TINY));
    const options = { cwd: folder, env: { PATH: '/nonexistent', HOME: folder }, encoding: 'utf8' as const };
    const study = path.join(folder, 'tiny.precipice');
    const shown = execFileSync(node, [cli, 'sweep', spec, '--out', study, '--device', 'wasm'], {
      ...options,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    expect(shown).toContain('fp8-unscaled');
    execFileSync(
      node,
      [cli, 'export', study, '--format', 'png', '--out', path.join(folder, 'map.png')],
      options,
    );
    expect(statSync(path.join(folder, 'map.png')).size).toBeGreaterThan(10_000);
    const report = path.join(folder, 'report.html');
    execFileSync(
      node,
      [cli, 'export', study, '--format', 'html', '--language', 'ja', '--out', report],
      options,
    );
    expect(readFileSync(report, 'utf8')).toContain(
      "font-family: 'Noto Sans JP'; font-weight: 700; src: url(data:",
    );
  });
});
