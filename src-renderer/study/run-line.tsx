// One row of the runs table, and its head.
import { memo } from 'react';
import { formatLearningRate, formatLoss } from '../../src-main/report/language/numbers.ts';
import { recipeName } from '../../src-main/report/language/recipe-name.ts';
import type { SortField } from '../../src-main/records/run-fields.ts';
import type { RunRow } from '../../src-main/records/types.ts';
import type { RunQuery } from './run-pages.ts';
import { skippedWords } from './skipped-words.ts';
import { ENGLISH } from '../../src-main/report/language/language.ts';
import type { RowSetting } from '../../src-main/analysis/grid/rows.ts';
import { formatRow, rowName } from '../../src-main/report/language/row-text.ts';

const COLUMNS: readonly {
  readonly column: SortField;
  readonly name: string;
  readonly show: (run: RunRow) => string;
}[] = [
  { column: 'recipe', name: 'recipe', show: ({ recipe }) => recipeName(recipe, null, ENGLISH) },
  {
    column: 'learningRate',
    name: 'learning rate',
    show: ({ learningRate }) => formatLearningRate(learningRate),
  },
  { column: 'rowValue', name: 'row', show: ({ rowValue }) => formatRow(rowValue) },
  { column: 'seed', name: 'seed', show: ({ seed }) => String(seed) },
  { column: 'state', name: 'state', show: ({ state }) => state },
  {
    column: 'label',
    name: 'label',
    show: ({ label, provisional }) => `${label ?? '–'}${provisional ? ' ?' : ''}`,
  },
  { column: 'endStep', name: 'last step', show: ({ endStep }) => String(endStep) },
  { column: 'tailLoss', name: 'tail loss', show: ({ tailLoss }) => formatLoss(tailLoss) },
  { column: 'validationLoss', name: 'validation', show: ({ validationLoss }) => formatLoss(validationLoss) },
];

interface HeaderProps {
  readonly query: RunQuery;
  readonly rowSetting: RowSetting;
  readonly onSort: (column: SortField) => void;
}

export function RunHeader({ query, rowSetting, onSort }: HeaderProps) {
  return (
    <div role="rowgroup">
      <div className="run head" role="row" aria-rowindex={1}>
        <span role="columnheader">
          <span className="visually-hidden">chosen</span>
        </span>
        {COLUMNS.map(({ column, name }) => {
          const isSorted = query.sort === column;
          return (
            <span
              key={column}
              role="columnheader"
              aria-sort={isSorted ? (query.descending ? 'descending' : 'ascending') : 'none'}
            >
              <button type="button" className="quiet" onClick={() => onSort(column)}>
                {column === 'rowValue' ? rowName(rowSetting, ENGLISH) : name}
                {isSorted ? (query.descending ? ' ↓' : ' ↑') : ''}
              </button>
            </span>
          );
        })}
        <span role="columnheader">reason</span>
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
            aria-label={`Draw run ${run.id}`}
            onChange={() => onToggle(run)}
          />
        )}
      </span>
      {COLUMNS.map(({ column, show }) => (
        <span key={column} role="cell">
          {run ? show(run) : '…'}
        </span>
      ))}
      <span role="cell" className="reason">
        {run && [run.reason, skippedWords(run)].filter(Boolean).join(' ')}
      </span>
    </div>
  );
});
