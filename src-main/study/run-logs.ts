// What the trainers of a study printed, a text for each run, in a folder beside the study: too much for the file itself, and nothing
// to be sent along with it. A folder that was left by another study of the same name is not taken for this one's.
import { existsSync, lstatSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { STUDY_ENDING } from './companions.ts';
import { writeWhole } from './write-whole.ts';

export const LOGS_ENDING = '.logs';
/** Holds the time at which the study was made that the folder belongs to. */
const OWNER = 'study';

export function logFolderOf(studyFile: string): string {
  const stem = studyFile.endsWith(STUDY_ENDING) ? studyFile.slice(0, -STUDY_ENDING.length) : studyFile;
  return `${stem}${LOGS_ENDING}`;
}

/** A study as far as its logs go. */
export interface LoggedStudy {
  readonly file: string;
  readonly createdAt: string;
}

export class RunLogs {
  readonly folder: string;
  readonly #createdAt: string;

  constructor({ file, createdAt }: LoggedStudy) {
    this.folder = logFolderOf(file);
    this.#createdAt = createdAt;
  }

  /** Of the last attempt at a run. @throws the system's error where it cannot be written. */
  write(runId: number, text: string): void {
    if (!this.#isOurs()) {
      if (existsSync(this.folder)) renameSync(this.folder, `${this.folder}.of-another-study-${Date.now()}`);
      mkdirSync(this.folder);
      writeWhole(path.join(this.folder, OWNER), new TextEncoder().encode(this.#createdAt));
    }
    writeWhole(this.#fileOf(runId), new TextEncoder().encode(text));
  }

  has(runId: number): boolean {
    return this.#isOurs() && existsSync(this.#fileOf(runId));
  }

  /** null where nothing was kept of this run. */
  read(runId: number): string | null {
    return this.has(runId) ? readFileSync(this.#fileOf(runId), 'utf8') : null;
  }

  #fileOf(runId: number): string {
    return path.join(this.folder, `run-${runId}.log`);
  }

  #isOurs(): boolean {
    const owner = path.join(this.folder, OWNER);
    if (!lstatSync(this.folder, { throwIfNoEntry: false })?.isDirectory() || !existsSync(owner)) return false;
    return readFileSync(owner, 'utf8') === this.#createdAt;
  }
}
