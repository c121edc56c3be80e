// What is wrong with a file of another tool.

/** The file cannot be read as a table at all, or not as runs; one sentence. */
export class ImportError extends Error {
  override name = 'ImportError';
}
