// The files of a folder, as a tree: bounded in depth and in number, without following symbolic links (a link to a run would be that
// run twice, a link to a folder above a walk without end). What could not be listed is said, never passed over in silence.
import { lstatSync, readdirSync, realpathSync, statSync, type Dirent } from 'node:fs';
import path from 'node:path';
import { ImportError } from '../import-error.ts';

export interface FolderFile {
  readonly name: string;
  /** From the folder that was chosen, parts joined by `/`. */
  readonly path: string;
  readonly absolute: string;
  readonly bytes: number;
  /** Last changed, in milliseconds since 1970. */
  readonly changed: number;
}

export interface Folder {
  /** Its own name; of the folder that was chosen, that folder's. */
  readonly name: string;
  /** From the folder that was chosen; '' is that one. */
  readonly path: string;
  readonly files: readonly FolderFile[];
  readonly folders: readonly Folder[];
}

export interface Walked {
  readonly root: Folder;
  readonly files: number;
  /** Folders and files that could not be listed, a sentence each: there may be runs in them. */
  readonly unreadable: readonly string[];
  readonly links: number;
}

/** Deeper than any tool nests its runs. */
const DEEPEST = 32;
/** Files and folders of one import; a checkpoint folder has thousands, a folder of 10,000 runs some hundred thousand. */
const MOST_ENTRIES = 2_000_000;
/** Folders of tools that keep no runs. */
const SKIPPED: ReadonlySet<string> = new Set([
  '.git',
  '.trash',
  'node_modules',
  '__pycache__',
  '.venv',
  'site-packages',
]);

/** Sorted by name, so that two walks of one folder agree. `seen` is told how many entries there were so far. */
export function walk(folder: string, seen: (entries: number) => void = () => undefined): Walked {
  const absolute = realpathSync(folder);
  const unreadable: string[] = [];
  let [files, entries, links] = [0, 0, 0];
  const visit = (name: string, relative: string, at: string, depth: number): Folder => {
    const own: FolderFile[] = [];
    const folders: Folder[] = [];
    for (const entry of listed(at, relative, unreadable)) {
      if (++entries > MOST_ENTRIES) {
        throw new ImportError(
          `${name} holds more than ${MOST_ENTRIES} files and folders; choose one inside it.`,
        );
      }
      if (entries % 1024 === 0) seen(entries);
      const below = relative === '' ? entry.name : `${relative}/${entry.name}`;
      const place = path.join(at, entry.name);
      if (entry.isSymbolicLink()) links++;
      else if (entry.isDirectory()) {
        if (SKIPPED.has(entry.name)) continue;
        if (depth === DEEPEST)
          unreadable.push(`${below} lies more than ${DEEPEST} folders deep and was not read.`);
        else folders.push(visit(entry.name, below, place, depth + 1));
      } else if (entry.isFile()) {
        const status = lstatSync(place, { throwIfNoEntry: false });
        if (!status) continue;
        files++;
        own.push({
          name: entry.name,
          path: below,
          absolute: place,
          bytes: status.size,
          changed: status.mtimeMs,
        });
      }
    }
    return { name, path: relative, files: own, folders };
  };
  return { root: visit(path.basename(absolute), '', absolute, 0), files, unreadable, links };
}

function listed(at: string, relative: string, unreadable: string[]): Dirent[] {
  try {
    return readdirSync(at, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (!isSystemError(error)) throw error;
    unreadable.push(`${relative || '.'} could not be read (${error.code}): there may be runs in it.`);
    return [];
  }
}

export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return (
    error instanceof Error && typeof (error as NodeJS.ErrnoException).code === 'string' && 'syscall' in error
  );
}

/** One file as a walk would have it; null where there is none. */
export function fileAt(place: string): FolderFile | null {
  const status = statSync(place, { throwIfNoEntry: false });
  if (!status?.isFile()) return null;
  const name = path.basename(place);
  return { name, path: name, absolute: realpathSync(place), bytes: status.size, changed: status.mtimeMs };
}

export function isFolder(place: string): boolean {
  return statSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
