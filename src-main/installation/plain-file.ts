// Where a file of the program lies as a plain file. The installed desktop app runs from an archive, which Electron alone can
// read: what native code or the plain Node opens lies in a folder beside it, by the same path. Elsewhere every file is plain.
import path from 'node:path';

/** In the installed app both lie in Electron's folder of resources (electron-builder.yml). */
const ARCHIVE = `app.asar${path.sep}`;
const BESIDE = `engine${path.sep}`;

export function plainFile(file: string): string {
  return file.replace(ARCHIVE, BESIDE);
}
