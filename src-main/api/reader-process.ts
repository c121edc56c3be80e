// The process that reads studies: each reading is answered by its number. It ends with its parent.
import { continueLog } from '../diagnosis/log.ts';
import { openParentChannel } from '../host/plain-process.ts';
import type { OnImportProgress } from '../study/import/progress.ts';
import { StorageError, StudyError } from '../study/study-error.ts';
import { SpecError } from '../spec/errors.ts';
import { readings, type ReadingAnswer, type ReadingRequest } from './readings.ts';

continueLog('reader');

/** What the user gave was wrong, in a sentence for him: by name, so that the report need not be loaded for it. */
const SENTENCES = ['ExportError', 'PdfError', 'ImportError'];

/** Milliseconds between two signs of life of one reading. */
const EVERY = 150;

function progressOf(id: number): OnImportProgress {
  let last = 0;
  return (stage, share) => {
    const now = performance.now();
    if (now - last < EVERY) return;
    last = now;
    send({ id, kind: 'progress', stage, share });
  };
}

async function answer({ id, name, file, input }: ReadingRequest): Promise<ReadingAnswer> {
  try {
    // The name and its input belong together, which TypeScript cannot follow through an index.
    return { id, kind: 'result', result: await readings[name](file, input as never, progressOf(id)) };
  } catch (error) {
    const { name: kind, message } = error instanceof Error ? error : new Error(String(error));
    const isStorage = error instanceof StorageError;
    const isSentence = error instanceof StudyError || error instanceof SpecError || SENTENCES.includes(kind);
    return { id, kind: 'error', message, code: isStorage ? 'storage' : isSentence ? 'bad-request' : null };
  }
}

const send = openParentChannel<ReadingAnswer, ReadingRequest>((request) => void answer(request).then(send));
