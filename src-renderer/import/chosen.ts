// What its user chose or dropped: files, each with its path from the folder that was chosen, in sets of those that belong together.

export interface ChosenFile {
  readonly path: string;
  readonly file: File;
}

/** Of a drop: what can be had of it only while it is handled, to be read afterwards. */
export interface Dropped {
  /** The files and folders themselves. */
  readonly files: readonly File[];
  readonly entries: readonly FileSystemEntry[];
}

/** What SQLite keeps beside a database, which is found there. */
const COMPANION = /-(wal|journal)$/;

/** Of a field for files, or for a folder. */
export function chosenFiles(files: readonly File[]): readonly ChosenFile[] {
  return files.map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/** Without what lies beside a database and is no input of its own. */
export function inputFiles(files: readonly ChosenFile[]): readonly ChosenFile[] {
  return files.filter(({ path }) => !COMPANION.test(path));
}

export function droppedOf({ files, items }: DataTransfer): Dropped {
  const entries = [...items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  return { files: [...files], entries };
}

/** Folders that were dropped, each by itself, and the files, together. */
export function setsOfDrop({ files, entries }: Dropped): readonly Dropped[] {
  const isFolder = (file: File) => entries.some(({ name, isDirectory }) => isDirectory && name === file.name);
  const folders = entries
    .filter(({ isDirectory }) => isDirectory)
    .map((entry) => ({ entries: [entry], files: files.filter(({ name }) => name === entry.name) }));
  const loose = {
    entries: entries.filter(({ isDirectory }) => !isDirectory),
    files: files.filter((file) => !isFolder(file)),
  };
  return loose.entries.length === 0 ? folders : [...folders, loose];
}

/** All files in what was dropped. `found` is told how many there are so far; true from it ends the search. */
export async function filesOfDrop(
  { entries }: Dropped,
  found: (files: number) => boolean,
): Promise<readonly ChosenFile[]> {
  const all: ChosenFile[] = [];
  const visit = async (entry: FileSystemEntry): Promise<void> => {
    if (entry.isFile) {
      const file = await new Promise<File>((resolve, reject) =>
        (entry as FileSystemFileEntry).file(resolve, reject),
      );
      all.push({ path: entry.fullPath.replace(/^\//, ''), file });
    } else {
      for (const inside of await entriesOf(entry as FileSystemDirectoryEntry)) {
        if (found(all.length)) return;
        await visit(inside);
      }
    }
  };
  for (const entry of entries) await visit(entry);
  return all;
}

/** They come some at a time, until none come. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return all;
    all.push(...some);
  }
}

/** What was dropped on another view, until the import takes it. */
let handed: Dropped | null = null;

export function handToImport(dropped: Dropped): void {
  handed = dropped;
}

export function takeHanded(): Dropped | null {
  const dropped = handed;
  handed = null;
  return dropped;
}
