// One study as its page shows it: judged, told in sentences, packed for the way to the page.
import { cautionSentences } from '../report/cautions.ts';
import { figureFacts } from '../report/figures/facts.ts';
import { ENGLISH, wordsOf, type Language } from '../report/language/language.ts';
import { resultSentences, summaryIn, visibilitySentences } from '../report/sentences.ts';
import { analyzeStudy } from '../study/analyze-study.ts';
import type { Study } from '../study/study.ts';
import { describeRefinement, refinementOf, wantedCounts } from '../sweep/refined-sweep.ts';
import type { PackedStudyView } from '../contract/contract.ts';
import { packAnalysis } from '../contract/packed-analysis.ts';

export type JudgedStudy = Pick<
  PackedStudyView,
  | 'info'
  | 'counts'
  | 'analysis'
  | 'summaryIn'
  | 'sentences'
  | 'cautions'
  | 'couldHaveSeen'
  | 'facts'
  | 'factsIn'
  | 'refinement'
>;

export function judgeStudy(study: Study): JudgedStudy {
  const info = study.info();
  const outcomes = study.outcomes();
  const analysis = analyzeStudy(study, outcomes);
  const refinement = refinementOf(study);
  const factsOf = (language: Language) => figureFacts(info, outcomes, wordsOf(language));
  const factsIn = { en: factsOf('en'), ja: factsOf('ja') };
  return {
    info,
    counts: wantedCounts(study, refinement),
    analysis: packAnalysis(analysis),
    cautions: cautionSentences(analysis, ENGLISH),
    couldHaveSeen: visibilitySentences(analysis, ENGLISH),
    summaryIn: summaryIn(analysis),
    sentences: [
      ...resultSentences(analysis, ENGLISH),
      ...(refinement ? [describeRefinement(refinement)] : []),
    ],
    facts: factsIn.en,
    factsIn,
    refinement,
  };
}
