// What was found out about files once and takes long to find out, kept beside the studies. It may be deleted at any time; where
// it cannot be kept, it is found out again.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { log } from '../diagnosis/log.ts';
import { libraryFolder } from '../installation/library-folder.ts';

/** The folder for what is remembered; null: there is no place for it. */
function memoryFolder(): string | null {
  const library = libraryFolder();
  return library === null ? null : path.join(library, 'cache');
}

/** The file in which something of this kind and key is, or would be; null: there is no place for it. */
export function placeFor(kind: string, key: unknown, ending: string): string | null {
  const folder = memoryFolder();
  const name = createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 32);
  return folder === null ? null : path.join(folder, `${kind}-${name}.${ending}`);
}

export function recalled<T>(kind: string, key: unknown): T | null {
  const file = placeFor(kind, key, 'json');
  if (file === null) return null;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      log.warn(`What is known of token files cannot be read: ${String(error)}`);
    return null;
  }
}

export function remember(kind: string, key: unknown, value: unknown): void {
  const file = placeFor(kind, key, 'json');
  if (file === null) return;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    const unfinished = `${file}.${process.pid}`;
    writeFileSync(unfinished, JSON.stringify(value));
    renameSync(unfinished, file);
  } catch (error) {
    log.warn(`What is known of token files cannot be kept: ${String(error)}`);
  }
}
