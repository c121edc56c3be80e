// Precision programs compared: what each bought and cost at a raw speed-up, and which recipe trained which steps.
import { useMemo, useState } from 'react';
import { summarizePrograms, type MeanWithInterval } from '../../src-main/analysis/programs.ts';
import type { StudyView } from '../../src-main/api/contract.ts';
import { timelineFigure } from '../../src-main/report/figures/timeline.ts';
import { useAnswer } from '../client/queries.ts';
import { Figure } from '../parts/figure.tsx';
import { useTheme } from '../parts/theme.tsx';

const SPEEDUPS = { least: 1, most: 2, usual: 1.2, step: 0.01 };

export function ProgramsTab({ study: { id, info, facts } }: { readonly study: StudyView }) {
  const theme = useTheme();
  const [speedup, setSpeedup] = useState(SPEEDUPS.usual);
  const answer = useAnswer('study.programs', { id });
  const runs = answer.data;
  const summaries = useMemo(() => (runs ? summarizePrograms(runs, speedup) : []), [runs, speedup]);
  const timeline = useMemo(
    () => runs && timelineFigure(runs, { title: info.name, theme, facts, idPrefix: 'timeline' }),
    [runs, info.name, theme, facts],
  );
  if (answer.error) return <p className="bad">{answer.error.message}</p>;
  if (!runs) return <p className="fine">Reading the runs …</p>;
  if (runs.length === 0) {
    return (
      <p className="empty">
        No recipe of this study changes during a run. The presets “there-and-back” and “guarded” have some
        that do.
      </p>
    );
  }
  return (
    <div className="study">
      <section className="panel" aria-label="Programs compared">
        <h2>Programs compared</h2>
        <label className="row">
          Raw speed-up of a step in 8 bits or fewer
          <input
            type="range"
            min={SPEEDUPS.least}
            max={SPEEDUPS.most}
            step={SPEEDUPS.step}
            value={speedup}
            onChange={(event) => setSpeedup(Number(event.target.value))}
          />
          <output>{speedup.toFixed(2)}</output>
        </label>
        <div className="scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">program</th>
                <th scope="col">unstable runs</th>
                <th scope="col">tail loss (95 %)</th>
                <th scope="col">validation loss (95 %)</th>
                <th scope="col">steps in 8 bits or fewer</th>
                <th scope="col">actions a run</th>
                <th scope="col">steps in vain a run</th>
                <th scope="col">speed-up that is left</th>
              </tr>
            </thead>
            <tbody>
              {summaries.map((each) => (
                <tr key={each.choice}>
                  <td>{each.choice}</td>
                  <td className="number">
                    {each.unstable} of {each.runs}
                  </td>
                  <td className="number">{shown(each.tailLoss)}</td>
                  <td className="number">{shown(each.validationLoss)}</td>
                  <td className="number">{Math.round(100 * each.lowShare)} %</td>
                  <td className="number">{each.actions.toFixed(1)}</td>
                  <td className="number">{each.stepsInVain.toFixed(1)}</td>
                  <td className="number">{each.speedup.toFixed(3)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
      <section className="panel" aria-label="Which recipe trained which steps">
        <h2>Which recipe trained which steps</h2>
        {timeline && <Figure svg={timeline} label="Which recipe trained which steps of each run" />}
      </section>
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
