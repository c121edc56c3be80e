// The activations of one run, layer by layer: how heavy their tails are, how far the largest lies above the rest, and the
// largest logit of attention, each with its course over the steps in which it was measured.
import type { RunRow } from '../../src-main/records/types.ts';
import { formatNumber } from '../../src-main/report/language/numbers.ts';
import { recipeName } from '../../src-main/report/language/recipe-name.ts';
import { useAnswer } from '../client/queries.ts';
import { useReportWords, useWords } from '../words/language.ts';
import { activationRows, type ActivationRow } from './activation-rows.ts';
import './activation-table.css';

interface Props {
  readonly studyId: string;
  readonly run: RunRow;
}

export function ActivationTable({ studyId, run }: Props) {
  const input = run.state === 'finished' ? { id: studyId, runId: run.id } : null;
  const { data } = useAnswer('study.activations', input);
  const words = useWords().studyCell.activations;
  const report = useReportWords();
  if (!data) return null;
  const rows = activationRows(data);
  if (rows.length === 0) return null;
  return (
    <div className="scroll">
      <table>
        <caption>{words.caption(recipeName(run.recipe, null, report), run.seed)}</caption>
        <thead>
          <tr>
            <th scope="col">{words.layer}</th>
            <th scope="col">{words.of}</th>
            <th scope="col">{words.measure}</th>
            <th scope="col">{words.at(data.steps[0]!)}</th>
            <th scope="col">{words.highest}</th>
            <th scope="col">{words.at(data.steps.at(-1)!)}</th>
            <th scope="col">{words.course}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.layer} ${row.of} ${row.measure}`}>
              <th scope="row">{row.layer ?? ''}</th>
              <td lang="en">{row.of}</td>
              <td>{words.measures[row.measure] ?? row.measure}</td>
              <td className="number">{formatNumber(row.values[0]!)}</td>
              <td className="number">{formatNumber(row.highest)}</td>
              <td className="number">{formatNumber(row.values.at(-1)!)}</td>
              <td>
                <Course row={row} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const [WIDTH, HEIGHT] = [96, 18];

/** From its lowest to its highest; what is no number leaves a gap. Beside the numbers it says nothing new to a screen reader. */
function Course({ row: { values, lowest, highest } }: { readonly row: ActivationRow }) {
  const across = WIDTH / Math.max(1, values.length - 1);
  const span = highest - lowest || 1;
  const path = values
    .map((value, i) => {
      if (!Number.isFinite(value)) return '';
      const pen = i > 0 && Number.isFinite(values[i - 1]) ? 'L' : 'M';
      const y = HEIGHT - 1 - ((HEIGHT - 2) * (value - lowest)) / span;
      return `${pen}${(i * across).toFixed(1)} ${y.toFixed(1)}`;
    })
    .join('');
  return (
    <svg className="course" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
