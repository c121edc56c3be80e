// The words over the 3D picture, where the layout says, and the strokes that lead to them.
import { polyline } from '../../src-main/report/figures/svg.ts';
import type { Layout } from '../../src-main/report/figures/scene/layout.ts';

export function SceneLabels({ layout: { labels, ticks } }: { readonly layout: Layout }) {
  return (
    <div className="scene-labels" aria-hidden="true">
      <svg>
        <path d={ticks.map((line) => polyline(line)).join('')} />
      </svg>
      {labels.map(({ kind, lines, box: { left, top, width }, align }, index) => (
        <div
          key={index}
          className={kind}
          style={{ transform: `translate(${left}px, ${top}px)`, width, textAlign: ALIGN[align] }}
        >
          {lines.map((text) => (
            <span key={text}>{text}</span>
          ))}
        </div>
      ))}
    </div>
  );
}

const ALIGN = { start: 'left', middle: 'center', end: 'right' } as const;
