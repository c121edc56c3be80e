// One study as its page shows it. The analysis of an unchanged file is kept, because a large grid takes a while to judge.
import type { GridAnalysis } from '../analysis/grid.ts';
import { figureFacts, type FigureFacts } from '../report/figures/facts.ts';
import { wordsOf, type Language } from '../report/language/language.ts';
import { resultSentences } from '../report/sentences.ts';
import { statSync } from 'node:fs';
import { analyzeStudy } from '../study/analyze-study.ts';
import type { LibraryFile } from '../study/library.ts';
import { openStudy, type StudyInfo } from '../study/study.ts';
import type { RunState } from '../study/types.ts';
import type { Activity, StudyView } from './contract.ts';

interface Judged {
  readonly stamp: string;
  readonly info: StudyInfo;
  readonly counts: Readonly<Record<RunState, number>>;
  readonly analysis: GridAnalysis;
  readonly factsIn: Readonly<Record<Language, FigureFacts>>;
}

/** Studies whose analysis is kept. */
const KEPT = 64;

export class StudyViews {
  readonly #judged = new Map<string, Judged>();

  /** @throws StudyError with one sentence. */
  view(entry: LibraryFile, activity: Activity): StudyView {
    const { id, file, isExample } = entry;
    const stamp = stampOf(file);
    let judged = this.#judged.get(id);
    if (judged?.stamp !== stamp) {
      judged = { stamp, ...judge(file) };
      this.#judged.delete(id);
      this.#judged.set(id, judged);
      if (this.#judged.size > KEPT) this.#judged.delete(this.#judged.keys().next().value!);
    }
    const { info, counts, analysis, factsIn } = judged;
    const sentences = resultSentences(analysis);
    return {
      id,
      path: file,
      isExample,
      info,
      counts,
      analysis,
      sentences,
      facts: factsIn.en,
      factsIn,
      activity,
    };
  }
}

function judge(file: string): Omit<Judged, 'stamp'> {
  const study = openStudy(file, 'read');
  try {
    const info = study.info();
    const runs = study.runs();
    const factsOf = (language: Language) => figureFacts(info, runs, wordsOf(language));
    return {
      info,
      counts: study.counts(),
      analysis: analyzeStudy(study),
      factsIn: { en: factsOf('en'), ja: factsOf('ja') },
    };
  } finally {
    study.close();
  }
}

/** Changes whenever the file, or its write-ahead log while it is trained, does. */
function stampOf(file: string): string {
  const part = (path: string) => {
    const status = statSync(path, { throwIfNoEntry: false });
    return status ? `${status.mtimeMs} ${status.size}` : 'none';
  };
  return `${part(file)} ${part(`${file}-wal`)}`;
}
