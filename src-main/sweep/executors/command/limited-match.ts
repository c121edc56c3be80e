// Runs a stranger's regular expression with a limit of time: one that goes back and forth in a line may not end before the sun
// does. What runs longer is ended, as nothing else in this process could while it runs.
import vm from 'node:vm';
import type { Match } from '../../../training-logs/log-line.ts';

/** A pattern that is in order takes microseconds. */
const LIMIT_MILLISECONDS = 1000;

/** The message is one sentence. */
export class PatternTooSlowError extends Error {
  override name = 'PatternTooSlowError';
}

const context = vm.createContext({ pattern: /(?:)/, text: '' });
const exec = new vm.Script('pattern.exec(text)');

/** @throws PatternTooSlowError. */
export const limitedMatch: Match = (pattern, text) => {
  Object.assign(context, { pattern, text });
  try {
    return (
      (exec.runInContext(context, { timeout: LIMIT_MILLISECONDS }) as RegExpExecArray | null)?.groups ?? null
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new PatternTooSlowError(
      `trainer.reports.pattern ${pattern.source} took longer than ${LIMIT_MILLISECONDS} ms on one line; it must not repeat what already repeats, as (a+)+ does.`,
    );
  }
};
