// The studies of this machine: those in the library's folder, those opened from elsewhere, and the examples that ship with
// the program. It knows files, not what is in them. What is removed is kept in bin.ts until it is restored.
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { Bin } from './bin.ts';
import { isTaken, putInPlace, STUDY_ENDING } from './companions.ts';
import { lockBeside } from './lock.ts';
import { refusal, StudyError } from './study-error.ts';
import { attempted, writeWhole } from './write-whole.ts';

const ELSEWHERE = '.elsewhere.json';
/** Bytes of a name without its ending: systems take 255, and logs that are set aside have the longest names. */
const LONGEST_STEM = 180;
/** A file that is being handed over, until it is known to be a study. */
const INCOMING = '.incoming-';
/** Milliseconds after which such a file is what a killed process left. */
const LONGEST_UPLOAD = 24 * 3600 * 1000;
/** Milliseconds in which the system has to say something about a file; a network disk that is gone never does. */
const PATIENCE = 2000;

/** A file that the library lists. */
export interface LibraryItem {
  /** Stands for the path, so that a face never has to send one. */
  readonly id: string;
  readonly file: string;
  readonly isExample: boolean;
}

/** What is there. */
export interface LibraryFile extends LibraryItem {
  readonly bytes: number;
  readonly modifiedAt: string;
}

/** What cannot be had at a item, with the reason in one sentence. */
export interface LostFile extends LibraryItem {
  readonly problem: string;
}

type Describe = (file: string) => Promise<{ readonly size: number; readonly mtime: Date; isFile(): boolean }>;

export class Library {
  readonly folder: string;
  readonly #examples: readonly string[];
  readonly #describe: Describe;
  readonly #bin: Bin;

  /**
   * `describe` asks the system about a file.
   * @throws StorageError where the folder cannot be made.
   */
  constructor(folder: string, examples: readonly string[], describe: Describe = stat) {
    this.folder = path.resolve(folder);
    this.#examples = examples;
    this.#describe = describe;
    this.#bin = new Bin(this.folder);
    attempted(`The library folder ${this.folder} cannot be made`, () => {
      mkdirSync(this.folder, { recursive: true });
      this.#bin.tidy();
      this.#forgetIncoming();
    });
  }

  /** What is there, newest first and the examples last, and what cannot be had. One bad entry costs no other. */
  async list(): Promise<{ readonly files: LibraryFile[]; readonly lost: LostFile[] }> {
    const entries = await Promise.all(this.#items().map((item) => this.#entry(item)));
    const files = entries.filter((entry) => entry !== null && 'bytes' in entry);
    const own = files.filter(({ isExample }) => !isExample);
    own.sort((a, b) => b.modifiedAt.localeCompare(a.modifiedAt) || a.file.localeCompare(b.file));
    return {
      files: [...own, ...files.filter(({ isExample }) => isExample)],
      lost: entries.filter((entry) => entry !== null && 'problem' in entry),
    };
  }

  /** Asks the system about no file. @throws StudyError if no study has this id. */
  find(id: string): LibraryItem {
    const found = this.#items().find((item) => item.id === id);
    if (!found) throw new StudyError('This study is no longer in the library.');
    return found;
  }

  /** @throws StudyError if no study has this id, or its file cannot be had. */
  async describe(id: string): Promise<LibraryFile> {
    const entry = await this.#entry(this.find(id));
    if (entry && 'bytes' in entry) return entry;
    throw new StudyError(entry?.problem ?? 'This study is no longer in the library.');
  }

  /** Puts a file on the list; it stays where it is. @throws StudyError if there is no such file. */
  add(file: string): LibraryItem {
    const full = path.resolve(file);
    if (!existsSync(full)) throw new StudyError(`${full} does not exist.`);
    const inside = path.dirname(full) === this.folder || this.#examples.includes(full);
    const known = this.#elsewhere();
    if (!inside && !known.includes(full)) this.#remember([...known, full]);
    return this.find(idOf(full));
  }

  /** A path in the folder that no file has yet, nor anything that belongs to one. */
  freePath(name: string): string {
    const plain = name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[.-]+/, '');
    const stem = cutToBytes(plain, LONGEST_STEM) || 'study';
    for (let number = 1; ; number++) {
      const file = path.join(this.folder, `${stem}${number === 1 ? '' : `-${number}`}${STUDY_ENDING}`);
      if (!isTaken(file)) return file;
    }
  }

