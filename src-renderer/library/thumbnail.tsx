// A study in a few square centimetres: one small map per recipe, coloured as the large ones are.
import { memo } from 'react';
import type { StudyCard } from '../../src-main/contract/contract.ts';
import { valueColour } from '../../src-main/report/figures/theme.ts';

/** Maps side by side at most. */
const MOST_MAPS = 4;

export const Thumbnail = memo(function Thumbnail({ card }: { readonly card: StudyCard }) {
  const maps = card.thumbnail.slice(0, MOST_MAPS);
  return (
    <div className="thumbnail" aria-hidden="true">
      {maps.map((rows, index) => (
        <SmallMap key={card.recipes[index]} rows={rows} />
      ))}
    </div>
  );
});

function SmallMap({ rows }: { readonly rows: StudyCard['thumbnail'][number] }) {
  const width = rows[0]?.length ?? 0;
  return (
    <svg viewBox={`0 0 ${Math.max(1, width)} ${Math.max(1, rows.length)}`} preserveAspectRatio="none">
      {rows.flatMap((row, y) =>
        row.map((share, x) => (
          <rect
            key={`${x} ${y}`}
            x={x}
            y={rows.length - 1 - y}
            width="1.02"
            height="1.02"
            className={share === null ? 'unmeasured' : undefined}
            fill={share === null ? undefined : valueColour(share)}
          />
        )),
      )}
    </svg>
  );
}
