// The hold on the file of a study that is being written: whether the file at its path is still the one that was opened, and where its
// contents go if it is not. On POSIX systems a file can be removed while it is open; what is written then is lost with it.
import type Database from 'better-sqlite3';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { putInPlace, removeStudyFile } from './companions.ts';
import { identityOf } from './lock.ts';

export class FileHold {
  readonly file: string;
  readonly #identity: string | null;
  #savedAs: string | null = null;

  /** `file`: without symbolic links. */
  constructor(file: string) {
    this.file = file;
    this.#identity = identityOf(file);
  }

  isHeld(): boolean {
    return this.#savedAs === null && identityOf(this.file) === this.#identity;
  }

  /** Where the contents went after the file was lost; null before. */
  get savedAs(): string | null {
    return this.#savedAs;
  }

  /** Writes everything to the same path, or beside it where another file has taken that. */
  save(database: Database.Database): void {
    mkdirSync(path.dirname(this.file), { recursive: true });
    const target = freePath(this.file);
    const partial = `${target}.part`;
    removeStudyFile(partial);
    database.prepare('VACUUM INTO ?').run(partial);
    // What lies beside its place is its own log, of which all is in the copy.
    if (target === this.file) removeStudyFile(target);
    putInPlace(partial, target);
    this.#savedAs = target;
  }
}

function freePath(file: string): string {
  const { dir, name, ext } = path.parse(file);
  for (let number = 0; ; number++) {
    const suffix = number === 0 ? '' : `-saved${number === 1 ? '' : `-${number}`}`;
    const candidate = path.join(dir, `${name}${suffix}${ext}`);
    if (!existsSync(candidate)) return candidate;
  }
}
