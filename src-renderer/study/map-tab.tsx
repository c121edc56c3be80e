// The pictures of a study: 3D beside the exact 2D map, sharing choice, pointer and pinned cell; below them the pinned cell.
import { useCallback, useDeferredValue, useMemo, useState, type KeyboardEvent } from 'react';
import type { StudyView } from '../../src-main/contract/contract.ts';
import { Choice } from '../parts/choice.tsx';
import { WordsHere } from '../parts/term.tsx';
import { useWords } from '../words/language.ts';
import { CellDetails } from './cell-details.tsx';
import { ExportButton } from './export-button.tsx';
import { MapControls } from './map-controls.tsx';
import { MapPane } from './map-pane.tsx';
import { FLAT_MAPS, shownAnalysis } from './map-settings.ts';
import { MapTable } from './map-table.tsx';
import { cellMovedTo, type CellKey } from './cell-key.ts';
import { ScenePanel } from './scene-panel.tsx';
import { useLook } from './use-look.ts';
import type { Capture } from './three/scene-view.ts';

export function MapTab({ study }: { readonly study: StudyView }) {
  const { analysis } = study;
  const words = useWords().studyMap;
  const { settings, pinned, change, pin, turned, seenFrom } = useLook(analysis);
  const [hovered, setHovered] = useState<CellKey | null>(null);
  const [capture, setCapture] = useState<(() => Capture) | null>(null);
  const keepCapture = useCallback((take: (() => Capture) | null) => setCapture(() => take), []);
  // The choice is shown at once; pictures of a large grid follow as soon as they are drawn.
  const drawn = useDeferredValue(settings);
  const { recipe, versus } = drawn;
  const shown = useMemo(() => shownAnalysis(analysis, { recipe, versus }), [analysis, recipe, versus]);
  const unpin = useCallback(() => pin(null), [pin]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') pin(null);
    const next = cellMovedTo(analysis, recipe, pinned, event.key);
    if (!next) return;
    event.preventDefault();
    pin(next);
  };
  const shared = { study, hovered, pinned, onHover: setHovered, onPin: pin };
  return (
    <>
      <MapControls study={study} settings={settings} onChange={change}>
        <ExportButton study={study} settings={settings} seenFrom={seenFrom} capture={capture} />
      </MapControls>
      <div className="pictures" tabIndex={0} role="group" aria-label={words.pictures} onKeyDown={onKeyDown}>
        <ScenePanel
          {...shared}
          settings={settings}
          drawn={drawn}
          onChange={change}
          onTurned={turned}
          seenFrom={seenFrom}
          onCapture={keepCapture}
        />
        <div className="panel">
          {analysis.recipes.length > 1 && (
            <Choice
              name={words.flat}
              value={settings.flat}
              options={FLAT_MAPS.map((each) => [each, words.maps[each]] as const)}
              onChange={(flat) => change({ flat })}
            />
          )}
          <MapPane {...shared} settings={drawn} />
        </div>
      </div>
      <div aria-live="polite" className={pinned ? 'pinned-place' : undefined}>
        {pinned ? (
          <CellDetails study={study} cellKey={pinned} versus={versus} onClose={unpin} />
        ) : (
          <p className="fine">{words.chooseCell}</p>
        )}
      </div>
      <WordsHere words={['cell', 'stable', 'LR50', 'shift', 'penalty', 'control']} />
      <MapTable analysis={shown} />
    </>
  );
}
