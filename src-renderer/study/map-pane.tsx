// The exact 2D map on the screen: the figure of the report, with a cell under the pointer and a pinned cell.
import { useEffect, useMemo, useRef, type PointerEvent } from 'react';
import type { StudyView } from '../../src-main/api/contract.ts';
import { mapFigure } from '../../src-main/report/figures/map.ts';
import { useTheme } from '../parts/theme.tsx';
import { shownAnalysis, type MapSettings } from './map-settings.ts';
import { samePlace, type Place } from './place.ts';

interface Props {
  readonly study: StudyView;
  readonly settings: MapSettings;
  readonly hovered: Place | null;
  readonly pinned: Place | null;
  readonly onHover: (place: Place | null) => void;
  readonly onPin: (place: Place) => void;
}

const WIDTH = 760;

export function MapPane({ study, settings, hovered, pinned, onHover, onPin }: Props) {
  const { analysis, facts, info } = study;
  const theme = useTheme();
  const box = useRef<HTMLDivElement>(null);
  const { colour, guides } = settings;
  const svg = useMemo(
    () =>
      mapFigure(shownAnalysis(analysis, settings), {
        title: info.name,
        theme,
        value: colour,
        guides,
        facts,
        tailCeiling: null,
        width: WIDTH,
      }),
    [analysis, settings, info.name, theme, colour, guides, facts],
  );
  useEffect(() => {
    if (box.current) box.current.innerHTML = svg;
  }, [svg]);
  useEffect(() => mark(box.current, 'hovered', hovered), [svg, hovered]);
  useEffect(() => mark(box.current, 'pinned', pinned), [svg, pinned]);
  return (
    <div
      ref={box}
      className="figure map-pane"
      onPointerMove={(event) => {
        const place = placeUnder(event);
        if (!samePlace(place, hovered)) onHover(place);
      }}
      onPointerLeave={() => onHover(null)}
      onClick={(event) => {
        const place = placeOf(event.target as Element);
        if (place) onPin(place);
      }}
    />
  );
}

function placeUnder({ target }: PointerEvent): Place | null {
  return placeOf(target as Element);
}

function placeOf(element: Element): Place | null {
  const cell = element.closest<SVGElement>('g.cell');
  if (!cell) return null;
  const { recipe, learningRate, batchSize } = cell.dataset;
  return recipe === undefined
    ? null
    : { recipe, learningRate: Number(learningRate), batchSize: Number(batchSize) };
}

/** Gives the cell at a place, and no other, a class that study.css draws. */
function mark(box: HTMLElement | null, name: string, place: Place | null): void {
  box?.querySelectorAll(`.${name}`).forEach((cell) => cell.classList.remove(name));
  if (!box || !place) return;
  const { recipe, learningRate, batchSize } = place;
  box
    .querySelector(
      `g.cell[data-recipe="${CSS.escape(recipe)}"][data-learning-rate="${learningRate}"][data-batch-size="${batchSize}"]`,
    )
    ?.classList.add(name);
}
