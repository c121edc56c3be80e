// The bin of the library: a folder in which deleted studies are kept for some time, every one under a number of its own, so
// that no deletion can touch what another has kept. A study of one file is moved in one step. Where several files have to be moved, what is
// meant is written down first, and whoever opens the library next finishes it.
import { randomBytes } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { isTaken, partsOf, setLogsAside } from './companions.ts';
import { identityOf, lockBeside } from './lock.ts';
import { makeOneFile } from './one-file.ts';
import { StudyError } from './study-error.ts';
import { writeWhole } from './write-whole.ts';

const FOLDER = '.removed';
/** Days a deleted study is kept. */
const KEPT_DAYS = 30;
/** What stands for a file that stays where it is, outside the library. */
const LINK = '.link';
const INTENT = '.intent';

const intent = z.array(z.strictObject({ from: z.string(), to: z.string(), identity: z.string().nullable() }));
type Intent = z.infer<typeof intent>;

/** What was in the bin: a file that is back in the library's folder, or the path of one that never left its place. */
export type BroughtBack = { readonly file: string } | { readonly elsewhere: string };

export class Bin {
  readonly #library: string;
  readonly #folder: string;

  constructor(libraryFolder: string) {
    this.#library = libraryFolder;
    this.#folder = path.join(libraryFolder, FOLDER);
  }

  /** Finishes what was interrupted, and lets go of what was kept long enough. */
  tidy(): void {
    if (!existsSync(this.#folder)) return;
    for (const name of this.#names().filter((each) => each.endsWith(INTENT))) {
      this.#finish(path.join(this.#folder, name));
    }
    const before = Date.now() - KEPT_DAYS * 24 * 3600 * 1000;
    for (const name of this.#names()) {
      const file = path.join(this.#folder, name);
      if (lstatSync(file).ctimeMs < before) rmSync(file, { recursive: true });
    }
  }

  /**
   * Takes a file of the library's folder; returns the number under which it is kept.
   * @throws StudyError where another process writes it; StorageError where the system does not let it be moved.
   */
  put(file: string): string {
    const [number, kept] = this.#newPlace(path.basename(file));
    // A link goes, what it leads to stays.
    if (!lstatSync(file).isFile()) {
      renameSync(file, kept);
      return number;
    }
    const unlock = lockBeside(file, file);
    try {
      makeOneFile(file);
      this.#move(number, file, kept);
    } finally {
      unlock();
    }
    return number;
  }

  /** Remembers a file that stays where it is. */
  putLink(file: string): string {
    const [number, kept] = this.#newPlace(`${path.basename(file)}${LINK}`);
    writeWhole(kept, new TextEncoder().encode(file));
    return number;
  }

  /** @throws StudyError if nothing is kept under this number, or its name is taken meanwhile. */
  bringBack(number: string): BroughtBack {
    const found = existsSync(this.#folder)
      ? this.#names().filter((name) => name.startsWith(`${number}-`))
      : [];
    // A companion's name is longer than that of its study.
    const name = found.toSorted((a, b) => a.length - b.length)[0];
    if (name === undefined) throw new StudyError('This study cannot be restored; it is no longer kept.');
    const kept = path.join(this.#folder, name);
    if (name.endsWith(LINK)) {
      const elsewhere = readFileSync(kept, 'utf8');
      rmSync(kept);
      return { elsewhere };
    }
    const file = path.join(this.#library, name.slice(number.length + 1));
    const unlock = lockBeside(file, file);
    try {
      if (existsSync(file)) throw new StudyError(`${file} exists meanwhile; rename that study first.`);
      if (isTaken(file)) setLogsAside(file);
      this.#move(number, kept, file);
    } finally {
      unlock();
    }
    return { file };
  }

  #names(): string[] {
    return readdirSync(this.#folder);
  }

  #newPlace(name: string): [number: string, file: string] {
    mkdirSync(this.#folder, { recursive: true });
    const number = randomBytes(8).toString('hex');
    return [number, path.join(this.#folder, `${number}-${name}`)];
  }

  #move(number: string, from: string, to: string): void {
    const parts = partsOf(from);
    if (parts.length === 1) {
      renameSync(from, to);
      return;
    }
    const meant: Intent = parts.map((part) => ({
      from: part,
      to: `${to}${part.slice(from.length)}`,
      identity: identityOf(part),
    }));
    const file = path.join(this.#folder, `${number}${INTENT}`);
    writeWhole(file, new TextEncoder().encode(JSON.stringify(meant)));
    this.#finish(file);
  }

  /** Moves what has not been moved; what stands under a name by now and was not meant stays. */
  #finish(file: string): void {
    for (const { from, to, identity } of intentIn(file)) {
      if (identity !== null && identityOf(from) === identity) renameSync(from, to);
    }
    rmSync(file);
  }
}

/** Nothing where it is damaged: it is written in one step, so a foreign hand was at it. */
function intentIn(file: string): Intent {
  try {
    return intent.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return [];
    throw error;
  }
}
