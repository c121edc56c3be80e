// Curves on the screen: the figure of the report, with the run, step and value of the nearest curve beside the pointer.
import { useEffect, useMemo, useRef } from 'react';
import { curveAtPoint, type CurvePoint } from '../../src-main/report/figures/curve-at-point.ts';
import { nameOf, type CurveRun } from '../../src-main/report/figures/curve-line.ts';
import { curvesLayout, type CurvesOptions } from '../../src-main/report/figures/curves-layout.ts';
import { curvesFigure } from '../../src-main/report/figures/curves.ts';
import { formatNumber } from '../../src-main/report/language/numbers.ts';
import { PointerTip, showTip } from '../parts/pointer-tip.tsx';

interface Props {
  readonly runs: readonly CurveRun[];
  readonly options: CurvesOptions;
}

export function CurvesPane({ runs, options }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const tip = useRef<HTMLDivElement>(null);
  const layout = useMemo(() => curvesLayout(runs, options), [runs, options]);
  const svg = useMemo(() => curvesFigure(runs, options), [runs, options]);
  useEffect(() => {
    if (!box.current) return;
    box.current.innerHTML = svg;
    nameCurves(box.current);
  }, [svg]);
  const pointAt = (clientX: number, clientY: number): CurvePoint | null => {
    const picture = box.current?.querySelector('svg')?.getBoundingClientRect();
    if (!picture) return null;
    const scale = layout.width / picture.width;
    return curveAtPoint(layout, (clientX - picture.left) * scale, (clientY - picture.top) * scale);
  };
  return (
    <>
      <div
        ref={box}
        className="figure"
        role="group"
        aria-label="Loss and gradient norm by step"
        onPointerMove={({ clientX, clientY }) => {
          const point = pointAt(clientX, clientY);
          showTip(tip.current, clientX, clientY, point && tipOf(point, options));
        }}
        onPointerLeave={() => showTip(tip.current, 0, 0, null)}
      />
      <PointerTip ref={tip} />
    </>
  );
}

function tipOf({ run, step, value, kind }: CurvePoint, options: CurvesOptions): string {
  const { curves } = options.words.figures;
  return `${nameOf(run, options)}\n${curves.step} ${step}\n${kind} ${formatNumber(value, 4)}`;
}

/** The titles of curves become their names: the browser's own box would stand over the tip. What triggers did keeps its title. */
function nameCurves(pane: HTMLElement): void {
  for (const title of pane.querySelectorAll('g.curve > title, g.fate > title, g.group > title')) {
    title.parentElement?.setAttribute('aria-label', title.textContent);
    if (!title.parentElement?.matches('.group')) title.parentElement?.setAttribute('role', 'img');
    title.remove();
  }
}
