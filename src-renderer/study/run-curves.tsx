// Loss, gradient norm and loss scale of some runs, drawn by the figure of the report; long curves are thinned without losing a spike.
import { useMemo, useState } from 'react';
import type { StudyView } from '../../src-main/contract/contract.ts';
import type { CurveRun } from '../../src-main/report/figures/curve-line.ts';
import type { CurveAxis } from '../../src-main/report/figures/curve-scale.ts';
import type { RunRow } from '../../src-main/records/types.ts';
import { useAnswer } from '../client/queries.ts';
import { Choice } from '../parts/choice.tsx';
import { useTheme } from '../parts/theme.tsx';
import { CurvesPane } from './curves-pane.tsx';
import { ENGLISH } from '../../src-main/report/language/language.ts';

/** Runs whose curves are drawn at most. */
const MOST_RUNS = 24;
const AXES = [
  ['robust', 'without far outliers'],
  ['log', 'logarithmic, all values'],
] as const;
const NAMES = ['loss', 'gradientNorm', 'lossScale', 'step'];

interface Props {
  readonly study: StudyView;
  readonly runs: readonly RunRow[];
}

export function RunCurves({ study: { id, facts, analysis }, runs }: Props) {
  const theme = useTheme();
  const [axis, setAxis] = useState<CurveAxis>('robust');
  // What is known of a run may be old: whether it has curves, the study says. Those known to have some come first.
  const hasEnded = ({ state }: RunRow) => state === 'finished';
  const runIds = [...runs.filter(hasEnded), ...runs.filter((run) => !hasEnded(run))]
    .slice(0, MOST_RUNS)
    .map((run) => run.id);
  const curves = useAnswer('study.curves', runIds.length === 0 ? null : { id, runIds, names: NAMES });
  const drawn = useMemo(() => {
    const byId = new Map(curves.data?.map((entry) => [entry.runId, entry]));
    return runs.flatMap((run): CurveRun[] => {
      const { curves: own, actions = [] } = byId.get(run.id) ?? {};
      const { loss, gradientNorm = null, lossScale = null, step = null } = own ?? {};
      const nonfinite = run.nonfinite !== null;
      return loss ? [{ ...run, nonfinite, loss, gradientNorm, lossScale, step, actions }] : [];
    });
  }, [curves.data, runs]);
  const isCut = drawn.length === MOST_RUNS && runs.length > MOST_RUNS;
  const options = useMemo(
    () => ({
      title: 'Training',
      selection: isCut ? `The first ${MOST_RUNS} runs.` : '',
      axis,
      theme,
      facts,
      idPrefix: 'curves',
      words: ENGLISH,
      rowSetting: analysis.rowSetting,
    }),
    [isCut, axis, theme, facts, analysis.rowSetting],
  );
  if (curves.error) return <p className="bad">{curves.error.message}</p>;
  if (drawn.length === 0 && curves.isFetching) return <p className="fine">Reading the curves …</p>;
  if (drawn.length === 0) return <p className="fine">No run of these has finished yet.</p>;
  return (
    <>
      <Choice name="Axis" value={axis} options={AXES} onChange={setAxis} />
      <CurvesPane runs={drawn} options={options} />
    </>
  );
}
