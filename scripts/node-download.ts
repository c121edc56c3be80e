// Node as nodejs.org gives it out, checked against the sums that it publishes. For platforms whose package on npm lags behind.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';

/** Or a mirror of it, named as other tools take it. */
export const NODEJS_ORG = process.env.NODEJS_ORG_MIRROR ?? 'https://nodejs.org/dist';

async function fetchBytes(address: string): Promise<Buffer> {
  const response = await fetch(address).catch((error: unknown) => {
    throw new Error(`${address} cannot be reached (${String((error as Error).cause ?? error)}).`);
  });
  if (!response.ok) throw new Error(`${address} answers with ${response.status}.`);
  return Buffer.from(await response.arrayBuffer());
}

/** Unpacks it into the folder `into` and returns its own. @throws Error where its SHA-256 is not the published one. */
export async function downloadNode(
  version: string,
  platform: string,
  arch: string,
  into: string,
  site = NODEJS_ORG,
): Promise<string> {
  const name = `node-v${version}-${platform === 'win32' ? 'win' : platform}-${arch}`;
  const file = `${name}.${platform === 'win32' ? 'zip' : 'tar.gz'}`;
  const sums = (await fetchBytes(`${site}/v${version}/SHASUMS256.txt`)).toString();
  const archive = await fetchBytes(`${site}/v${version}/${file}`);
  const sum = createHash('sha256').update(archive).digest('hex');
  if (!sums.split('\n').includes(`${sum}  ${file}`)) {
    throw new Error(`${file} is not what nodejs.org published: its SHA-256 is ${sum}.`);
  }
  writeFileSync(path.join(into, file), archive);
  // The tar of Windows and macOS reads zip as well.
  execFileSync('tar', ['-xf', file], { cwd: into });
  return path.join(into, name);
}
