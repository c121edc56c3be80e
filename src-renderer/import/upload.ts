// Files of the user on their way to the core: a browser does not say where they lie. Some at a time, so that it is seen how far they
// are and can be left off.
import type { Client } from '../client/client.ts';
import type { ChosenFile } from './chosen.ts';

/** Bytes and files of one call; a larger file goes alone. */
const BYTES_AT_ONCE = 8e6;
const FILES_AT_ONCE = 500;

/** `sent` is told how many of them have been; true from it leaves off. Returns their place; null: it was left off. */
export async function upload(
  client: Client,
  files: readonly ChosenFile[],
  sent: (files: number) => boolean,
): Promise<string | null> {
  let into: string | null = null;
  let place: string | null = null;
  for (let at = 0; at < files.length;) {
    if (sent(at)) return null;
    const some = someOf(files, at);
    const read = some.map(async ({ path, file }) => ({
      path,
      bytes: new Uint8Array(await file.arrayBuffer()),
    }));
    ({ into, place } = await client.call('import.upload', { into, files: await Promise.all(read) }));
    at += some.length;
  }
  return place;
}

function someOf(files: readonly ChosenFile[], from: number): readonly ChosenFile[] {
  let bytes = files[from]!.file.size;
  let end = from + 1;
  while (end < files.length && end - from < FILES_AT_ONCE) {
    bytes += files[end]!.file.size;
    if (bytes > BYTES_AT_ONCE) break;
    end++;
  }
  return files.slice(from, end);
}
