// Node as it is fetched for an installer, from a server that stands in for nodejs.org.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { downloadNode } from '../../scripts/node-download.ts';
import { temporaryFolder } from '../api/support.ts';

const NAME = 'node-v24.0.0-darwin-arm64';

/** A site with one archive, and the sum that it publishes for it. */
async function site(sumOf: (archive: Buffer) => string): Promise<string> {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, NAME, 'bin'), { recursive: true });
  writeFileSync(path.join(folder, NAME, 'bin/node'), 'an executable');
  execFileSync('tar', ['-czf', 'archive', NAME], { cwd: folder });
  const archive = readFileSync(path.join(folder, 'archive'));
  const files: Readonly<Record<string, string | Buffer>> = {
    '/v24.0.0/SHASUMS256.txt': `${'0'.repeat(64)}  other.zip\n${sumOf(archive)}  ${NAME}.tar.gz\n`,
    [`/v24.0.0/${NAME}.tar.gz`]: archive,
  };
  const server = createServer(({ url }, response) => {
    const body = files[url!];
    response.writeHead(body === undefined ? 404 : 200).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const sha256 = (archive: Buffer) => createHash('sha256').update(archive).digest('hex');
const download = (address: string, into = temporaryFolder(), arch = 'arm64') =>
  downloadNode('24.0.0', 'darwin', arch, into, address);

test('an archive with the published sum is unpacked', async () => {
  const folder = await download(await site(sha256));
  expect(readFileSync(path.join(folder, 'bin/node'), 'utf8')).toBe('an executable');
});

test('an archive with another sum is refused and not unpacked', async () => {
  const into = temporaryFolder();
  await expect(download(await site(() => 'f'.repeat(64)), into)).rejects.toThrow(
    'is not what nodejs.org published',
  );
  expect(existsSync(path.join(into, NAME))).toBe(false);
});

test('an archive that is not there, or a site that is not, is a sentence', async () => {
  await expect(download(await site(sha256), temporaryFolder(), 'x64')).rejects.toThrow(
    /node-v24\.0\.0-darwin-x64\.tar\.gz answers with 404\.$/,
  );
  await expect(download('http://127.0.0.1:1')).rejects.toThrow(/cannot be reached/);
});
