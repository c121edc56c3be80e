// One study as its page shows it: judged, told in sentences, packed for the way to the page.
import { figureFacts } from '../report/figures/facts.ts';
import { resultSentences } from '../report/sentences.ts';
import { analyzeStudy } from '../study/analyze-study.ts';
import type { Study } from '../study/study.ts';
import { describeRefinement, refinementOf, wantedCounts } from '../sweep/refined-sweep.ts';
import type { PackedStudyView } from './contract.ts';
import { packAnalysis } from './packed-analysis.ts';

export type JudgedStudy = Pick<
  PackedStudyView,
  'info' | 'counts' | 'analysis' | 'sentences' | 'facts' | 'refinement'
>;

export function judgeStudy(study: Study): JudgedStudy {
  const info = study.info();
  const outcomes = study.outcomes();
  const analysis = analyzeStudy(study, outcomes);
  const refinement = refinementOf(study);
  return {
    info,
    counts: wantedCounts(study, refinement),
    analysis: packAnalysis(analysis),
    sentences: [...resultSentences(analysis), ...(refinement ? [describeRefinement(refinement)] : [])],
    facts: figureFacts(info, outcomes),
    refinement,
  };
}
