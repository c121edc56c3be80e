// The study of a page, its analysis unpacked once: events about progress come often and bring the same analysis.
import type { UseQueryResult } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { GridAnalysis } from '../../src-main/analysis/grid/grid.ts';
import type { PackedStudyView, StudyView } from '../../src-main/contract/contract.ts';
import { unpackAnalysis } from '../../src-main/contract/packed-analysis.ts';
import { useAnswer } from '../client/queries.ts';

const unpacked = new WeakMap<PackedStudyView['analysis'], GridAnalysis>();

export function analysisOf({ analysis }: PackedStudyView): GridAnalysis {
  const known = unpacked.get(analysis) ?? unpackAnalysis(analysis);
  unpacked.set(analysis, known);
  return known;
}

export interface StudyAnswer extends Pick<UseQueryResult, 'error' | 'refetch'> {
  /** null until the study has been read. */
  readonly study: StudyView | null;
}

export function useStudy(id: string): StudyAnswer {
  const { data, error, refetch } = useAnswer('study.view', { id });
  const study = useMemo(() => (data ? { ...data, analysis: analysisOf(data) } : null), [data]);
  return { study, error, refetch };
}
