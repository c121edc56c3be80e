// The map as a table, for those who read rather than look.
import type { GridAnalysis } from '../../src-main/analysis/grid.ts';
import {
  finiteInterval,
  formatLearningRate,
  formatPercentInterval,
} from '../../src-main/report/figures/numbers.ts';

export function MapTable({ analysis }: { readonly analysis: GridAnalysis }) {
  const { recipes, learningRates, batchSizes } = analysis;
  return (
    <details className="panel">
      <summary>The map as a table</summary>
      {recipes.map(({ recipe, cells }) => (
        <div key={recipe} className="scroll">
          <table>
            <caption>{recipe}: unstable of finished runs, with interval of P(unstable)</caption>
            <thead>
              <tr>
                <th scope="col">batch size</th>
                {learningRates.map((rate) => (
                  <th key={rate} scope="col">
                    {formatLearningRate(rate)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {cells.map((row, index) => (
                <tr key={batchSizes[index]}>
                  <th scope="row">{batchSizes[index]}</th>
                  {row.map((cell) => {
                    const interval = finiteInterval(cell.interval);
                    return (
                      <td key={cell.learningRate} className="number">
                        {cell.finished === 0 ? 'not measured' : `${cell.unstable} of ${cell.finished}`}
                        {interval && ` (${formatPercentInterval(interval)})`}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ))}
    </details>
  );
}
