// The files that SQLite keeps beside a study while it is written, and that a killed writer leaves. SQLite knows them by their
// names alone: what is left of one study would be taken into any other that comes to stand under the same name. So what
// belongs to no study of its name is set aside, never removed: it may be all that is left of finished runs.
import { randomBytes } from 'node:crypto';
import { constants, copyFileSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { StudyError } from './study-error.ts';

/** Of the name of a study file. */
export const STUDY_ENDING = '.precipice';
/** What SQLite writes changes to before they are in the file. */
const LOGS = ['-wal', '-journal'] as const;
/** An index of the log, made anew from it. */
const INDEX = '-shm';
const ENDINGS = [...LOGS, INDEX] as const;
const ASIDE = '.set-aside-';

const companionsOf = (file: string): string[] => ENDINGS.map((ending) => `${file}${ending}`);

/** Whether the file or something that belongs to one of this name is there. */
export function isTaken(file: string): boolean {
  return [file, ...companionsOf(file)].some((path) => existsSync(path));
}

export function logsOf(file: string): string[] {
  return LOGS.map((ending) => `${file}${ending}`).filter((log) => existsSync(log));
}

export function hasLog(file: string): boolean {
  return logsOf(file).length > 0;
}

/** The file, and what SQLite would take for its own beside it, as far as they are there. */
export function partsOf(file: string): string[] {
  return [file, ...companionsOf(file)].filter((part) => existsSync(part));
}

/** Where the study of such a file is made until it is whole. */
export function partialFile(file: string): string {
  return `${file}.part`;
}

/** Nobody may be writing a study of this name. */
export function removeStudyFile(file: string): void {
  for (const part of [file, ...companionsOf(file)]) rmSync(part, { force: true });
}

/** Gives logs that belong to no study of this name another one, so that SQLite takes them into none. Returns their new names. */
export function setLogsAside(file: string): string[] {
  const aside = `${ASIDE}${randomBytes(4).toString('hex')}`;
  const moved = logsOf(file);
  for (const log of moved) renameSync(log, `${log}${aside}`);
  rmSync(`${file}${INDEX}`, { force: true });
  return moved.map((log) => path.basename(`${log}${aside}`));
}

/** Returns the name of the copy. */
export function copyAside(log: string): string {
  const copy = `${log}${ASIDE}${randomBytes(4).toString('hex')}`;
  copyFileSync(log, copy, constants.COPYFILE_FICLONE);
  return path.basename(copy);
}

/** Names of the logs that were set aside for a study of this name, in its folder. */
export function logsSetAside(file: string): string[] {
  const beginnings = LOGS.map((ending) => `${path.basename(file)}${ending}${ASIDE}`);
  return readdirSync(path.dirname(file)).filter((name) =>
    beginnings.some((beginning) => name.startsWith(beginning)),
  );
}

/**
 * Puts a closed study under its name, and nothing that was left there before into it.
 * @throws StudyError where another file has that name meanwhile.
 */
export function putInPlace(partial: string, file: string): void {
  if (existsSync(file)) throw new StudyError(`${file} exists meanwhile; choose another name.`);
  setLogsAside(file);
  renameSync(partial, file);
}
