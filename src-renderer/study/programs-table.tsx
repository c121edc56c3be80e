// The programs of a study in numbers, one row each.
import type { MeanWithInterval, ProgramSummary } from '../../src-main/analysis/programs/programs.ts';
import type { Words } from '../../src-main/report/language/language.ts';
import { percentIn, UNKNOWN } from '../../src-main/report/language/numbers.ts';
import { useReportWords, useWords } from '../words/language.ts';

export function ProgramsTable({ summaries }: { readonly summaries: readonly ProgramSummary[] }) {
  const words = useWords().studyPrograms;
  const report = useReportWords();
  const { figures, labels, numbers } = report;
  const { columns } = words;
  const percent = percentIn(report);
  const level = numbers.percent('95');
  return (
    <div className="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">{columns.program}</th>
            <th scope="col">{columns.unstable}</th>
            <th scope="col">{columns.labels}</th>
            <th scope="col">{columns.tailLoss(level)}</th>
            <th scope="col">{columns.validationLoss(level)}</th>
            <th scope="col">{columns.lowSteps}</th>
            <th scope="col">{columns.actions}</th>
            <th scope="col">{columns.inVain}</th>
            <th scope="col">{columns.speedup}</th>
          </tr>
        </thead>
        <tbody>
          {summaries.map((each) => (
            <tr key={each.choice}>
              <td>{each.choice}</td>
              <td className="number">{words.unstable(each.unstable, each.runs)}</td>
              <td>
                {numbers.list(each.labels.map(([label, count]) => figures.labelCount(count, labels[label])))}
              </td>
              <td className="number">{shown(each.tailLoss, report)}</td>
              <td className="number">{shown(each.validationLoss, report)}</td>
              <td className="number">{percent(each.lowShare)}</td>
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

function shown(value: MeanWithInterval | null, { numbers }: Words): string {
  if (!value) return UNKNOWN;
  const { mean, interval } = value;
  if (!interval) return mean.toFixed(3);
  const range = numbers.range(interval.low.toFixed(3), interval.high.toFixed(3));
  return mean.toFixed(3) + numbers.inBrackets(range);
}
