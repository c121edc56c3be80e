// The studies of this machine: those in the library's folder, those opened from elsewhere, and the example that ships with
// the program. It knows files, not what is in them. Removing hides a file in a folder of its own until it is restored.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { isCompanion, isTaken, moveStudyFile } from './companions.ts';
import { refusal, StorageError, StudyError } from './study-error.ts';

export const STUDY_ENDING = '.precipice';
const REMOVED = '.removed';
const ELSEWHERE = '.elsewhere.json';
/** Days a removed study is kept. */
const KEPT_DAYS = 30;

export interface LibraryFile {
  /** Stands for the path, so that a face never has to send one. */
  readonly id: string;
  readonly file: string;
  readonly isExample: boolean;
  readonly bytes: number;
  readonly modifiedAt: string;
}

export class Library {
  readonly folder: string;
  readonly #example: string | null;

  /** @throws StorageError where the folder cannot be made. */
  constructor(folder: string, example: string | null) {
    this.folder = path.resolve(folder);
    this.#example = example;
    attempted(`The library folder ${this.folder} cannot be made`, () => {
      mkdirSync(this.folder, { recursive: true });
      this.#purge();
    });
  }

  /** Newest first; the example last. */
  list(): LibraryFile[] {
    const names = attempted(`The library folder ${this.folder} cannot be read`, () =>
      readdirSync(this.folder),
    );
    const own = names
      .filter((name) => name.endsWith(STUDY_ENDING))
      .map((name) => path.join(this.folder, name));
    const files = [...new Set([...own, ...this.#elsewhere()])].flatMap((file) => this.#describe(file, false));
    files.sort((a, b) => b.modifiedAt.localeCompare(a.modifiedAt) || a.file.localeCompare(b.file));
    return this.#example === null ? files : [...files, ...this.#describe(this.#example, true)];
  }

  /** @throws StudyError if no study has this id. */
  find(id: string): LibraryFile {
    const found = this.list().find((entry) => entry.id === id);
    if (!found) throw new StudyError('This study is no longer in the library.');
    return found;
  }

  /** Puts a file on the list; it stays where it is. @throws StudyError if there is no such file. */
  add(file: string): LibraryFile {
    const full = path.resolve(file);
    if (!existsSync(full)) throw new StudyError(`${full} does not exist.`);
    const inside = path.dirname(full) === this.folder || full === this.#example;
    const known = this.#elsewhere();
    if (!inside && !known.includes(full)) this.#remember([...known, full]);
    return this.find(idOf(full));
  }

  /** A path in the folder that no file has yet, nor anything that belongs to one. */
  freePath(name: string): string {
    const stem = name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[.-]+/, '') || 'study';
    for (let number = 1; ; number++) {
      const file = path.join(this.folder, `${stem}${number === 1 ? '' : `-${number}`}${STUDY_ENDING}`);
      if (!isTaken(file)) return file;
    }
  }

  /** Keeps a copy of these bytes in the folder. */
  store(name: string, bytes: Uint8Array): LibraryFile {
    const file = this.freePath(path.basename(name, STUDY_ENDING));
    writeWhole(file, bytes);
    return this.find(idOf(file));
  }

  /** A file from elsewhere is taken off the list and stays; one of the folder is kept aside. */
  remove(id: string): void {
    const { file, isExample } = this.find(id);
    if (isExample) throw new StudyError('The example study ships with the program and cannot be removed.');
    attempted(`${file} cannot be put aside`, () => {
      mkdirSync(path.join(this.folder, REMOVED), { recursive: true });
      if (path.dirname(file) === this.folder) return moveStudyFile(file, this.#removedPath(id, file));
      writeFileSync(this.#removedPath(id, `${path.basename(file)}.link`), file);
      this.#remember(this.#elsewhere().filter((other) => other !== file));
    });
  }

  /** Brings back what `remove` took away. @throws StudyError if it is gone, or its name is taken meanwhile. */
  restore(id: string): LibraryFile {
    const folder = path.join(this.folder, REMOVED);
    const kept = existsSync(folder)
      ? readdirSync(folder).find((name) => name.startsWith(`${id}-`) && !isCompanion(name))
      : undefined;
    if (kept === undefined) throw new StudyError('This study cannot be restored; it is no longer kept.');
    const aside = path.join(folder, kept);
    return attempted(`${aside} cannot be brought back`, () => this.#bringBack(id, kept, aside));
  }

  #bringBack(id: string, kept: string, aside: string): LibraryFile {
    if (kept.endsWith('.link')) {
      const added = this.add(readFileSync(aside, 'utf8'));
      rmSync(aside);
      return added;
    }
    const file = path.join(this.folder, kept.slice(id.length + 1));
    if (existsSync(file)) throw new StudyError(`${file} exists meanwhile; rename that study first.`);
    moveStudyFile(aside, file);
    return this.find(id);
  }

  #removedPath(id: string, file: string): string {
    return path.join(this.folder, REMOVED, `${id}-${path.basename(file)}`);
  }

  #describe(file: string, isExample: boolean): LibraryFile[] {
    const status = statSync(file, { throwIfNoEntry: false });
    if (!status?.isFile()) return [];
    const { size: bytes, mtime } = status;
    return [{ id: idOf(file), file, isExample, bytes, modifiedAt: mtime.toISOString() }];
  }

  #elsewhere(): string[] {
    const list = path.join(this.folder, ELSEWHERE);
    if (!existsSync(list)) return [];
    // Where it is damaged it is listed itself: seen among the files that cannot be opened, it can be removed there.
    return pathsIn(attempted(`${list} cannot be read`, () => readFileSync(list, 'utf8'))) ?? [list];
  }

  #remember(files: readonly string[]): void {
    const list = path.join(this.folder, ELSEWHERE);
    if (files.includes(list)) throw new StudyError(`${list} is damaged; remove it from the library first.`);
    writeWhole(list, new TextEncoder().encode(JSON.stringify(files, null, 2)));
  }

  #purge(): void {
    const folder = path.join(this.folder, REMOVED);
    if (!existsSync(folder)) return;
    const before = Date.now() - KEPT_DAYS * 24 * 3600 * 1000;
    for (const name of readdirSync(folder)) {
      const file = path.join(folder, name);
      if (statSync(file).ctimeMs < before) rmSync(file, { recursive: true });
    }
  }
}

/** @throws StorageError with a sentence that begins so. */
function attempted<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const reason = refusal(error);
    if (reason === null) throw error;
    throw new StorageError(`${what}: ${reason}.`);
  }
}

/** The file is there whole or as it was before. */
function writeWhole(file: string, bytes: Uint8Array): void {
  const partial = `${file}.part`;
  try {
    attempted(`${file} cannot be written`, () => {
      writeFileSync(partial, bytes);
      renameSync(partial, file);
    });
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}

/** null where the list is damaged. */
function pathsIn(text: string): string[] | null {
  try {
    return z.array(z.string()).parse(JSON.parse(text));
  } catch {
    return null;
  }
}

export function idOf(file: string): string {
  return createHash('sha256').update(path.resolve(file)).digest('hex').slice(0, 16);
}
