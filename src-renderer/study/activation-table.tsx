// The activations of one run, layer by layer: how heavy their tails are, how far the largest lies above the rest, and the
// largest logit of attention, each with its course over the steps in which it was measured.
import type { ActivationStatistic } from '../../src-main/records/activation-curves.ts';
import type { RunRow } from '../../src-main/records/types.ts';
import { ENGLISH } from '../../src-main/report/language/language.ts';
import { formatNumber } from '../../src-main/report/language/numbers.ts';
import { recipeName } from '../../src-main/report/language/recipe-name.ts';
import { useAnswer } from '../client/queries.ts';
import { activationRows, type ActivationRow } from './activation-rows.ts';
import './activation-table.css';

interface Props {
  readonly studyId: string;
  readonly run: RunRow;
}

const MEASURES: Readonly<Record<ActivationStatistic['measure'], string>> = {
  kurtosis: 'kurtosis',
  peak: 'largest / RMS',
  largestLogit: 'largest logit',
};

export function ActivationTable({ studyId, run }: Props) {
  const input = run.state === 'finished' ? { id: studyId, runId: run.id } : null;
  const { data } = useAnswer('study.activations', input);
  if (!data) return null;
  const rows = activationRows(data);
  if (rows.length === 0) return null;
  return (
    <div className="scroll">
      <table>
        <caption>
          Activations by layer: {recipeName(run.recipe, null, ENGLISH)}, seed {run.seed}. A normal
          distribution has a kurtosis of 3.
        </caption>
        <thead>
          <tr>
            <th scope="col">layer</th>
            <th scope="col">what enters</th>
            <th scope="col">measure</th>
            <th scope="col">step {data.steps[0]}</th>
            <th scope="col">highest</th>
            <th scope="col">step {data.steps.at(-1)}</th>
            <th scope="col">over steps</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.layer} ${row.of} ${row.measure}`}>
              <th scope="row">{row.layer ?? ''}</th>
              <td>{row.of}</td>
              <td>{MEASURES[row.measure] ?? row.measure}</td>
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
