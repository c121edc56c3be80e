// Errors as the faces see them: a code for programs, one sentence for people.

/**
 * bad-request: what was asked is malformed or impossible; not-found: no such study or run; busy: something else is under
 * way; refused: this face may not do that; device: the device or its process broke, or Slurm; storage: disk or system refused to read
 * or write; internal: a mistake of the program.
 */
export type ErrorCode = 'bad-request' | 'not-found' | 'busy' | 'refused' | 'device' | 'storage' | 'internal';

export interface ErrorReport {
  readonly code: ErrorCode;
  readonly message: string;
  /** What a form can point at, e.g. the field; may be absent. */
  readonly details?: Readonly<Record<string, string>>;
}
