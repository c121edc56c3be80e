// Writes a small file of this program's own so that it is there whole or as it was before.
import { randomBytes } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { refusal, StorageError } from './study-error.ts';

/** @throws StorageError. */
export function writeWhole(file: string, bytes: Uint8Array): void {
  const partial = `${file}.${randomBytes(4).toString('hex')}.part`;
  try {
    attempted(`${file} cannot be written`, () => {
      writeFileSync(partial, bytes, { flag: 'wx' });
      renameSync(partial, file);
    });
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}

/** @throws StorageError with a sentence that begins so. */
export function attempted<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const reason = refusal(error);
    if (reason === null) throw error;
    throw new StorageError(`${what}: ${reason}.`);
  }
}
