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
import { StudyError } from './open.ts';

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

  /** @throws StudyError where the folder cannot be made. */
  constructor(folder: string, example: string | null) {
    this.folder = path.resolve(folder);
    this.#example = example;
    try {
      mkdirSync(this.folder, { recursive: true });
    } catch (error) {
      throw new StudyError(`The library folder ${this.folder} cannot be made: ${(error as Error).message}.`);
    }
    this.#purge();
  }

  /** Newest first; the example last. */
  list(): LibraryFile[] {
    const own = readdirSync(this.folder)
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

  /** A path in the folder that no file has yet. */
  freePath(name: string): string {
    const stem = name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[.-]+/, '') || 'study';
    for (let number = 1; ; number++) {
      const file = path.join(this.folder, `${stem}${number === 1 ? '' : `-${number}`}${STUDY_ENDING}`);
      if (!existsSync(file)) return file;
    }
  }

  /** Keeps a copy of these bytes in the folder. */
  store(name: string, bytes: Uint8Array): LibraryFile {
    const file = this.freePath(path.basename(name, STUDY_ENDING));
    const partial = `${file}.part`;
    writeFileSync(partial, bytes);
    renameSync(partial, file);
    return this.find(idOf(file));
  }

  /** A file from elsewhere is taken off the list and stays; one of the folder is kept aside. */
  remove(id: string): void {
    const { file, isExample } = this.find(id);
    if (isExample) throw new StudyError('The example study ships with the program and cannot be removed.');
    if (path.dirname(file) === this.folder) {
      mkdirSync(path.join(this.folder, REMOVED), { recursive: true });
      renameSync(file, this.#removedPath(id, file));
    } else {
      this.#remember(this.#elsewhere().filter((other) => other !== file));
      writeFileSync(this.#removedPath(id, `${path.basename(file)}.link`, true), file);
    }
  }

  /** Brings back what `remove` took away. @throws StudyError if it is gone, or its name is taken meanwhile. */
  restore(id: string): LibraryFile {
    const folder = path.join(this.folder, REMOVED);
    const kept = existsSync(folder)
      ? readdirSync(folder).find((name) => name.startsWith(`${id}-`))
      : undefined;
    if (kept === undefined) throw new StudyError('This study cannot be restored; it is no longer kept.');
    const aside = path.join(folder, kept);
    if (kept.endsWith('.link')) {
      const file = readFileSync(aside, 'utf8');
      rmSync(aside);
      return this.add(file);
    }
    const file = path.join(this.folder, kept.slice(id.length + 1));
    if (existsSync(file)) throw new StudyError(`${file} exists meanwhile; rename that study first.`);
    renameSync(aside, file);
    return this.find(id);
  }

  #removedPath(id: string, file: string, make = false): string {
    const folder = path.join(this.folder, REMOVED);
    if (make) mkdirSync(folder, { recursive: true });
    return path.join(folder, `${id}-${path.basename(file)}`);
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
    const paths: unknown = JSON.parse(readFileSync(list, 'utf8'));
    return Array.isArray(paths) ? paths.filter((entry) => typeof entry === 'string') : [];
  }

  #remember(files: readonly string[]): void {
    const list = path.join(this.folder, ELSEWHERE);
    writeFileSync(`${list}.part`, JSON.stringify(files, null, 2));
    renameSync(`${list}.part`, list);
  }

  #purge(): void {
    const folder = path.join(this.folder, REMOVED);
    if (!existsSync(folder)) return;
    const before = Date.now() - KEPT_DAYS * 24 * 3600 * 1000;
    for (const name of readdirSync(folder)) {
      const file = path.join(folder, name);
      if (statSync(file).ctimeMs < before) rmSync(file);
    }
  }
}

export function idOf(file: string): string {
  return createHash('sha256').update(path.resolve(file)).digest('hex').slice(0, 16);
}
