// The runs that an import would make, as tables: by recipe and learning rate, and the first of them.
import { formatLearningRate, formatLoss } from '../../src-main/report/language/numbers.ts';
import type { ImportLook } from '../../src-main/study/import/look.ts';
import type { OutcomeLook, RateCount } from '../../src-main/study/import/preview.ts';
import { useReportWords, useWords } from '../words/language.ts';
import { Named } from './told.tsx';

interface Props {
  readonly outcome: OutcomeLook;
}

const KINDS = ['stable', 'unstable', 'unjudged', 'failed', 'leftOut'] as const satisfies (keyof RateCount)[];

/** By recipe and learning rate; a kind that no run is of has no column. */
export function RatesTable({ outcome: { rates, leftOut } }: Props) {
  const words = useWords().importOutcome;
  const { heads } = useReportWords().imports;
  if (rates.length === 0) return null;
  const shown = KINDS.filter((kind) => rates.some((rate) => rate[kind] > 0));
  const unplaced = leftOut
    .filter(({ recipe, learningRate }) => recipe === null || learningRate === null)
    .reduce((sum, { rows }) => sum + rows, 0);
  return (
    <>
      <h3>{words.byRate}</h3>
      <div className="scroll">
        <table aria-label={words.byRateTable}>
          <thead>
            <tr>
              <th scope="col">{heads.recipe}</th>
              <th scope="col">{heads.learningRate}</th>
              {shown.map((kind) => (
                <th key={kind} scope="col">
                  {heads[kind]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rates.map((rate) => (
              <tr key={`${rate.recipe} ${rate.learningRate}`}>
                <td>
                  <Named name={rate.recipe} />
                </td>
                <td className="number">{formatLearningRate(rate.learningRate)}</td>
                {shown.map((kind) => (
                  <td key={kind} className="number">
                    {rate[kind]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {unplaced > 0 && <p>{words.unplaced(unplaced)}</p>}
    </>
  );
}

/** Of several inputs a run is named by its input, else by its number in that. */
export function FirstRuns({
  look: { inputs, growth },
  outcome: { firstRuns, runs },
}: Props & { readonly look: ImportLook }) {
  const words = useWords().importOutcome;
  const {
    labels,
    imports: { heads },
  } = useReportWords();
  if (firstRuns.length === 0) return null;
  const tables = inputs.flatMap(({ table }) => table ?? []);
  const unit = tables.length === 1 ? tables[0]!.unit : 'run';
  const all = growth === null ? runs : growth.added + growth.changed;
  return (
    <>
      <h3>{firstRuns.length < all ? words.first(firstRuns.length) : words.all}</h3>
      <div className="scroll">
        <table aria-label={words.firstTable}>
          <thead>
            <tr>
              <th scope="col">{words.units[unit]}</th>
              <th scope="col">{heads.recipe}</th>
              <th scope="col">{heads.learningRate}</th>
              <th scope="col">{words.batchSize}</th>
              <th scope="col">{words.seed}</th>
              <th scope="col">{words.tailLoss}</th>
              <th scope="col">{words.labelColumn}</th>
            </tr>
          </thead>
          <tbody>
            {firstRuns.map(({ input, line, planned, measured, label, failure }) => (
              <tr key={`${input} ${line}`}>
                <td className="number">{line}</td>
                <td>
                  <Named name={planned.recipe} />
                </td>
                <td className="number">{Number(planned.learningRate.toPrecision(4))}</td>
                <td className="number">{planned.batchSize}</td>
                <td className="number">{planned.seed}</td>
                <td className="number">
                  {measured.nonfinite ? words.notFinite : formatLoss(measured.tailLoss)}
                </td>
                <td>{failure !== null ? words.noLabel : label && labels[label]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
