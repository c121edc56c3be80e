// Files that a browser gives for an import, in folders of their own for as long as they may be needed: a page may be on another machine,
// and does not say where its files lie. Bounded: the folder of a large set of runs is named by its path.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LARGEST_UPLOAD, MOST_UPLOADED, type UploadedPlace } from '../contract/contract.ts';
import { ApiError } from './errors.ts';

/** Sets of files that are kept at once, and their bytes; the oldest goes. */
const MOST_SETS = 200;
const MOST_BYTES = 4 * LARGEST_UPLOAD;
/** As deep as an import looks, and one. */
const DEEPEST = 33;
const LONGEST_NAME = 255;
/** What no name of a file is on every system. */
const STRANGE = /[\\:*?"<>|\p{Cc}]/u;
/** What SQLite keeps beside a database. */
const COMPANION = /-(wal|journal)$/;

interface UploadedFiles {
  readonly path: string;
  readonly bytes: Uint8Array;
}

interface Uploaded {
  readonly folder: string;
  bytes: number;
  files: number;
}

export class Uploads {
  /** By what the faces call them; the oldest first. */
  readonly #sets = new Map<string, Uploaded>();
  readonly #forgotten = new Set<string>();

  /** @throws ApiError. */
  add(into: string | null, files: readonly UploadedFiles[]): UploadedPlace {
    const name = into ?? this.#begin();
    const set = this.#sets.get(name);
    if (!set) throw new ApiError('bad-request', 'The files that were sent are gone; choose them again.');
    for (const { path: relative, bytes } of files) {
      set.bytes += bytes.length;
      set.files++;
      if (set.bytes > LARGEST_UPLOAD || set.files > MOST_UPLOADED) {
        this.#remove(name);
        throw new ApiError(
          'bad-request',
          `A browser may send at most ${MOST_UPLOADED} files of ${LARGEST_UPLOAD} bytes in all; name the folder by its path on the machine that Precipice runs on.`,
        );
      }
      this.#makeRoom(name);
      const file = path.join(set.folder, ...partsOf(relative));
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, bytes);
    }
    return { into: name, place: placeIn(set.folder) };
  }

  /** Whether its files were chosen one by one, so that what lay beside them need not be there. */
  holds(place: string): boolean {
    return [...this.#sets.values()].some(({ folder }) => place.startsWith(folder + path.sep));
  }

  /** Whether it was there, and gave way to others. */
  hasForgotten(place: string): boolean {
    return [...this.#forgotten].some((folder) => place === folder || place.startsWith(folder + path.sep));
  }

  close(): void {
    for (const name of [...this.#sets.keys()]) this.#remove(name);
  }

  #begin(): string {
    const name = randomBytes(12).toString('hex');
    const folder = path.join(mkdtempSync(path.join(tmpdir(), 'precipice-upload-')), 'runs');
    mkdirSync(folder);
    this.#sets.set(name, { folder, bytes: 0, files: 0 });
    return name;
  }

  #makeRoom(own: string): void {
    let bytes = [...this.#sets.values()].reduce((sum, set) => sum + set.bytes, 0);
    for (const [name, set] of this.#sets) {
      if (name === own || (bytes <= MOST_BYTES && this.#sets.size <= MOST_SETS)) return;
      bytes -= set.bytes;
      this.#remove(name);
    }
  }

  #remove(name: string): void {
    const { folder } = this.#sets.get(name)!;
    this.#forgotten.add(folder);
    this.#sets.delete(name);
    rmSync(path.dirname(folder), { recursive: true, force: true });
  }
}

/** @throws ApiError where it is no path inside a folder. */
function partsOf(relative: string): readonly string[] {
  const parts = relative.split('/');
  const isName = (part: string) =>
    part !== '' && part !== '.' && part !== '..' && part.length <= LONGEST_NAME && !STRANGE.test(part);
  if (parts.length <= DEEPEST && parts.every(isName)) return parts;
  throw new ApiError('bad-request', `"${relative.slice(0, 200)}" is no path of a file in a folder.`);
}

/** The one file or folder in it, but for what SQLite keeps beside that; else the folder itself. */
function placeIn(folder: string): string {
  const names = readdirSync(folder).filter(
    (name) => !COMPANION.test(name) || !existsSync(path.join(folder, name.replace(COMPANION, ''))),
  );
  return names.length === 1 ? path.join(folder, names[0]!) : folder;
}
