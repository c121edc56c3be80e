// What of a study may leave the machine: exports are sent to others, and where the user's folders lie is nobody's business.
// Names of files stay, so that a reader knows which script or text it was.
import path from 'node:path';
import { sendable } from '../diagnosis/sendable.ts';
import type { StudyInfo } from '../study/study-reader.ts';
import type { RunRow } from '../records/types.ts';

/** An absolute path within the words of a command: its folders, and the name at its end. */
const PATH_IN_COMMAND = /(^|[\s"'=:,;([])(?:~?\/|[A-Za-z]:[\\/]|\\\\)(?:[^\s"'\\/]+[\\/])*([^\s"'\\/]*)/gu;

/** Fields of a spec that hold a path, or words among which there may be some. */
const READERS: Readonly<Record<string, (text: string) => string>> = {
  text: lastPart,
  files: lastPart,
  validation: lastPart,
  folder: lastPart,
  place: lastPart,
  command: (text) => text.replaceAll(PATH_IN_COMMAND, '$1…/$2'),
};

export function shareableInfo(info: StudyInfo): StudyInfo {
  return {
    ...info,
    spec: withoutFolders(info.spec),
    environments: info.environments.map((facts) => withoutFolders(facts)),
  };
}

export function shareableRuns(runs: readonly RunRow[]): RunRow[] {
  return runs.map((run) => ({ ...run, reason: run.reason && sendable(run.reason) }));
}

/** The same shape with other texts. */
function withoutFolders<T>(value: T): T {
  return withoutFoldersIn(value, '') as T;
}

function withoutFoldersIn(value: unknown, field: string): unknown {
  if (typeof value === 'string') return (READERS[field] ?? sendable)(value);
  if (Array.isArray(value)) return value.map((each) => withoutFoldersIn(each, field));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, withoutFoldersIn(each, name)]),
  );
}

function lastPart(file: string): string {
  return path.posix.isAbsolute(file) || path.win32.isAbsolute(file) ? path.win32.basename(file) : file;
}
