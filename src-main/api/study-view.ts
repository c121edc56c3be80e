// One study as its page shows it: judged, told in sentences, packed for the way to the page.
import { figureFacts } from '../report/figures/facts.ts';
import { resultSentences } from '../report/sentences.ts';
import { analyzeStudy } from '../study/analyze-study.ts';
import type { Study } from '../study/study.ts';
import type { PackedStudyView } from './contract.ts';
import { packAnalysis } from './packed-analysis.ts';

export type JudgedStudy = Pick<PackedStudyView, 'info' | 'counts' | 'analysis' | 'sentences' | 'facts'>;

export function judgeStudy(study: Study): JudgedStudy {
  const info = study.info();
  const outcomes = study.outcomes();
  const analysis = analyzeStudy(study, outcomes);
  return {
    info,
    counts: study.counts(),
    analysis: packAnalysis(analysis),
    sentences: resultSentences(analysis),
    facts: figureFacts(info, outcomes),
  };
}
