// The log of this process and its hosts: a line an event, without names of folders, appended to one file of a folder that
// stays small. Every process of one session writes the same file. Where nobody opened a log, nothing is written.
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { homeFolder } from '../installation/home-folder.ts';
import { sendable } from './sendable.ts';

/** Bytes of a file after which the next one is begun, and of the folder after which the oldest is deleted. */
const LARGEST_FILE = 1024 * 1024;
const LARGEST_FOLDER = 8 * 1024 * 1024;
/** Characters of an entry: a stack is a few thousand. */
const LONGEST_ENTRY = 8000;
const ENDING = '.log';
/** Tells a host which log to go on with. */
const GIVEN_LOG = 'PRECIPICE_LOG_FILE';

interface Sink {
  /** Who writes, e.g. serve. */
  readonly part: string;
  /** Path of the files without number and ending. */
  readonly stem: string;
  /** Files that are full. */
  full: number;
}

let sink: Sink | null = null;

/** Where a system keeps the logs of a user's programs: in the folder that a variable names, or in the home folder. */
function systemPlace(): { readonly variable: string | null; readonly home: string; readonly own: string } {
  if (process.platform === 'darwin') return { variable: null, home: 'Library/Logs', own: 'Precipice' };
  if (process.platform === 'win32')
    return { variable: 'LOCALAPPDATA', home: 'AppData/Local', own: 'Precipice/Logs' };
  return { variable: 'XDG_STATE_HOME', home: '.local/state', own: 'precipice' };
}

/** PRECIPICE_LOGS, or the system's place. */
export function logFolder(): string {
  const given = process.env.PRECIPICE_LOGS;
  if (given) return path.resolve(given);
  const { variable, home, own } = systemPlace();
  const named = variable === null ? undefined : process.env[variable];
  const user = homeFolder();
  return path.join(named || (user === null ? tmpdir() : path.join(user, home)), own);
}

/** The same in words that name no folder of the user. */
export function logPlace(): string {
  if (process.env.PRECIPICE_LOGS) return 'the folder that PRECIPICE_LOGS names';
  const { variable, home, own } = systemPlace();
  return variable !== null && process.env[variable]
    ? `${own} in the folder that ${variable} names`
    : homeFolder() === null
      ? `${own} in the folder for temporary files`
      : `${home}/${own} in the home folder`;
}

/** From now on this process writes its log; the file is made with the first line. */
export function openLog(part: string): void {
  const time = new Date().toISOString().replaceAll(/[:.]/g, '-');
  sink = { part, stem: path.join(logFolder(), `${time}-${part}-${process.pid}`), full: 0 };
}

/** Goes on with the log of the process that started this one, if that has one. */
export function continueLog(part: string): void {
  const stem = process.env[GIVEN_LOG];
  sink = stem ? { part, stem, full: 0 } : null;
}

/** What a process that is started must find in its environment to go on with this log. */
export function logEnvironment(): Readonly<Record<string, string>> {
  return sink ? { [GIVEN_LOG]: sink.stem } : {};
}

export const log = {
  info: (message: string) => write('info', message),
  warn: (message: string) => write('warn', message),
  /** With the stack, where the error has one. */
  error: (message: string, error?: unknown) =>
    write('error', error instanceof Error ? `${message}: ${error.stack ?? error.message}` : message),
};

function write(level: string, message: string): void {
  if (!sink) return;
  const text = sendable(message.slice(0, LONGEST_ENTRY)).replaceAll('\n', '\n  ');
  try {
    appendFileSync(currentFile(sink), `${new Date().toISOString()} ${sink.part} ${level} ${text}\n`);
  } catch (error) {
    // Work goes on without a log; a person is told once, and `doctor` says it again.
    sink = null;
    process.stderr.write(`No log is written from here on: ${(error as Error).message}.\n`);
  }
}

/** The file to append to; before a new one is begun, room is made for it. */
function currentFile(own: Sink): string {
  for (;;) {
    const file = `${own.stem}-${String(own.full + 1).padStart(3, '0')}${ENDING}`;
    const status = statSync(file, { throwIfNoEntry: false });
    if (!status) prune(path.dirname(file));
    if (!status || status.size < LARGEST_FILE) return file;
    own.full += 1;
  }
}

function prune(folder: string): void {
  mkdirSync(folder, { recursive: true });
  let total = LARGEST_FILE;
  for (const { file, bytes } of files(folder).reverse()) {
    total += bytes;
    if (total > LARGEST_FOLDER) rmSync(file, { force: true });
  }
}

/** The log files, oldest first: their names begin with the time. */
function files(folder: string): { readonly file: string; readonly bytes: number }[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(ENDING))
    .sort()
    .flatMap((name) => {
      const file = path.join(folder, name);
      const status = statSync(file, { throwIfNoEntry: false });
      return status ? [{ file, bytes: status.size }] : [];
    });
}

/** How many files the log has, their bytes, and the last lines of them. @throws Error where the folder cannot be read. */
export function readLog(lines: number): {
  readonly files: number;
  readonly bytes: number;
  readonly last: string;
} {
  const folder = logFolder();
  mkdirSync(folder, { recursive: true });
  const found = files(folder);
  const last: string[] = [];
  for (const { file } of found.toReversed()) {
    last.unshift(
      ...readFileSync(file, 'utf8')
        .trimEnd()
        .split('\n')
        .slice(last.length - lines),
    );
    if (last.length >= lines) break;
  }
  return {
    files: found.length,
    bytes: found.reduce((sum, { bytes }) => sum + bytes, 0),
    last: last.slice(-lines).join('\n'),
  };
}
