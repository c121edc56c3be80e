// The process that reads studies: each reading is answered by its number. It ends with its parent.
import { StudyError } from '../study/open.ts';
import { readings, type ReadingAnswer, type ReadingRequest } from './readings.ts';

/** What the user gave was wrong, in a sentence for him: by name, so that the report need not be loaded for it. */
const SENTENCES = ['ExportError', 'PdfError'];

async function answer({ id, name, file, input }: ReadingRequest): Promise<ReadingAnswer> {
  try {
    // The name and its input belong together, which TypeScript cannot follow through an index.
    return { id, kind: 'result', result: await readings[name](file, input as never) };
  } catch (error) {
    const { name: kind, message } = error instanceof Error ? error : new Error(String(error));
    const isSentence = error instanceof StudyError || SENTENCES.includes(kind);
    return { id, kind: 'error', message, isSentence };
  }
}

process.on('message', (request: ReadingRequest) => {
  void answer(request).then((message) => process.send?.(message));
});

// Ctrl-C reaches every process of the terminal; what then happens is the parent's decision.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit(0));
