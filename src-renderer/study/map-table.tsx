// The map as a table, for those who read rather than look. It is made when it is opened, and a large one a few rows a frame,
// so that nothing else waits for it.
import { memo, useEffect, useState } from 'react';
import type { Cell, GridAnalysis } from '../../src-main/analysis/grid/grid.ts';
import { unjudgedOf } from '../../src-main/report/figures/cell.ts';
import { recipeName } from '../../src-main/report/language/recipe-name.ts';
import {
  finiteInterval,
  formatLearningRate,
  formatPercentInterval,
} from '../../src-main/report/language/numbers.ts';
import { useReportWords, useWords } from '../words/language.ts';
import { formatRow, rowName } from '../../src-main/report/language/row-text.ts';

/** Cells made in one frame. */
const CELLS_A_FRAME = 400;

export const MapTable = memo(function MapTable({ analysis }: { readonly analysis: GridAnalysis }) {
  const [isOpen, setIsOpen] = useState(false);
  const words = useWords().studyMap.table;
  const report = useReportWords();
  return (
    <details className="panel" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>{words.summary}</summary>
      {isOpen &&
        analysis.recipes.map(({ recipe, cells }) => (
          <RecipeTable
            key={recipe}
            recipe={recipeName(recipe, analysis, report)}
            cells={cells}
            analysis={analysis}
          />
        ))}
    </details>
  );
});

interface TableProps {
  readonly recipe: string;
  readonly cells: readonly (readonly Cell[])[];
  readonly analysis: GridAnalysis;
}

function RecipeTable({ recipe, cells, analysis }: TableProps) {
  const { learningRates, ratesPerDecade, rowSetting, rowValues } = analysis;
  const words = useWords().studyMap.table;
  const report = useReportWords();
  const columns = ratesPerDecade === null ? null : report.figures.rateColumns(ratesPerDecade);
  const shown = useGrowing(cells.length, Math.ceil(CELLS_A_FRAME / learningRates.length));
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={words.of(recipe)}>
      <table className="map-table" aria-rowcount={cells.length + 1}>
        <caption>{words.caption(recipe, columns)}</caption>
        <thead>
          <tr>
            <th scope="col">{rowName(rowSetting, report)}</th>
            {learningRates.map((rate) => (
              <th key={rate} scope="col">
                {formatLearningRate(rate)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cells.slice(0, shown).map((row, index) => (
            <Row key={rowValues[index]} rowValue={rowValues[index]!} cells={row} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const Row = memo(function Row({ rowValue, cells }: { rowValue: number; cells: readonly Cell[] }) {
  const words = useWords().studyMap.table;
  const report = useReportWords();
  const told = (cell: Cell): string => {
    const interval = finiteInterval(cell.interval);
    if (cell.finished > 0)
      return words.judged(cell.unstable, cell.finished, interval && formatPercentInterval(interval, report));
    return unjudgedOf(cell) > 0 ? words.notJudged : words.notMeasured;
  };
  return (
    <tr>
      <th scope="row">{formatRow(rowValue)}</th>
      {cells.map((cell) => (
        <td key={cell.learningRate} className="number">
          {cell.leftOut > 0 ? words.withLeftOut(told(cell), cell.leftOut) : told(cell)}
        </td>
      ))}
    </tr>
  );
});

/** A count that goes up to `total` by `step` each frame. */
function useGrowing(total: number, step: number): number {
  const [count, setCount] = useState(step);
  useEffect(() => {
    if (count >= total) return;
    const frame = requestAnimationFrame(() => setCount(count + step));
    return () => cancelAnimationFrame(frame);
  }, [count, total, step]);
  return Math.min(count, total);
}
