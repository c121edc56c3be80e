// The pictures of a study: 3D beside the exact 2D map, sharing choice, pointer and pinned cell; below them the pinned cell.
import { useState, type KeyboardEvent } from 'react';
import type { StudyView } from '../../src-main/api/contract.ts';
import { CellDetails } from './cell-details.tsx';
import { MapControls } from './map-controls.tsx';
import { MapPane } from './map-pane.tsx';
import { firstSettings, shownAnalysis, type MapSettings } from './map-settings.ts';
import { MapTable } from './map-table.tsx';
import { movedPlace, type Place } from './place.ts';

export function MapTab({ study }: { readonly study: StudyView }) {
  const { analysis } = study;
  const [settings, setSettings] = useState(() => firstSettings(analysis));
  const [hovered, setHovered] = useState<Place | null>(null);
  const [pinned, setPinned] = useState<Place | null>(null);
  const change = (part: Partial<MapSettings>) => setSettings((before) => ({ ...before, ...part }));
  const onKeyDown = (event: KeyboardEvent) => {
    const next = movedPlace(analysis, settings.recipe, pinned, event.key);
    if (event.key === 'Escape') setPinned(null);
    if (!next) return;
    event.preventDefault();
    setPinned(next);
  };
  return (
    <>
      <MapControls study={study} settings={settings} onChange={change} />
      <div
        className="pictures"
        tabIndex={0}
        role="group"
        aria-label="Maps; arrow keys move the pinned cell"
        onKeyDown={onKeyDown}
      >
        <div className="panel">
          <MapPane
            study={study}
            settings={settings}
            hovered={hovered}
            pinned={pinned}
            onHover={setHovered}
            onPin={setPinned}
          />
        </div>
      </div>
      <div aria-live="polite">
        {pinned ? (
          <CellDetails study={study} place={pinned} versus={settings.versus} />
        ) : (
          <p className="fine">Choose a cell by click or arrow keys to see its runs.</p>
        )}
      </div>
      <MapTable analysis={shownAnalysis(analysis, settings)} />
    </>
  );
}
