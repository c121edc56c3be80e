// Precision programs compared: what each bought and cost at a raw speed-up, which recipe trained which steps, and what the
// triggers did on the curves; over the whole grid or in one cell of it.
import { useMemo, useState } from 'react';
import { summarizePrograms } from '../../src-main/analysis/programs/programs.ts';
import type { StudyView } from '../../src-main/contract/contract.ts';
import { formatLearningRate } from '../../src-main/report/language/numbers.ts';
import { timelineFigure } from '../../src-main/report/figures/timeline.ts';
import { useAnswer } from '../client/queries.ts';
import { Choice } from '../parts/choice.tsx';
import { Figure } from '../parts/figure.tsx';
import { useTheme } from '../parts/theme.tsx';
import { ToldError } from '../parts/told-error.tsx';
import { useReportWords, useWords } from '../words/language.ts';
import { plansPrograms } from './planned-programs.ts';
import { ProgramsTable } from './programs-table.tsx';
import { FIRST_LOOK } from './curves-look.ts';
import { RunCurves } from './run-curves.tsx';
import { capital } from '../../src-main/report/language/en/plural.ts';
import { formatRow, rowName } from '../../src-main/report/language/row-text.ts';

const SPEEDUPS = { least: 1, most: 2, usual: 1.2, step: 0.01 };
const ALL = '';

export function ProgramsTab({ study }: { readonly study: StudyView }) {
  const { id, info, analysis } = study;
  const words = useWords().studyPrograms;
  const report = useReportWords();
  const facts = study.factsIn[report.language];
  const { rowSetting } = analysis;
  const theme = useTheme();
  const [speedup, setSpeedup] = useState(SPEEDUPS.usual);
  const [rate, setRate] = useState(ALL);
  const [row, setRow] = useState(ALL);
  const answer = useAnswer('study.programs', { id });
  const runs = useMemo(
    () =>
      answer.data?.filter(
        ({ learningRate, rowValue }) =>
          (rate === ALL || learningRate === Number(rate)) && (row === ALL || rowValue === Number(row)),
      ),
    [answer.data, rate, row],
  );
  const summaries = useMemo(() => (runs ? summarizePrograms(runs, speedup) : []), [runs, speedup]);
  const timeline = useMemo(
    () =>
      runs &&
      timelineFigure(runs, {
        title: info.name,
        theme,
        facts,
        idPrefix: 'timeline',
        words: report,
        rowSetting,
      }),
    [runs, info.name, theme, facts, report, rowSetting],
  );
  if (answer.error) {
    return (
      <p className="bad">
        <ToldError error={answer.error} />
      </p>
    );
  }
  if (!answer.data || !runs) return <p className="fine">{words.reading}</p>;
  if (answer.data.length === 0) {
    return <p className="empty">{plansPrograms(info) ? words.noneFinished : words.none}</p>;
  }
  const choices = (values: readonly number[], show: (value: number) => string) => [
    [ALL, words.all] as const,
    ...values.map((value) => [String(value), show(value)] as const),
  ];
  const isOneCell =
    (rate !== ALL || analysis.learningRates.length === 1) && (row !== ALL || analysis.rowValues.length === 1);
  return (
    <div className="study">
      <section className="panel" aria-label={words.compared}>
        <h2>{words.compared}</h2>
        <div className="row">
          <Choice
            name={words.learningRate}
            value={rate}
            options={choices(analysis.learningRates, formatLearningRate)}
            onChange={setRate}
          />
          <Choice
            name={capital(rowName(rowSetting, report))}
            value={row}
            options={choices(analysis.rowValues, formatRow)}
            onChange={setRow}
          />
          <label className="row">
            {words.speedup}
            <input
              type="range"
              min={SPEEDUPS.least}
              max={SPEEDUPS.most}
              step={SPEEDUPS.step}
              value={speedup}
              onChange={(event) => setSpeedup(Number(event.target.value))}
            />
            <output>{speedup.toFixed(2)}×</output>
          </label>
        </div>
        <ProgramsTable summaries={summaries} />
        {!isOneCell && <p className="fine">{words.overCells}</p>}
      </section>
      <section className="panel" aria-label={words.timeline}>
        <h2>{words.timeline}</h2>
        {timeline && <Figure svg={timeline} label={words.timelineOf} />}
      </section>
      {isOneCell && (
        <CellCurves
          study={study}
          learningRate={rate === ALL ? analysis.learningRates[0]! : Number(rate)}
          rowValue={row === ALL ? analysis.rowValues[0]! : Number(row)}
        />
      )}
    </div>
  );
}

interface CurvesProps {
  readonly study: StudyView;
  readonly learningRate: number;
  readonly rowValue: number;
}

/** The curves of the cell under every program, with what the triggers did. */
function CellCurves({ study, learningRate, rowValue }: CurvesProps) {
  const { onTheWay } = useWords().studyPrograms;
  const [look, setLook] = useState(FIRST_LOOK);
  const cell = useMemo(() => ({ learningRate, rowValue }), [learningRate, rowValue]);
  return (
    <section className="panel" aria-label={onTheWay}>
      <h2>{onTheWay}</h2>
      <RunCurves study={study} of={cell} look={look} onLook={setLook} />
    </section>
  );
}
