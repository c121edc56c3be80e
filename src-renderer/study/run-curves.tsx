// Loss, gradient norm and loss scale of runs, drawn by the figure of the exports; the core chooses a sample where they are very many, and thins
// long curves without losing a spike.
import { useMemo, useRef, type ReactNode } from 'react';
import type { InputOf, StudyView } from '../../src-main/contract/contract.ts';
import { CURVE_AXES } from '../../src-main/report/figures/curve-scale.ts';
import { FEWEST_STEPS, shownRange } from '../../src-main/report/figures/curve-span.ts';
import { selectionOf } from '../../src-main/report/figures/curve-tally.ts';
import { useAnswer } from '../client/queries.ts';
import { Choice } from '../parts/choice.tsx';
import { useTheme } from '../parts/theme.tsx';
import { ToldError } from '../parts/told-error.tsx';
import { useWidth } from '../parts/width.ts';
import { useLanguage, useReportWords, useWords } from '../words/language.ts';
import { movedRange, zoomedRange, type CurvesLook } from './curves-look.ts';
import { CurvesPane } from './curves-pane.tsx';

export type CurvesOf = Omit<InputOf<'study.curves'>, 'id' | 'range'>;

interface Props {
  readonly study: StudyView;
  /** Which runs. */
  readonly of: CurvesOf;
  readonly look: CurvesLook;
  readonly onLook: (look: CurvesLook) => void;
  /** Beside the choices. */
  readonly children?: ReactNode;
}

/** In less room the figure is scaled down, and more it does not need. */
const WIDTH = { least: 440, most: 1180 } as const;

export function RunCurves({ study, of, look, onLook, children }: Props) {
  const { id, info, factsIn, analysis } = study;
  const theme = useTheme();
  const language = useLanguage();
  const words = useReportWords();
  const page = useWords().curves;
  const room = useRef<HTMLDivElement>(null);
  const width = Math.min(WIDTH.most, Math.max(WIDTH.least, useWidth(room, WIDTH.least)));
  const { data, error, isFetching } = useAnswer('study.curves', { id, ...of, range: look.range });
  const isZoomed = data ? shownRange(look.range, data.steps) !== null : false;
  const options = useMemo(
    () =>
      data && {
        title: info.name,
        selection: selectionOf({ ...data, study: info.name }, words),
        tallies: data.tallies,
        told: data.told,
        axis: look.axis,
        range: data.range,
        theme,
        facts: factsIn[language],
        idPrefix: 'curves',
        width,
        words,
        rowSetting: analysis.rowSetting,
      },
    [data, info, words, look.axis, theme, factsIn, language, width, analysis.rowSetting],
  );
  const told = () => {
    if (error) {
      return (
        <p className="bad">
          <ToldError error={error} />
        </p>
      );
    }
    if (!data || !options) return <p className="fine">{page.reading}</p>;
    if (data.of === 0) return <p className="fine">{page.noneFinished}</p>;
    if (data.runs.length === 0) return <p className="fine">{page.noneKept}</p>;
    const { steps } = data;
    const whole = { from: 0, to: steps };
    const range = data.range ?? whole;
    // What is wanted may be ahead of what is drawn, of which the points are.
    const wanted = shownRange(look.range, steps) ?? whole;
    const show = (next: CurvesLook['range']) => onLook({ ...look, range: next });
    const button = (name: string, sign: string, next: CurvesLook['range'], isPossible: boolean) => (
      <button type="button" aria-label={name} title={name} disabled={!isPossible} onClick={() => show(next)}>
        {sign}
      </button>
    );
    return (
      <>
        <div className="row">
          <Choice
            name={page.axis}
            value={look.axis}
            options={CURVE_AXES.map((axis) => [axis, page.axes[axis]] as const)}
            onChange={(axis) => onLook({ ...look, axis })}
          />
          <span className="row" role="group" aria-label={page.zoom}>
            {button(page.earlier, '←', movedRange(wanted, steps, -1), wanted.from > 0)}
            {button(page.farther, '−', zoomedRange(wanted, steps, -1), isZoomed)}
            {button(page.nearer, '+', zoomedRange(wanted, steps, 1), steps > FEWEST_STEPS)}
            {button(page.later, '→', movedRange(wanted, steps, 1), wanted.to < steps)}
            <button type="button" disabled={!isZoomed} onClick={() => show(null)}>
              {page.whole}
            </button>
          </span>
          <span className="fine" role="status">
            {page.seen(range.from, range.to, steps)}
            {isFetching && ` · ${page.reading}`}
          </span>
          {children}
        </div>
        <p className="fine">{page.keys}</p>
        <CurvesPane
          runs={data.runs}
          options={options}
          range={range}
          wanted={wanted}
          steps={steps}
          onRange={show}
        />
      </>
    );
  };
  return <div ref={room}>{told()}</div>;
}
