// The panel of the 3D picture: a walk through the precisions, from where it is seen, and the picture, on the page or on the whole screen.
import { useRef, useState } from 'react';
import type { StudyView } from '../../src-main/contract/contract.ts';
import {
  CAMERA_PRESETS,
  type Camera,
  type CameraPreset,
} from '../../src-main/report/figures/scene/camera.ts';
import { recipesByPrecision } from '../../src-main/report/figures/scene/stack-scene.ts';
import { recipeName } from '../../src-main/report/language/recipe-name.ts';
import { useAfterPaint } from '../parts/after-paint.ts';
import { useReportWords, useWords } from '../words/language.ts';
import type { CellKey } from './cell-key.ts';
import { atRecipe, type MapSettings } from './map-settings.ts';
import { PrecisionPlayer } from './precision-player.tsx';
import { ScenePane } from './scene-pane.tsx';
import type { Capture } from './three/scene-view.ts';
import { turned, zoomed, ZOOM } from './turning.ts';

interface Props {
  readonly study: StudyView;
  readonly settings: MapSettings;
  /** Those whose pictures are drawn: of a large grid they follow a little later. */
  readonly drawn: MapSettings;
  readonly hovered: CellKey | null;
  readonly pinned: CellKey | null;
  readonly onHover: (cellKey: CellKey | null) => void;
  readonly onPin: (cellKey: CellKey) => void;
  readonly onChange: (change: Partial<MapSettings>) => void;
  readonly onTurned: (camera: Camera) => void;
  readonly seenFrom: () => Camera;
  readonly onCapture: (capture: (() => Capture) | null) => void;
}

/** Pixels of a drag that a press of a turning button stands for: 15 degrees. */
const TURN = 15 / 0.35;

export function ScenePanel({ settings, drawn, onChange, seenFrom, ...shared }: Props) {
  const [zoom, setZoom] = useState<number>(ZOOM.least);
  const panel = useRef<HTMLDivElement>(null);
  const words = useWords().studyScene;
  const report = useReportWords();
  const isPainted = useAfterPaint();
  const { kind, recipe, upTo, camera } = settings;
  const { analysis } = shared.study;
  const recipes = recipesByPrecision(analysis);
  const shown = kind === 'stack' ? (upTo ?? recipes.at(-1)) : recipe;
  const look = (to: Camera) => onChange({ camera: to });
  return (
    <div className="panel scene-panel" ref={panel}>
      <div className="row tools" role="group" aria-label={words.picture}>
        {kind !== 'difference' && recipes.length > 1 && (
          <PrecisionPlayer
            names={recipes.map((name) => recipeName(name, analysis, report))}
            at={Math.max(0, recipes.indexOf(shown ?? ''))}
            onStep={(index) => onChange(atRecipe(analysis, recipes[index]!))}
          />
        )}
        <span className="spring" />
        {(Object.keys(CAMERA_PRESETS) as CameraPreset[]).map((name) => (
          <button
            key={name}
            type="button"
            onClick={() => {
              setZoom(ZOOM.least);
              look(CAMERA_PRESETS[name]);
            }}
          >
            {words.cameras[name]}
          </button>
        ))}
        <button type="button" aria-label={words.turnLeft} onClick={() => look(turned(seenFrom(), TURN, 0))}>
          ⟲
        </button>
        <button type="button" aria-label={words.turnRight} onClick={() => look(turned(seenFrom(), -TURN, 0))}>
          ⟳
        </button>
        <button
          type="button"
          aria-label={words.farther}
          disabled={zoom <= ZOOM.least}
          onClick={() => setZoom(zoomed(zoom, 1 / ZOOM.step))}
        >
          −
        </button>
        <button
          type="button"
          aria-label={words.nearer}
          disabled={zoom >= ZOOM.most}
          onClick={() => setZoom(zoomed(zoom, ZOOM.step))}
        >
          +
        </button>
        <button
          type="button"
          aria-pressed={camera.projection === 'orthographic'}
          title={words.whatOrthographic}
          onClick={() =>
            look({
              ...seenFrom(),
              projection: camera.projection === 'orthographic' ? 'perspective' : 'orthographic',
            })
          }
        >
          {words.orthographic}
        </button>
        <button
          type="button"
          title={words.leavesFullScreen}
          onClick={() =>
            void (document.fullscreenElement ? document.exitFullscreen() : panel.current?.requestFullscreen())
          }
        >
          {words.fullScreen}
        </button>
      </div>
      {isPainted ? (
        <ScenePane {...shared} settings={drawn} camera={camera} zoom={zoom} onZoom={setZoom} />
      ) : (
        <div className="scene" />
      )}
    </div>
  );
}
