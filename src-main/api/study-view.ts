// One study as its page shows it: judged, told in sentences, packed for the way to the page; and its summary for a manager, which is
// made of the packed analysis.
import { cautionSentences } from '../report/cautions.ts';
import { figureFacts } from '../report/figures/facts.ts';
import { inEach } from '../report/language/language.ts';
import { refinementSentence, resultSentences, summaryIn, visibilitySentences } from '../report/sentences.ts';
import { analyzeStudy } from '../study/analyze-study.ts';
import type { Study } from '../study/study.ts';
import { isRepeatable } from '../records/origin.ts';
import { refinementOf, wantedCounts } from '../sweep/refined-sweep.ts';
import type { ManagerSummary, PackedStudyView } from '../contract/contract.ts';
import { packAnalysis, unpackAnalysis, type PackedAnalysis } from '../contract/packed-analysis.ts';

export type JudgedStudy = Pick<
  PackedStudyView,
  | 'info'
  | 'counts'
  | 'repeatable'
  | 'analysis'
  | 'sentencesIn'
  | 'cautionsIn'
  | 'couldHaveSeenIn'
  | 'factsIn'
  | 'refinement'
>;

export function judgeStudy(study: Study): JudgedStudy {
  const info = study.info();
  const outcomes = study.outcomes();
  const analysis = analyzeStudy(study, outcomes);
  const refinement = refinementOf(study);
  return {
    info,
    counts: wantedCounts(study, refinement),
    repeatable: outcomes.filter(isRepeatable).length,
    analysis: packAnalysis(analysis),
    cautionsIn: inEach((words) => cautionSentences(analysis, words)),
    couldHaveSeenIn: inEach((words) => visibilitySentences(analysis, words)),
    sentencesIn: inEach((words) => [
      ...resultSentences(analysis, words),
      ...(refinement ? [refinementSentence(refinement, words)] : []),
    ]),
    factsIn: inEach((words) => figureFacts(info, outcomes, words)),
    refinement,
  };
}

export function summarize(analysis: PackedAnalysis): ManagerSummary {
  return summaryIn(unpackAnalysis(analysis));
}
