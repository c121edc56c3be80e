// How far an import is: what takes long is the files or the text, the rows and the writing of the study. Pure.

export type ImportStage = 'files' | 'text' | 'rows' | 'study';

/** `share`: 0 to 1. Called as often as is cheap; whoever shows it chooses when. */
export type OnImportProgress = (stage: ImportStage, share: number) => void;

export const SILENT: OnImportProgress = () => undefined;

/** Rows between two calls. */
const EVERY = 4096;

/** A counter that tells of every so many of `total` steps. */
export function stepper(onProgress: OnImportProgress, stage: ImportStage, total: number): () => void {
  let done = 0;
  return () => {
    if (++done % EVERY === 0) onProgress(stage, done / total);
  };
}
