// What a folder was when it was read: one SHA-256 over its files, so that the same runs give the same study, and one line for every
// file, by which a later reading can tell what changed.
import { createHash } from 'node:crypto';

export interface ReadFile {
  readonly path: string;
  readonly bytes: number;
  /** Last changed, in milliseconds since 1970. */
  readonly changed: number;
  readonly sha256: string;
}

/** Of the paths, sizes and contents of the files that were read, sorted by path; not of when they were changed. */
export function identityOf(files: readonly ReadFile[]): string {
  const hash = createHash('sha256');
  for (const { path, bytes, sha256 } of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    hash.update(`${path}\0${bytes}\0${sha256}\n`);
  }
  return hash.digest('hex');
}

/** A file of a run, as its study keeps it: by this a later reading tells whether it changed. */
export function describeFile({ path, bytes, changed, sha256 }: ReadFile): string {
  return `${path}: ${bytes} bytes, SHA-256 ${sha256}, changed ${new Date(changed).toISOString()}`;
}
