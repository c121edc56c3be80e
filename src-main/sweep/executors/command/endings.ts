// How the process of a run ended, in sentences for the study.
import { tellsOfNonfinite } from '../../../training-logs/log-line.ts';
import type { Ended, Ending, Limits } from './trainer-process.ts';

/** Lines that the trainer printed for others. */
export interface OtherLines {
  readonly count: number;
  readonly last: string;
}

const OTHER_LINE_SHOWN = 200;

/** Why a run has no result. */
export function whyUnfinished(
  { ending, lastError }: Ended,
  limits: Limits,
  progress: { readonly done: number; readonly steps: number },
  others: OtherLines,
): string {
  const after = `after ${progress.done} of ${progress.steps} steps`;
  const printed =
    others.count > 0 ? ` It printed ${others.count} other lines, the last: ${shortened(others.last)}` : '';
  switch (ending.kind) {
    case 'not-started':
      return `The trainer did not start (${ending.reason}).`;
    case 'timed-out': {
      const [limit] = [limits[ending.limit]];
      return ending.limit === 'timeoutSeconds'
        ? `The trainer took longer than timeoutSeconds, ${limit} s, and was ended ${after}.${said(lastError)}`
        : `The trainer said nothing for silenceSeconds, ${limit} s, and was ended ${after}.${said(lastError)}${printed}`;
    }
    default:
      if (ending.kind === 'exited' && ending.code === 0) {
        return `The trainer exited without a line of kind "end" ${after}.${said(lastError)}${printed}`;
      }
      return `The trainer ${exit(ending)} ${after}.${said(lastError)}`;
  }
}

/**
 * Errors that a learning rate or a precision does not bring about. Those of CUDA and of communication are not among them: NaN on one
 * rank, or as an index, ends in either.
 */
const FROM_OUTSIDE =
  /out of memory|OutOfMemory|MemoryError|No space left|No such file|FileNotFound|ModuleNotFound|ImportError|Permission denied|command not found|^Killed\b/i;

/** Whether the line that tells why a trainer ended names such an error, and nothing of NaN. */
export function isFromOutside(lastError: string): boolean {
  return FROM_OUTSIDE.test(lastError) && !tellsOfNonfinite(lastError);
}

/** The same of a trainer that writes a log, of which `title` says whose lines they are. */
export function whyLogEnded(
  ended: Ended,
  limits: Limits,
  { done, steps, title }: { readonly done: number; readonly steps: number; readonly title: string },
  others: OtherLines,
): string {
  const { ending, lastError } = ended;
  if (ending.kind !== 'exited' || ending.code !== 0)
    return whyUnfinished(ended, limits, { done, steps }, others);
  if (done > 0) {
    return `The trainer exited with code 0, and its log ends after ${done} of ${steps} steps: how the run would have ended is not known.${said(lastError)}`;
  }
  const printed =
    others.count > 0 ? ` Of its ${others.count} lines the last was ${shortened(others.last)}.` : '';
  return `The trainer exited with code 0, and none of its lines told a step in the way of ${title}.${said(lastError)}${printed}`;
}

/** What is to be noted of a run that had told its end; nothing where its process then exited as it should. */
export function afterTheEnd({ ending, lastError }: Ended): string[] {
  if (ending.kind === 'exited' && ending.code === 0) return [];
  return [`After the end of the run the trainer ${exit(ending)}.${said(lastError)}`];
}

/** After "The trainer". */
export function howEnded(ending: Ending): string {
  if (ending.kind === 'not-started') return `did not start (${ending.reason})`;
  if (ending.kind === 'timed-out') return `was ended, because ${ending.limit} had passed,`;
  return ending.kind === 'ended' ? 'was ended' : exit(ending);
}

function exit(ending: Ending): string {
  if (ending.kind !== 'exited') return 'did not exit and was ended';
  return ending.signal === null ? `exited with code ${ending.code}` : `was ended by signal ${ending.signal}`;
}

function said(lastError: string): string {
  return lastError === '' ? '' : ` It said: ${lastError}`;
}

function shortened(line: string): string {
  return JSON.stringify(line.slice(0, OTHER_LINE_SHOWN));
}
