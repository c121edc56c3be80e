// The studies that are compared, as far as they have been read. What does not concern a comparison, as how far a sweep is, makes no new ones.
import type { UseQueryResult } from '@tanstack/react-query';
import type { PackedStudyView } from '../../src-main/contract/contract.ts';
import type { ComparedStudy } from '../../src-main/report/figures/comparison/compared-study.ts';
import { useAnswers } from '../client/queries.ts';
import { analysisOf } from '../study/study-answer.ts';

export interface ComparedAnswer {
  /** null until the study has been read, and where it cannot be. */
  readonly study: ComparedStudy | null;
  readonly error: Error | null;
}

function comparedOf(answers: readonly UseQueryResult<PackedStudyView>[]): ComparedAnswer[] {
  return answers.map(({ data, error }) => ({
    study: data
      ? { name: data.info.name, info: data.info, facts: data.facts, analysis: analysisOf(data) }
      : null,
    error,
  }));
}

/** Of these studies, in their order. */
export function useCompared(ids: readonly string[]): readonly ComparedAnswer[] {
  return useAnswers(
    'study.view',
    ids.map((id) => ({ id })),
    comparedOf,
  );
}
