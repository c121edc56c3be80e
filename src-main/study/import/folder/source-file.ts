// One file of a folder while a reader reads it: its bytes pass through a SHA-256 on their way, so that what the study was made of is
// known without a second reading. It may vanish or change under the reader; that is an error of the file, not of the program.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isPacked, unpacked } from '../readers/gzip.ts';
import type { ReadFile } from './identity.ts';
import { ReadingError } from './reading.ts';
import { isSystemError, type FolderFile } from './walk.ts';

/** Bytes of a file that is read at once. */
export const LARGEST_WHOLE = 64e6;

export class SourceFile {
  readonly file: FolderFile;
  readonly #hash = createHash('sha256');

  constructor(file: FolderFile) {
    this.file = file;
  }

  /** For readers that read it in pieces: each piece once, in order. */
  readonly seen = (piece: Uint8Array): void => {
    this.#hash.update(piece);
  };

  /** @throws ReadingError where it is too large or cannot be read. */
  whole(largest = LARGEST_WHOLE): Buffer {
    if (this.file.bytes > largest)
      throw new ReadingError(`has ${this.file.bytes} bytes; it may have at most ${largest}.`);
    try {
      const bytes = readFileSync(this.file.absolute);
      this.seen(bytes);
      return bytes;
    } catch (error) {
      throw isSystemError(error) ? new ReadingError(`could not be read (${error.code}).`) : error;
    }
  }

  /** The same, unpacked where it is packed by gzip. @throws ReadingError. */
  unpacked(): Buffer {
    const bytes = this.whole();
    return isPacked(bytes) ? unpacked(bytes, LARGEST_WHOLE) : bytes;
  }

  /** Once, when it has been read. */
  asRead(): ReadFile {
    const { path, bytes, changed } = this.file;
    return { path, bytes, changed, sha256: this.#hash.digest('hex') };
  }
}
