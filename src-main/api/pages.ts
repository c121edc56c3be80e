// The files of the built renderer, by the path of a request. Only what the build made is served: the list is read once, and no
// link is followed.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface Page {
  readonly mediaType: string;
  readonly bytes: Buffer;
  /** Names with a hash in them never change. */
  readonly isImmutable: boolean;
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
};

/** @throws Error where the folder has no index.html: the app has not been built. */
export function readPages(folder: string): ReadonlyMap<string, Page> {
  const pages = new Map<string, Page>();
  for (const address of addresses(folder, '')) {
    const mediaType = MEDIA_TYPES[path.extname(address)];
    if (mediaType === undefined) continue;
    const bytes = readFileSync(path.join(folder, address));
    pages.set(address, { mediaType, bytes, isImmutable: address.startsWith('/assets/') });
  }
  const index = pages.get('/index.html');
  if (!index) throw new Error(`The app has not been built: ${folder} has no index.html.`);
  return pages.set('/', index);
}

/** Not by `recursive` of Node, which follows links to folders. */
function addresses(folder: string, within: string): string[] {
  return readdirSync(path.join(folder, within), { withFileTypes: true }).flatMap((entry) => {
    const address = `${within}/${entry.name}`;
    if (entry.isDirectory()) return addresses(folder, address);
    return entry.isFile() ? [address] : [];
  });
}
