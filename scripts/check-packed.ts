// Run by electron-builder on every folder that it has packed, before an installer is made of it: whether all that has to be
// native is there, and for this platform and processor alone. A build on the wrong machine ends here and not at a user's.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { Arch, type AfterPackContext } from 'electron-builder';
import { binaryKind } from './binary-kind.ts';

/** By the folder in which each has to be, under Electron's folder of resources. */
const NEEDED: readonly (readonly [string, RegExp])[] = [
  ['node', /^node(\.exe)?$/],
  ...['engine', 'app.asar.unpacked'].flatMap((folder): (readonly [string, RegExp])[] => [
    [`${folder}/node_modules/better-sqlite3`, /\.node$/],
    [`${folder}/node_modules/@resvg`, /\.node$/],
  ]),
  ['engine/node_modules/webgpu', /\.node$/],
  ['engine/node_modules/@koromix', /\.node$/],
];
const BINARY = /\.(node|dll|dylib|so(\.\d+)*|exe)$|^node$/;

function filesOf(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

/** What is wrong with Electron's folder of resources, a sentence each. */
export function packedProblems(resources: string, platform: string, arch: string): string[] {
  const shown = (file: string) => path.relative(resources, file).split(path.sep).join('/');
  const missing = NEEDED.flatMap(([folder, name]) =>
    filesOf(path.join(resources, folder)).some((file) => name.test(path.basename(file)))
      ? []
      : [`${folder} has no binary for ${platform} ${arch}.`],
  );
  const foreign = filesOf(resources).flatMap((file) => {
    if (!BINARY.test(path.basename(file))) return [];
    const kind = binaryKind(file);
    if (kind?.platform === platform && kind.archs.includes(arch)) return [];
    const what = kind ? `for ${kind.platform} ${kind.archs.join(' and ')}` : 'no binary';
    return [`${shown(file)} is ${what}, not for ${platform} ${arch}.`];
  });
  return [...missing, ...foreign];
}

/** @throws Error that ends the build. */
export function afterPack({ appOutDir, electronPlatformName, arch, packager }: AfterPackContext): void {
  const resources = packager.getResourcesDir(appOutDir);
  const problems = packedProblems(resources, electronPlatformName, Arch[arch]!);
  if (problems.length > 0)
    throw new Error(`What was packed is not fit to be installed. ${problems.join(' ')}`);
}
