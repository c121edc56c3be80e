// A figure that is drawn for the room that it has.
import { useMemo, useRef } from 'react';
import { Figure } from './figure.tsx';
import { useWidth } from './width.ts';

interface Props {
  /** Always the same function for the same figure; `width` in pixels. */
  readonly draw: (width: number) => string;
  /** What it shows, for those who do not see it. */
  readonly label: string;
}

/** In less room a figure is scaled down. */
const LEAST_WIDTH = 440;

export function FluidFigure({ draw, label }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const width = Math.max(LEAST_WIDTH, useWidth(box, LEAST_WIDTH));
  const svg = useMemo(() => draw(width), [draw, width]);
  return (
    <div ref={box} className="fluid">
      <Figure svg={svg} label={label} />
    </div>
  );
}
