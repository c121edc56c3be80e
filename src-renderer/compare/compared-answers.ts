// The studies that are compared, as far as they have been read. What does not concern a comparison, as how far a sweep is, makes no new ones.
import { useMemo } from 'react';
import type { UseQueryResult } from '@tanstack/react-query';
import { isOfSizes } from '../../src-main/analysis/grid/rows.ts';
import type { StudyLadder } from '../../src-main/analysis/ladder/recipe-ladder.ts';
import type { PackedStudyView } from '../../src-main/contract/contract.ts';
import type { ComparedStudy } from '../../src-main/report/figures/comparison/compared-study.ts';
import type { Language } from '../../src-main/report/language/language.ts';
import { useLanguage } from '../words/language.ts';
import { useAnswers } from '../client/queries.ts';
import { analysisOf } from '../study/study-answer.ts';

export interface ComparedAnswer {
  readonly id: string;
  /** null until the study has been read, and where it cannot be. */
  readonly study: ComparedStudy | null;
  readonly error: Error | null;
}

interface Answer<T> {
  readonly data: T | undefined;
  readonly error: Error | null;
}

/** The same for the same answers. */
function judgedIn(language: Language) {
  return (answers: readonly UseQueryResult<PackedStudyView>[]): Answer<Omit<ComparedStudy, 'ladder'>>[] =>
    answers.map(({ data, error }) => ({
      data: data && {
        name: data.info.name,
        info: data.info,
        facts: data.factsIn[language],
        analysis: analysisOf(data),
      },
      error,
    }));
}
const JUDGED: Readonly<Record<Language, ReturnType<typeof judgedIn>>> = {
  en: judgedIn('en'),
  ja: judgedIn('ja'),
};

function laddersOf(answers: readonly UseQueryResult<StudyLadder | null>[]): Answer<StudyLadder | null>[] {
  return answers.map(({ data, error }) => ({ data, error }));
}

/** Of these studies, in their order; those whose rows are sizes with their ladders. */
export function useCompared(ids: readonly string[]): readonly ComparedAnswer[] {
  const language = useLanguage();
  const judged = useAnswers(
    'study.view',
    ids.map((id) => ({ id })),
    JUDGED[language],
  );
  const sized = ids.filter((_, index) => {
    const study = judged[index]!.data;
    return study && isOfSizes(study.analysis.rowSetting);
  });
  const ladders = useAnswers(
    'study.ladder',
    sized.map((id) => ({ id })),
    laddersOf,
  );
  // Another list of the same studies is no other choice.
  const [key, sizedKey] = [ids.join(), sized.join()];
  return useMemo(() => {
    const ladderOf = new Map(listed(sizedKey).map((id, index) => [id, ladders[index]!]));
    return listed(key).map((id, index): ComparedAnswer => {
      const { data, error } = judged[index]!;
      const fitted = ladderOf.get(id);
      const ladder = fitted ? fitted.data : null;
      const study = data && ladder !== undefined ? { ...data, ladder } : null;
      return { id, study, error: error ?? fitted?.error ?? null };
    });
  }, [key, sizedKey, judged, ladders]);
}

function listed(key: string): string[] {
  return key === '' ? [] : key.split(',');
}
