// Curves on the screen: the figure of the exports. The nearest run at the pointer is drawn over the rest and told in numbers; a drag over
// steps, keys, and the wheel with Ctrl choose which steps are seen.
import { useEffect, useMemo, useRef, type PointerEvent } from 'react';
import { ranked, rankedValues } from '../../src-main/report/figures/curve-bands.ts';
import { curveAtPoint, type CurvePoint } from '../../src-main/report/figures/curve-at-point.ts';
import { nameOf, type CurveRun } from '../../src-main/report/figures/curve-line.ts';
import { columnEnds, type StepRange } from '../../src-main/report/figures/curve-span.ts';
import {
  curvesLayout,
  type CurvesLayout,
  type CurvesOptions,
} from '../../src-main/report/figures/curves-layout.ts';
import { curvesFigure } from '../../src-main/report/figures/curves.ts';
import type { Box } from '../../src-main/report/figures/marks.ts';
import { formatNumber } from '../../src-main/report/language/numbers.ts';
import { PointerTip, showTip } from '../parts/pointer-tip.tsx';
import { useWords } from '../words/language.ts';
import type { PageWords } from '../words/words.ts';
import { rangeAfterKey, rangeBetween, zoomedRange } from './curves-look.ts';
import { boxAt, brushOver, runOver } from './curves-over.ts';

interface Props {
  readonly runs: readonly CurveRun[];
  readonly options: CurvesOptions;
  /** What is drawn, and what was asked for since, of so many steps. */
  readonly range: StepRange;
  readonly wanted: StepRange;
  readonly steps: number;
  /** null: all steps. */
  readonly onRange: (range: StepRange | null) => void;
}

/** Pixels of the figure below which a drag is a click. */
const CLICK = 4;

interface Drag {
  readonly box: Box;
  readonly from: number;
}

export function CurvesPane({ runs, options, range, wanted, steps, onRange }: Props) {
  const words = useWords().curves;
  const pane = useRef<HTMLDivElement>(null);
  const tip = useRef<HTMLDivElement>(null);
  const drag = useRef<Drag | null>(null);
  const layout = useMemo(() => curvesLayout(runs, options), [runs, options]);
  const svg = useMemo(() => curvesFigure(runs, options, layout), [runs, options, layout]);
  useEffect(() => {
    if (!pane.current) return;
    pane.current.innerHTML = svg;
    nameCurves(pane.current);
  }, [svg]);
  const placeOf = ({ clientX, clientY }: { readonly clientX: number; readonly clientY: number }) => {
    const picture = pane.current!.querySelector('svg')!.getBoundingClientRect();
    const scale = layout.width / picture.width;
    return [(clientX - picture.left) * scale, (clientY - picture.top) * scale] as const;
  };
  const stepAt = ({ x, width }: Box, left: number) =>
    range.from + Math.min(1, Math.max(0, (left - x) / width)) * (range.to - range.from);
  useWheel(pane, (event) => {
    const [left, top] = placeOf(event);
    const box = boxAt(layout.groups, left, top);
    if (box) onRange(zoomedRange(wanted, steps, event.deltaY < 0 ? 1 : -1, stepAt(box, left)));
  });
  const onPointerDown = (event: PointerEvent) => {
    const [left, top] = placeOf(event);
    const box = event.button === 0 ? boxAt(layout.groups, left, top) : null;
    if (!box) return;
    drag.current = { box, from: left };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent) => {
    const [left, top] = placeOf(event);
    const chosen = drag.current;
    if (chosen) {
      const { x, width } = chosen.box;
      const at = Math.min(x + width, Math.max(x, left));
      showTip(tip.current, 0, 0, null);
      drawOver(pane.current!, brushOver(chosen.box, chosen.from, at));
      return;
    }
    const point = curveAtPoint(layout, left, top);
    drawOver(pane.current!, point ? runOver(layout, point) : '');
    showTip(tip.current, event.clientX, event.clientY, point && tipOf(point, layout, options, words));
  };
  const onPointerUp = (event: PointerEvent) => {
    const chosen = drag.current;
    drag.current = null;
    if (!chosen) return;
    const [left] = placeOf(event);
    drawOver(pane.current!, '');
    if (Math.abs(left - chosen.from) < CLICK) return;
    onRange(rangeBetween(stepAt(chosen.box, chosen.from), stepAt(chosen.box, left), steps));
  };
  return (
    <>
      <div
        ref={pane}
        className="figure curves"
        role="group"
        aria-label={words.picture}
        tabIndex={0}
        onKeyDown={(event) => {
          if (event.ctrlKey || event.metaKey || event.altKey) return;
          const next = rangeAfterKey(event.key, wanted, steps);
          if (next === undefined) return;
          event.preventDefault();
          onRange(next);
        }}
        onDoubleClick={() => onRange(null)}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={() => {
          drag.current = null;
          drawOver(pane.current!, '');
        }}
        onPointerLeave={() => {
          if (drag.current) return;
          drawOver(pane.current!, '');
          showTip(tip.current, 0, 0, null);
        }}
      />
      <PointerTip ref={tip} />
    </>
  );
}

/** The wheel with Ctrl, or two fingers on a pad; alone it scrolls the page, as everywhere. */
function useWheel(pane: React.RefObject<HTMLElement | null>, onZoom: (event: WheelEvent) => void): void {
  const now = useRef(onZoom);
  useEffect(() => {
    now.current = onZoom;
  });
  useEffect(() => {
    const element = pane.current!;
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey) return;
      // React's own listeners may not keep the page from being enlarged instead.
      event.preventDefault();
      now.current(event);
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [pane]);
}

function drawOver(pane: HTMLElement, markup: string): void {
  const picture = pane.querySelector('svg')!;
  const over =
    picture.querySelector('g.over') ??
    picture.appendChild(document.createElementNS('http://www.w3.org/2000/svg', 'g'));
  over.setAttribute('class', 'over');
  over.setAttribute('aria-hidden', 'true');
  over.innerHTML = markup;
}

/** The point in numbers and, of many runs, where all of them lie at the end of its column, up to which each is known. */
function tipOf(
  { run, step, value, kind }: CurvePoint,
  layout: CurvesLayout,
  options: CurvesOptions,
  words: PageWords['curves'],
): string {
  const told = words.tip(nameOf(run, options), step, kind, formatNumber(value, 5));
  const group = layout.groups.find(({ runs }) => runs.includes(run));
  const context = group?.panels.find(({ name }) => name === kind)?.context;
  if (!layout.banded || !group || !context) return told;
  const end = columnEnds(context.range).find((last) => last >= step - 1);
  const [at] = end === undefined ? [] : rankedValues(group.runs, context.values, [end]);
  if (!at) return told;
  const number = (share: number) => {
    const found = ranked(at.sorted, share);
    return found === Infinity ? words.beyond : formatNumber(found, 4);
  };
  return `${told}\n${words.ranks(at.sorted.length, at.step + 1, number(0.25), number(0.5), number(0.75))}`;
}

/** The titles of curves become their names: the browser's own box would stand over the tip. What triggers did keeps its title. */
function nameCurves(pane: HTMLElement): void {
  for (const title of pane.querySelectorAll('g.curve > title, g.fate > title, g.group > title')) {
    title.parentElement?.setAttribute('aria-label', title.textContent);
    if (!title.parentElement?.matches('.group')) title.parentElement?.setAttribute('role', 'img');
    title.remove();
  }
}
