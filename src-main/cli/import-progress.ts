// Progress of an import on standard error: one line that is rewritten on a terminal, plain lines every few seconds elsewhere.
import { stageInWords } from '../contract/import-stages.ts';
import type { Words } from '../report/language/language.ts';
import type { OnImportProgress } from '../study/import/progress.ts';

const TERMINAL_MILLISECONDS = 100;
const PLAIN_MILLISECONDS = 5000;

export interface ImportProgressLine {
  readonly show: OnImportProgress;
  /** Takes the live line away. */
  readonly end: () => void;
}

export function importProgressLine(stream: NodeJS.WriteStream, words: Words): ImportProgressLine {
  const live = stream.isTTY;
  let last = performance.now();
  let isDrawn = false;
  return {
    show: (stage, share) => {
      const now = performance.now();
      if (now - last < (live ? TERMINAL_MILLISECONDS : PLAIN_MILLISECONDS)) return;
      last = now;
      const line = stageInWords(stage, share, words);
      isDrawn = live;
      stream.write(live ? `\r\x1b[2K${line}` : `${line}\n`);
    },
    end: () => {
      if (isDrawn) stream.write('\r\x1b[2K');
      isDrawn = false;
    },
  };
}
