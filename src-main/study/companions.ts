// The files that SQLite keeps beside a study while it is written, and that a killed writer leaves. SQLite knows them by their
// names alone: what is left of one study would be taken into any other that comes to stand under the same name.
import { existsSync, renameSync, rmSync } from 'node:fs';

const ENDINGS = ['-wal', '-shm', '-journal'] as const;

const companionsOf = (file: string): string[] => ENDINGS.map((ending) => `${file}${ending}`);

export function isCompanion(name: string): boolean {
  return ENDINGS.some((ending) => name.endsWith(ending));
}

/** Whether the file or something that belongs to one of this name is there. */
export function isTaken(file: string): boolean {
  return [file, ...companionsOf(file)].some((path) => existsSync(path));
}

/** Nobody may be writing a study of this name. */
export function removeStudyFile(file: string): void {
  for (const path of [file, ...companionsOf(file)]) rmSync(path, { force: true });
}

/** Puts a closed study under its name, and nothing that was left there before into it. */
export function putInPlace(partial: string, file: string): void {
  for (const path of companionsOf(file)) rmSync(path, { force: true });
  renameSync(partial, file);
}

/** Moves a study with what its killed writer left, so that its finished runs go with it. */
export function moveStudyFile(from: string, to: string): void {
  putInPlace(from, to);
  for (const ending of ENDINGS) {
    if (existsSync(`${from}${ending}`)) renameSync(`${from}${ending}`, `${to}${ending}`);
  }
}
