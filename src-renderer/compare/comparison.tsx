// What is seen of studies side by side: what keeps them from being compared, the figure, and in what they differ.
import { useCallback, useMemo } from 'react';
import { comparisonFigure } from '../../src-main/report/figures/comparison/comparison-figure.ts';
import {
  COMPARISON_FORMATS,
  namedApart,
  type ComparisonFormat,
} from '../../src-main/report/figures/comparison/compared-study.ts';
import { obstacleSentences } from '../../src-main/report/figures/comparison/comparison-text.ts';
import type { Language } from '../../src-main/report/language/language.ts';
import { useClient } from '../client/queries.ts';
import { ExportMenu } from '../parts/export-menu.tsx';
import { FluidFigure } from '../parts/fluid-figure.tsx';
import { useTheme } from '../parts/theme.tsx';
import { useReportWords, useWords } from '../words/language.ts';
import type { ComparedAnswer } from './compared-answers.ts';
import { DifferencesTable } from './differences-table.tsx';

interface Props {
  /** None is still being read and two are there. */
  readonly answers: readonly ComparedAnswer[];
}

export function Comparison({ answers }: Props) {
  const client = useClient();
  const theme = useTheme();
  const { compare: words } = useWords();
  const reportWords = useReportWords();
  const compared = useMemo(
    () => namedApart(answers.flatMap(({ study }) => (study ? [study] : []))),
    [answers],
  );
  const draw = useCallback(
    (width: number) => comparisonFigure(compared, { theme, words: reportWords, notes: [], width }),
    [compared, theme, reportWords],
  );
  const ids = answers.flatMap(({ id, study }) => (study ? [id] : []));
  const fileOf = (format: ComparisonFormat, language: Language) =>
    client.call('compare.export', { ids, format, theme, language });
  const obstacles = obstacleSentences(compared, reportWords);
  return (
    <>
      {obstacles.length > 0 && (
        <ul className="summary obstacles" aria-label={words.obstacles}>
          {obstacles.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
      <div className="row end">
        <ExportMenu
          items={[
            {
              name: reportWords.comparison.title,
              words: words.exported,
              formats: COMPARISON_FORMATS,
              hasLanguage: true,
              hasSize: false,
              preview: (language) => fileOf('svg', language),
              make: ({ format, language }) => fileOf(format as ComparisonFormat, language),
            },
          ]}
        />
      </div>
      <div className="panel">
        <FluidFigure draw={draw} label={reportWords.comparison.title} />
      </div>
      <DifferencesTable studies={compared} ids={ids} />
    </>
  );
}
