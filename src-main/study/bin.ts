// The bin of the library: a folder in which deleted studies are kept for some time, every one in a folder of its own, so that no
// deletion can touch what another has kept. A study of one file is moved in one step. Where several files have to be moved, what
// is meant is written down first, and whoever opens the library next finishes it.
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
} from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { isTaken, partsOf, setLogsAside } from './companions.ts';
import { identityOf, lockBeside } from './lock.ts';
import { makeOneFile } from './one-file.ts';
import { LOGS_ENDING, logFolderOf } from './run-logs.ts';
import { StudyError } from './study-error.ts';
import { writeWhole } from './write-whole.ts';

const FOLDER = '.removed';
/** Days a deleted study is kept. */
const KEPT_DAYS = 30;
/** Holds the path of a file that stays where it is, outside the library. */
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
    const before = Date.now() - KEPT_DAYS * 24 * 3600 * 1000;
    for (const name of readdirSync(this.#folder)) {
      const kept = path.join(this.#folder, name);
      if (existsSync(path.join(kept, INTENT))) this.#finish(path.join(kept, INTENT));
      if (lstatSync(kept).ctimeMs < before) rmSync(kept, { recursive: true });
    }
  }

  /**
   * Takes a file of the library's folder; returns the number under which it is kept.
   * @throws StudyError where another process writes it; StorageError where the system does not let it be moved.
   */
  put(file: string): string {
    const { number, folder } = this.#newPlace();
    const kept = path.join(folder, path.basename(file));
    // A link goes, what it leads to stays.
    if (!lstatSync(file).isFile()) {
      renameSync(file, kept);
      return number;
    }
    const unlock = lockBeside(file, file);
    try {
      makeOneFile(file);
      this.#move(folder, file, kept);
      moveLogs(file, kept);
    } finally {
      unlock();
    }
    return number;
  }

  /** Remembers a file that stays where it is. */
  putLink(file: string): string {
    const { number, folder } = this.#newPlace();
    writeWhole(path.join(folder, LINK), new TextEncoder().encode(file));
    return number;
  }

  /** @throws StudyError if nothing is kept under this number, or its name is taken meanwhile. */
  bringBack(number: string): BroughtBack {
    const folder = path.join(this.#folder, number);
    const names = existsSync(folder) ? readdirSync(folder) : [];
    // The names of what SQLite keeps beside a study are longer than its own.
    const name = names
      .filter((each) => !each.endsWith(LOGS_ENDING))
      .toSorted((a, b) => a.length - b.length)[0];
    if (name === undefined) throw new StudyError('This study cannot be restored; it is no longer kept.');
    if (name === LINK) {
      const elsewhere = readFileSync(path.join(folder, LINK), 'utf8');
      rmSync(folder, { recursive: true });
      return { elsewhere };
    }
    const file = path.join(this.#library, name);
    const unlock = lockBeside(file, file);
    try {
      if (existsSync(file)) throw new StudyError(`${file} exists meanwhile; rename that study first.`);
      if (isTaken(file)) setLogsAside(file);
      this.#move(folder, path.join(folder, name), file);
      moveLogs(path.join(folder, name), file);
      rmdirSync(folder);
    } finally {
      unlock();
    }
    return { file };
  }

  #newPlace(): { readonly number: string; readonly folder: string } {
    const number = randomBytes(8).toString('hex');
    const folder = path.join(this.#folder, number);
    mkdirSync(folder, { recursive: true });
    return { number, folder };
  }

  /** `folder`: that of the deleted study. */
  #move(folder: string, from: string, to: string): void {
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
    const file = path.join(folder, INTENT);
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

/** What trainers printed goes with its study, unless another's lies where it would go. */
function moveLogs(from: string, to: string): void {
  const [there, here] = [logFolderOf(from), logFolderOf(to)];
  if (!lstatSync(there, { throwIfNoEntry: false })?.isDirectory()) return;
  if (existsSync(here)) renameSync(here, `${here}.of-another-study-${Date.now()}`);
  renameSync(there, here);
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
