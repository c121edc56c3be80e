// The programs of a study in numbers, one row each.
import type { MeanWithInterval, ProgramSummary } from '../../src-main/analysis/programs/programs.ts';

export function ProgramsTable({ summaries }: { readonly summaries: readonly ProgramSummary[] }) {
  return (
    <div className="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">program</th>
            <th scope="col">unstable runs</th>
            <th scope="col">labels</th>
            <th scope="col">tail loss (95 %)</th>
            <th scope="col">validation loss (95 %)</th>
            <th scope="col">steps in 8 bits or fewer</th>
            <th scope="col">actions per run</th>
            <th scope="col">steps in vain per run</th>
            <th scope="col">effective speed-up</th>
          </tr>
        </thead>
        <tbody>
          {summaries.map((each) => (
            <tr key={each.choice}>
              <td>{each.choice}</td>
              <td className="number">
                {each.unstable} of {each.runs}
              </td>
              <td>{each.labels.map(([label, count]) => `${count} ${label}`).join(', ')}</td>
              <td className="number">{shown(each.tailLoss)}</td>
              <td className="number">{shown(each.validationLoss)}</td>
              <td className="number">{Math.round(100 * each.lowShare)} %</td>
              <td className="number">{each.actions.toFixed(1)}</td>
              <td className="number">{each.stepsInVain.toFixed(1)}</td>
              <td className="number">{each.speedup.toFixed(3)}×</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function shown(value: MeanWithInterval | null): string {
  if (!value) return '–';
  const { mean, interval } = value;
  return interval
    ? `${mean.toFixed(3)} (${interval.low.toFixed(3)} to ${interval.high.toFixed(3)})`
    : mean.toFixed(3);
}
