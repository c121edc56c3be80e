// The app as electron-builder packs it for Linux, around a folder that stands in for Electron's runtime. No claims here.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** What Electron's executable has in it, so that its fuses can be found: the mark, version 1, nine fuses, their defaults. */
const FUSE_WIRE = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\x01\x09101100011';

/** Its executable runs the script named by PRECIPICE_STAND_IN, by the Node that the app carries. */
const EXECUTABLE = `#!/bin/sh
# ${FUSE_WIRE}
exec "$(dirname "$(readlink -f "$0")")/resources/node/node" "$PRECIPICE_STAND_IN" "$@"
`;

/** Runs a program of the build. */
export function buildBy(...args: string[]): void {
  const environment = { ...process.env, NODE_ENV: 'production' };
  execFileSync(process.execPath, args, { cwd: ROOT, env: environment, stdio: ['ignore', 'ignore', 'pipe'] });
}

/** Packs the app in linux-unpacked of the folder. */
export function packApp(folder: string): void {
  const runtime = path.join(folder, 'electron');
  mkdirSync(path.join(runtime, 'resources'), { recursive: true });
  writeFileSync(path.join(runtime, 'electron'), EXECUTABLE, { encoding: 'latin1', mode: 0o755 });
  const config = path.join(folder, 'config.json');
  writeFileSync(
    config,
    JSON.stringify({
      extends: path.join(ROOT, 'electron-builder.yml'),
      electronDist: runtime,
      directories: { output: folder },
    }),
  );
  for (const script of ['build-kernels', 'build-renderer', 'build-app', 'build-icons', 'licences']) {
    buildBy(`scripts/${script}.ts`);
  }
  for (const script of ['native-parts', 'pack-folders']) buildBy(`scripts/${script}.ts`, 'linux', 'x64');
  const builder = ['node_modules/electron-builder/cli.js', '--config', config];
  buildBy(...builder, '--linux', 'dir', '--x64', '--publish', 'never');
}
