// Where exports go: a file that appears whole or not at all, and never in the place of a study or of what is no plain file.
import { randomBytes } from 'node:crypto';
import { lstatSync, readSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { belongsToStudy, withFile } from '../study/file-header.ts';
import { UsageError } from './usage.ts';

/**
 * @param out path of the file to write; a link to a plain file is followed.
 * @param named the same as the user gave it.
 * @throws UsageError where that may not be written over, Error where it cannot be written.
 */
export function writeOut(out: string, named: string, content: Uint8Array): void {
  const target = checkOut(out, named);
  const partial = path.join(path.dirname(target), `.${randomBytes(8).toString('hex')}.part`);
  try {
    writeFileSync(partial, content, { flag: 'wx' });
    renameSync(partial, target);
  } catch (error) {
    rmSync(partial, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(
      `--out is "${named}", which cannot be written (${code ?? 'unknown reason'}); its folder must exist and be writable.`,
    );
  }
}

/** How the exports begin whose like users have themselves: a table of runs that they imported must not be lost. */
const OWN_BEGINNINGS: Readonly<Partial<Record<string, string>>> = {
  csv: 'recipe,learning_rate,batch_size,seed,state,label,',
  json: '{"format":"precipice-study",',
};

/**
 * Checks the path that an export takes where none was named.
 * @param shown the same as it is told to the user.
 * @throws UsageError where a file of that name is there which is no such export.
 */
export function checkUnnamedOut(out: string, shown: string, format: string): void {
  const own = OWN_BEGINNINGS[format];
  const status = lstatSync(out, { throwIfNoEntry: false });
  if (own === undefined || !status?.isFile() || beginning(out, own.length) === own) return;
  throw new UsageError(
    `${shown} is there already and was not exported by Precipice; say with --out where to write, or move it.`,
  );
}

function beginning(file: string, length: number): string {
  return withFile(file, 'r', (handle) => {
    const bytes = Buffer.alloc(length);
    return bytes.toString('latin1', 0, readSync(handle, bytes, 0, length, 0));
  });
}

/** Checks it before the work begins that makes the content. Returns the path without links. */
export function checkOut(out: string, named: string): string {
  const status = lstatSync(out, { throwIfNoEntry: false });
  if (!status) {
    if (!belongsToStudy(out)) return out;
    throw refused(named, 'a file that SQLite would take for a part of a study');
  }
  const real = status.isSymbolicLink() ? linkTarget(out, named) : out;
  if (!lstatSync(real).isFile()) throw refused(named, status.isDirectory() ? 'a folder' : 'no plain file');
  if (belongsToStudy(real)) throw refused(named, 'a study or a part of one');
  return real;
}

function linkTarget(out: string, named: string): string {
  try {
    return realpathSync(out);
  } catch {
    throw refused(named, 'a link that leads nowhere');
  }
}

function refused(named: string, what: string): UsageError {
  return new UsageError(
    `--out is "${named}", which is ${what}; it must be a new file, or one to write over.`,
  );
}
