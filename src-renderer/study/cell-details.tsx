// The pinned cell: every seed with its label and reason, its curves, and what rounding did to it site by site.
import { memo, useMemo, useState } from 'react';
import type { StudyView } from '../../src-main/contract/contract.ts';
import { formatEdge, formatLoss } from '../../src-main/report/language/numbers.ts';
import { recipeName } from '../../src-main/report/language/recipe-name.ts';
import type { RunRow } from '../../src-main/records/types.ts';
import { useAnswer } from '../client/queries.ts';
import { describeCellAt, type CellKey } from './cell-key.ts';
import { FIRST_LOOK } from './curves-look.ts';
import { RunCurves } from './run-curves.tsx';
import { RunLog } from './run-log.tsx';
import { ActivationTable } from './activation-table.tsx';
import { SiteTable } from './site-table.tsx';
import { reasonWords } from './reason-words.ts';
import { Explain } from '../parts/term.tsx';
import { useReportWords, useWords } from '../words/language.ts';

interface Props {
  readonly study: StudyView;
  readonly cellKey: CellKey;
  /** The same cell is shown under this recipe too. */
  readonly versus: string | null;
  readonly onClose: () => void;
}

export const CellDetails = memo(function CellDetails({ study, cellKey, versus, onClose }: Props) {
  const { id, analysis } = study;
  const { learningRate, rowValue, recipe } = cellKey;
  const page = useAnswer('study.runs', { id, learningRate, rowValue, limit: 1000 });
  const shown = useMemo(
    () => page.data?.rows.filter((run) => run.recipe === recipe || run.recipe === versus) ?? [],
    [page.data, recipe, versus],
  );
  const ofShown = useMemo(() => ({ ids: shown.map((row) => row.id) }), [shown]);
  const [look, setLook] = useState(FIRST_LOOK);
  const [chosen, setChosen] = useState<number | null>(null);
  const run = shown.find((row) => row.id === chosen) ?? shown.find((row) => row.recipe === recipe);
  const words = useWords().studyCell;
  const report = useReportWords();
  const told = describeCellAt(analysis, cellKey, report);
  if (told === null) return null;
  const { columns } = words;
  return (
    <section className="panel pinned-cell" aria-label={words.pinned} tabIndex={0}>
      <div className="row">
        <h2>{told}</h2>
        <span className="spring" />
        <button type="button" onClick={onClose}>
          {words.close}
        </button>
      </div>
      <div className="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">
                {columns.recipe}
                <Explain word="recipe" />
              </th>
              {analysis.ratesPerDecade !== null && <th scope="col">{columns.learningRate}</th>}
              <th scope="col">{columns.seed}</th>
              <th scope="col">
                {columns.label}
                <Explain word="stable" />
              </th>
              <th scope="col">{columns.why}</th>
              <th scope="col">
                {columns.tailLoss}
                <Explain word="tail loss" />
              </th>
              <th scope="col">{columns.validationLoss}</th>
              <th scope="col">{columns.more}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <SeedRow
                key={row.id}
                run={row}
                name={recipeName(row.recipe, analysis, report)}
                isAmongRates={analysis.ratesPerDecade !== null}
                isChosen={row.id === run?.id}
                onChoose={() => setChosen(row.id)}
              />
            ))}
          </tbody>
        </table>
      </div>
      <div className="beside">
        {shown.length > 0 && <RunCurves study={study} of={ofShown} look={look} onLook={setLook} />}
        {run && <SiteTable studyId={id} run={run} />}
        {run && <RunLog studyId={id} run={run} />}
        {run && <ActivationTable studyId={id} run={run} />}
      </div>
    </section>
  );
});

interface RowProps {
  readonly run: RunRow;
  /** What its recipe is called. */
  readonly name: string;
  /** The column has runs of several learning rates. */
  readonly isAmongRates: boolean;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function SeedRow({ run, name, isAmongRates, isChosen, onChoose }: RowProps) {
  const words = useWords().studyCell;
  const report = useReportWords();
  const label = run.label === null ? report.studyFacts.states[run.state] : report.labels[run.label];
  const rate = isAmongRates ? formatEdge(run.learningRate) : null;
  return (
    <tr aria-selected={isChosen}>
      <td>{name}</td>
      {rate !== null && <td className="number">{rate}</td>}
      <td>{run.seed}</td>
      <td>{run.provisional ? words.provisional(label) : label}</td>
      <td>{reasonWords(run, report, words)}</td>
      <td className="number">{formatLoss(run.tailLoss)}</td>
      <td className="number">{formatLoss(run.validationLoss)}</td>
      <td>
        <button
          type="button"
          className="link"
          aria-pressed={isChosen}
          aria-label={words.detailsOf(isChosen, name, rate, run.seed)}
          onClick={onChoose}
        >
          {isChosen ? words.shown : words.show}
        </button>
      </td>
    </tr>
  );
}
