// What is thrown inside becomes an error as the faces see it at this boundary and nowhere else.
import type { ErrorCode, ErrorReport } from '../contract/errors.ts';
import { PlacesError } from '../host/places.ts';
import { HostError } from '../host/supervisor.ts';
import { ExportError } from '../report/export-study.ts';
import { PdfError } from '../report/pdf.ts';
import { ImportError } from '../study/import/import-error.ts';
import { StorageError, StudyError } from '../study/study-error.ts';
import { SpecError } from '../spec/spec.ts';
import { SlurmError } from '../sweep/executors/slurm/queue.ts';
import { TextError } from '../tokens/text-error.ts';

export class ApiError extends Error {
  override name = 'ApiError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** What the user gave was wrong, in a sentence for him. */
const SENTENCES = [SpecError, PlacesError, ImportError, TextError, StudyError, ExportError, PdfError];

/** Wrong input of a user keeps its sentence; an unexpected error keeps its message, so that it can be reported. */
export function errorReport(error: unknown): ErrorReport {
  if (error instanceof ApiError) return { code: error.code, message: error.message };
  if (SENTENCES.some((kind) => error instanceof kind)) {
    return { code: 'bad-request', message: (error as Error).message };
  }
  if (error instanceof StorageError) return { code: 'storage', message: error.message };
  if (error instanceof HostError || error instanceof SlurmError)
    return { code: 'device', message: error.message };
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal', message: `Something went wrong that should not: ${message}` };
}
