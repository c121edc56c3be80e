// The deb as electron-builder makes it of a packed app, with fpm.ts in the place of fpm. No claims here.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');

/**
 * @param packed the folder of the packed app
 * @param folder where the package and what it is made with are put
 * @param icons the folder of the drawn icons
 * @returns the package's path
 */
export function makeDeb(packed: string, folder: string, icons: string): string {
  const fpm = path.join(folder, 'fpm');
  const program = path.join(import.meta.dirname, 'fpm.ts');
  writeFileSync(fpm, `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`, { mode: 0o755 });
  const config = path.join(folder, 'deb.json');
  const own = {
    extends: path.join(ROOT, 'electron-builder.yml'),
    directories: { output: folder, buildResources: icons },
    deb: { artifactName: 'precipice.deb' },
  };
  writeFileSync(config, JSON.stringify(own));
  const builder = ['node_modules/electron-builder/cli.js', '--config', config, '--publish', 'never'];
  execFileSync(process.execPath, [...builder, '--linux', 'deb', '--x64', '--prepackaged', packed], {
    cwd: ROOT,
    env: { ...process.env, CUSTOM_FPM_PATH: fpm },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return path.join(folder, 'precipice.deb');
}
