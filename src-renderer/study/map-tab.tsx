// The pictures of a study: 3D beside the exact 2D map, sharing choice, pointer and pinned cell; below them the pinned cell.
import { useCallback, useDeferredValue, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { StudyView } from '../../src-main/contract/contract.ts';
import type { Camera } from '../../src-main/report/figures/scene/camera.ts';
import { useAfterPaint } from '../parts/after-paint.ts';
import { CellDetails } from './cell-details.tsx';
import { ExportButton } from './export-button.tsx';
import { MapControls } from './map-controls.tsx';
import { MapPane } from './map-pane.tsx';
import { firstSettings, shownAnalysis, type MapSettings } from './map-settings.ts';
import { MapTable } from './map-table.tsx';
import { cellMovedTo, type CellKey } from './cell-key.ts';
import { ScenePane } from './scene-pane.tsx';
import type { Capture } from './three/scene-view.ts';

export function MapTab({ study }: { readonly study: StudyView }) {
  const { analysis } = study;
  const [settings, setSettings] = useState(() => firstSettings(analysis));
  const [hovered, setHovered] = useState<CellKey | null>(null);
  const [pinned, setPinned] = useState<CellKey | null>(null);
  const [capture, setCapture] = useState<(() => Capture) | null>(null);
  const keepCapture = useCallback((take: (() => Capture) | null) => setCapture(() => take), []);
  /** Where the user turned the picture to: kept for the next change and the export, and no reason to draw again. */
  const turned = useRef<Camera>(settings.camera);
  const keepTurned = useCallback((camera: Camera) => {
    turned.current = camera;
  }, []);
  const change = (part: Partial<MapSettings>) =>
    setSettings((before) => ({ ...before, camera: turned.current, ...part }));
  // The choice is shown at once; pictures of a large grid follow as soon as they are drawn.
  const drawn = useDeferredValue(settings);
  const isPainted = useAfterPaint();
  const { recipe, versus } = drawn;
  const shown = useMemo(() => shownAnalysis(analysis, { recipe, versus }), [analysis, recipe, versus]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') setPinned(null);
    const next = cellMovedTo(analysis, recipe, pinned, event.key);
    if (!next) return;
    event.preventDefault();
    setPinned(next);
  };
  const shared = { study, hovered, pinned, onHover: setHovered, onPin: setPinned };
  return (
    <>
      <MapControls study={study} settings={settings} onChange={change}>
        <ExportButton study={study} settings={settings} seenFrom={() => turned.current} capture={capture} />
      </MapControls>
      <div
        className="pictures"
        tabIndex={0}
        role="group"
        aria-label="Maps; arrow keys move the pinned cell"
        onKeyDown={onKeyDown}
      >
        <div className="panel">
          {isPainted ? (
            <ScenePane
              {...shared}
              settings={drawn}
              camera={settings.camera}
              onCapture={keepCapture}
              onTurned={keepTurned}
            />
          ) : (
            <div className="scene" />
          )}
        </div>
        <div className="panel">
          <MapPane {...shared} settings={drawn} />
        </div>
      </div>
      <div aria-live="polite">
        {pinned ? (
          <CellDetails study={study} cellKey={pinned} versus={versus} />
        ) : (
          <p className="fine">Choose a cell by click or arrow keys to see its runs.</p>
        )}
      </div>
      <MapTable analysis={shown} />
    </>
  );
}
