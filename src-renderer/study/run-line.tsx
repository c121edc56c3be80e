// One row of the runs table, and its head.
import { memo } from 'react';
import { formatLearningRate, formatLoss, UNKNOWN } from '../../src-main/report/language/numbers.ts';
import { recipeName } from '../../src-main/report/language/recipe-name.ts';
import type { SortField } from '../../src-main/records/run-fields.ts';
import type { RunRow } from '../../src-main/records/types.ts';
import type { Word } from '../help/glossary.ts';
import { Explain } from '../parts/term.tsx';
import { useReportWords, useWords } from '../words/language.ts';
import type { RunQuery } from './run-pages.ts';
import { reasonWords } from './reason-words.ts';
import type { Words } from '../../src-main/report/language/language.ts';
import type { RowSetting } from '../../src-main/analysis/grid/rows.ts';
import { formatRow, rowName } from '../../src-main/report/language/row-text.ts';

type ColumnName = Exclude<SortField, 'id' | 'seconds'>;

const COLUMNS: readonly {
  readonly column: ColumnName;
  /** That is explained beside the name. */
  readonly word?: Word;
  readonly show: (run: RunRow, report: Words) => string;
}[] = [
  { column: 'recipe', word: 'recipe', show: ({ recipe }, report) => recipeName(recipe, null, report) },
  { column: 'learningRate', show: ({ learningRate }) => formatLearningRate(learningRate) },
  { column: 'rowValue', show: ({ rowValue }) => formatRow(rowValue) },
  { column: 'seed', show: ({ seed }) => String(seed) },
  { column: 'state', show: ({ state }, { studyFacts }) => studyFacts.states[state] },
  {
    column: 'label',
    word: 'stable',
    show: ({ label, provisional }, { labels }) =>
      `${label === null ? UNKNOWN : labels[label]}${provisional ? ' ?' : ''}`,
  },
  { column: 'endStep', show: ({ endStep }) => String(endStep) },
  { column: 'tailLoss', word: 'tail loss', show: ({ tailLoss }) => formatLoss(tailLoss) },
  { column: 'validationLoss', show: ({ validationLoss }) => formatLoss(validationLoss) },
];

interface HeaderProps {
  readonly query: RunQuery;
  readonly rowSetting: RowSetting;
  readonly onSort: (column: SortField) => void;
}

export function RunHeader({ query, rowSetting, onSort }: HeaderProps) {
  const words = useWords().studyRuns;
  const report = useReportWords();
  const nameOf = (column: ColumnName) =>
    column === 'rowValue' ? rowName(rowSetting, report) : words.columns[column];
  return (
    <div role="rowgroup">
      <div className="run head" role="row" aria-rowindex={1}>
        <span role="columnheader">
          <span className="visually-hidden">{words.chosen}</span>
        </span>
        {COLUMNS.map(({ column, word }) => {
          const isSorted = query.sort === column;
          return (
            <span
              key={column}
              role="columnheader"
              aria-label={nameOf(column)}
              aria-sort={isSorted ? (query.descending ? 'descending' : 'ascending') : 'none'}
            >
              <button type="button" className="quiet" onClick={() => onSort(column)}>
                {nameOf(column)}
                {isSorted ? (query.descending ? ' ↓' : ' ↑') : ''}
              </button>
              {word && <Explain word={word} />}
            </span>
          );
        })}
        <span role="columnheader">{words.columns.reason}</span>
      </div>
    </div>
  );
}

interface LineProps {
  readonly run: RunRow | undefined;
  readonly index: number;
  /** Pixels from the start of the table. */
  readonly top: number;
  readonly isChosen: boolean;
  readonly onToggle: (run: RunRow) => void;
}

export const RunLine = memo(function RunLine({ run, index, top, isChosen, onToggle }: LineProps) {
  const words = useWords();
  const report = useReportWords();
  return (
    <div
      className="run"
      role="row"
      aria-rowindex={index + 2}
      style={{ transform: `translateY(${top}px)` }}
      data-label={run?.label ?? undefined}
    >
      <span role="cell">
        {run && (
          <input
            type="checkbox"
            checked={isChosen}
            aria-label={words.studyRuns.draw(run.id)}
            onChange={() => onToggle(run)}
          />
        )}
      </span>
      {COLUMNS.map(({ column, show }) => (
        <span key={column} role="cell">
          {run ? show(run, report) : '…'}
        </span>
      ))}
      <span role="cell" className="reason">
        {run && reasonWords(run, report, words.studyCell)}
      </span>
    </div>
  );
});