  /**
   * Keeps a copy of these bytes in the folder, once `check` has found them to be a study; what is refused is never seen in the
   * library and leaves nothing.
   */
  async receive(
    name: string,
    bytes: Uint8Array,
    check: (file: string) => Promise<unknown>,
  ): Promise<LibraryItem> {
    const partial = path.join(this.folder, `${INCOMING}${randomBytes(8).toString('hex')}${STUDY_ENDING}`);
    try {
      attempted(`${name} cannot be kept in ${this.folder}`, () => {
        writeFileSync(partial, bytes, { flag: 'wx' });
      });
      await check(partial);
      const file = this.freePath(path.basename(name, STUDY_ENDING));
      const unlock = lockBeside(file, file);
      try {
        putInPlace(partial, file);
      } finally {
        unlock();
      }
      return this.find(idOf(file));
    } finally {
      rmSync(partial, { force: true });
    }
  }

  /**
   * A file from elsewhere is taken off the list and stays; one of the folder goes to the bin. Returns the number by which it can
   * be restored.
   */
  remove(id: string): string {
    const { file, isExample } = this.find(id);
    if (isExample) throw new StudyError('An example study ships with the program and cannot be removed.');
    return attempted(`${file} cannot be put aside`, () => {
      if (path.dirname(file) === this.folder) return this.#bin.put(file);
      const number = this.#bin.putLink(file);
      this.#remember(this.#elsewhere().filter((other) => other !== file));
      return number;
    });
  }

  /** Brings back what `remove` took away. @throws StudyError if it is gone, or its name is taken meanwhile. */
  restore(number: string): LibraryItem {
    return attempted('The study cannot be brought back', () => {
      const back = this.#bin.bringBack(number);
      return 'file' in back ? this.find(idOf(back.file)) : this.add(back.elsewhere);
    });
  }

  #items(): LibraryItem[] {
    const names = attempted(`The library folder ${this.folder} cannot be read`, () =>
      readdirSync(this.folder),
    );
    const own = names
      .filter((name) => name.endsWith(STUDY_ENDING) && !name.startsWith(INCOMING))
      .map((name) => path.join(this.folder, name));
    const files = [...new Set([...own, ...this.#elsewhere()])].map((file) => itemOf(file, false));
    return [...files, ...this.#examples.map((file) => itemOf(file, true))];
  }

  /** null for a folder, and for a file from elsewhere that is gone: its disk may come back. */
  async #entry(item: LibraryItem): Promise<LibraryFile | LostFile | null> {
    const { file } = item;
    try {
      const status = await within(PATIENCE, this.#describe(file));
      if (status === null) {
        return { ...item, problem: `${file} cannot be read: its disk does not answer.` };
      }
      if (!status.isFile()) return null;
      return { ...item, bytes: status.size, modifiedAt: status.mtime.toISOString() };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' && path.dirname(file) !== this.folder) return null;
      const reason =
        code === 'ENOENT'
          ? 'it is a link to a file that does not exist'
          : code === 'ELOOP'
            ? 'it is a link that leads back to itself'
            : (refusal(error) ?? (error as Error).message);
      return { ...item, problem: `${file} cannot be read: ${reason}.` };
    }
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

  #forgetIncoming(): void {
    for (const name of readdirSync(this.folder).filter((each) => each.startsWith(INCOMING))) {
      const file = path.join(this.folder, name);
      if (statSync(file).mtimeMs < Date.now() - LONGEST_UPLOAD) rmSync(file);
    }
  }
}

function itemOf(file: string, isExample: boolean): LibraryItem {
  return { id: idOf(file), file, isExample };
}

/** As many characters from the beginning as take no more bytes. */
function cutToBytes(text: string, bytes: number): string {
  let cut = text.slice(0, bytes);
  while (Buffer.byteLength(cut) > bytes) cut = [...cut].slice(0, -1).join('');
  return cut;
}

/** null where the answer takes longer. */
async function within<T>(milliseconds: number, answer: Promise<T>): Promise<T | null> {
  const late = new AbortController();
  try {
    return await Promise.race([answer, sleep(milliseconds, null, { signal: late.signal })]);
  } finally {
    late.abort();
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
