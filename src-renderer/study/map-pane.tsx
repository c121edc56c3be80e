// The exact 2D map on the screen: the figure of the report, with marks for the cell under the pointer and the pinned cell.
// Which cell is where is computed, so that the pointer costs the same over six cells and over ten thousand.
import { memo, useEffect, useMemo, useRef, type MouseEvent } from 'react';
import type { StudyView } from '../../src-main/contract/contract.ts';
import { columnBox } from '../../src-main/report/figures/frame.ts';
import { cellAtPoint, mapLayout } from '../../src-main/report/figures/map-layout.ts';
import { mapFigure } from '../../src-main/report/figures/map.ts';
import type { Box } from '../../src-main/report/figures/marks.ts';
import { PointerTip, showTip } from '../parts/pointer-tip.tsx';
import { useTheme } from '../parts/theme.tsx';
import { useWidth } from '../parts/width.ts';
import { shownAnalysis, type MapSettings } from './map-settings.ts';
import { cellLinesAt, isSameCell, type CellKey } from './cell-key.ts';
import { useReportWords } from '../words/language.ts';

interface Props {
  readonly study: StudyView;
  readonly settings: MapSettings;
  readonly hovered: CellKey | null;
  readonly pinned: CellKey | null;
  readonly onHover: (cellKey: CellKey | null) => void;
  readonly onPin: (cellKey: CellKey) => void;
}

/** Narrower figures are scaled down, wider ones would be hard to take in beside the 3D picture. */
const WIDTH = { least: 680, most: 1180 };

export const MapPane = memo(function MapPane({ study, settings, hovered, pinned, onHover, onPin }: Props) {
  const { analysis, info } = study;
  const words = useReportWords();
  const facts = study.factsIn[words.language];
  const theme = useTheme();
  const box = useRef<HTMLDivElement>(null);
  const tip = useRef<HTMLDivElement>(null);
  const { recipe, versus, guides, flat } = settings;
  const colour = flat === 'difference' ? 'added' : settings.colour;
  const shown = useMemo(
    () => (flat === 'pair' ? shownAnalysis(analysis, { recipe, versus }) : analysis),
    [analysis, flat, recipe, versus],
  );
  const width = Math.min(WIDTH.most, Math.max(WIDTH.least, useWidth(box, WIDTH.least)));
  const layout = useMemo(() => mapLayout(shown, colour, words, width), [shown, colour, words, width]);
  const svg = useMemo(
    () =>
      mapFigure(shown, {
        among: analysis,
        title: info.name,
        theme,
        value: colour,
        guides,
        facts,
        tailCeiling: null,
        width,
        words,
      }),
    [shown, analysis, info.name, theme, colour, guides, facts, width, words],
  );
  useEffect(() => {
    if (!box.current) return;
    box.current.innerHTML = svg;
    nameCells(box.current);
  }, [svg]);

  const boxOf = (cellKey: CellKey | null): Box | null => {
    const panel = layout.recipes.findIndex((map) => map.recipe === cellKey?.recipe);
    const frame = layout.frames[panel];
    if (!cellKey || !frame) return null;
    const row = shown.rowValues.indexOf(cellKey.rowValue);
    return columnBox(frame, row, shown.learningRates.indexOf(cellKey.learningRate));
  };
  useEffect(() => mark(box.current, 'hovered', boxOf(hovered)));
  useEffect(() => mark(box.current, 'pinned', boxOf(pinned)));

  const cellUnder = ({ clientX, clientY }: MouseEvent): CellKey | null => {
    const picture = box.current?.querySelector('svg')?.getBoundingClientRect();
    if (!picture) return null;
    const scale = layout.width / picture.width;
    const at = cellAtPoint(layout, (clientX - picture.left) * scale, (clientY - picture.top) * scale);
    return (
      at && {
        recipe: layout.recipes[at.panel]!.recipe,
        learningRate: shown.learningRates[at.column]!,
        rowValue: shown.rowValues[at.row]!,
      }
    );
  };
  return (
    <>
      <div
        ref={box}
        className={`figure map-pane ${hovered ? 'over' : ''}`}
        onPointerMove={(event) => {
          const cellKey = cellUnder(event);
          if (!isSameCell(cellKey, hovered)) onHover(cellKey);
          const lines = cellKey && cellLinesAt(analysis, cellKey, words);
          showTip(tip.current, event.clientX, event.clientY, lines);
        }}
        onPointerLeave={() => {
          onHover(null);
          showTip(tip.current, 0, 0, null);
        }}
        onClick={(event) => {
          const cellKey = cellUnder(event);
          if (cellKey) onPin(cellKey);
        }}
      />
      <PointerTip ref={tip} />
    </>
  );
});

/** The titles of cells become their names: what they say stands beside the pointer, and the browser's own box would say it again. */
function nameCells(pane: HTMLElement): void {
  for (const title of pane.querySelectorAll('g.cell > title')) {
    title.parentElement?.setAttribute('role', 'img');
    title.parentElement?.setAttribute('aria-label', title.textContent);
    title.remove();
  }
}

/** Draws the outline of one kind around a cell; map-pane.css has its look. */
function mark(pane: HTMLElement | null, name: string, box: Box | null): void {
  const picture = pane?.querySelector('svg');
  if (!picture) return;
  let frame = picture.querySelector(`:scope > .${name}`);
  if (!box) return frame?.remove();
  if (!frame) {
    frame = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
    frame.classList.add('outline', name);
    picture.append(frame);
  }
  for (const side of ['x', 'y', 'width', 'height'] as const) frame.setAttribute(side, String(box[side]));
}
