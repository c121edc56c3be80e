// What is wrong with a file of another tool.
import { shortLine } from '../../spec/one-line.ts';

/** The file cannot be read as a table at all, or not as runs; one sentence. */
export class ImportError extends Error {
  override name = 'ImportError';

  constructor(message: string, options?: ErrorOptions) {
    super(shortLine(message), options);
  }
}
