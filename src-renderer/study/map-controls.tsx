// The choices above the pictures: what is compared, what height and colour show, from where it is seen.
import type { ReactNode } from 'react';
import type { StudyView } from '../../src-main/contract/contract.ts';
import { MEASURES, type Measure, HEIGHTS, type HeightMeasure } from '../../src-main/report/language/shown.ts';
import { CAMERA_PRESETS, type CameraPreset } from '../../src-main/report/figures/scene/camera.ts';
import { recipeName } from '../../src-main/report/language/recipe-name.ts';
import { ENGLISH } from '../../src-main/report/language/language.ts';
import { Choice } from '../parts/choice.tsx';
import type { MapSettings, SceneKind } from './map-settings.ts';

interface Props {
  readonly study: StudyView;
  readonly settings: MapSettings;
  readonly onChange: (change: Partial<MapSettings>) => void;
  /** What stands at the end of the row. */
  readonly children: ReactNode;
}

const NONE = '';
const KINDS: readonly (readonly [SceneKind, string])[] = [
  ['surface', 'surface'],
  ['stack', 'stack of regions'],
  ['difference', 'difference'],
];
const COLOURS = MEASURES.map((measure): readonly [Measure, string] => [
  measure,
  ENGLISH.figures.measures[measure],
]);
const HEIGHT_OPTIONS = HEIGHTS.map((measure): readonly [HeightMeasure, string] => [
  measure,
  ENGLISH.scenes.heights[measure],
]);
/** Degrees a press of a turning button moves by. */
const TURN = 15;

export function MapControls({ study, settings, onChange, children }: Props) {
  const { kind, recipe, versus, height, colour, guides, camera } = settings;
  const names = study.analysis.recipes.map(
    ({ recipe: name }) => [name, recipeName(name, study.analysis, ENGLISH)] as const,
  );
  const turn = (azimuth: number) => onChange({ camera: { ...camera, azimuth: camera.azimuth + azimuth } });
  return (
    <div className="controls">
      <div className="row">
        <Choice name="3D" value={kind} options={KINDS} onChange={(next) => onChange({ kind: next })} />
        <Choice
          name="Recipe"
          value={recipe}
          options={names}
          onChange={(name) => onChange({ recipe: name, ...(name === versus && { versus: recipe }) })}
        />
        <Choice
          name="Compared with"
          value={versus ?? NONE}
          options={[[NONE, 'none'], ...names.filter(([name]) => name !== recipe)]}
          onChange={(name) => onChange({ versus: name === NONE ? null : name })}
        />
        {kind === 'surface' && (
          <Choice
            name="Height"
            value={height}
            options={HEIGHT_OPTIONS}
            onChange={(next) => onChange({ height: next })}
          />
        )}
        <Choice
          name="Colour"
          value={colour}
          options={COLOURS}
          onChange={(next) => onChange({ colour: next })}
        />
      </div>
      <div className="row" role="group" aria-label="Camera and guides">
        {(Object.keys(CAMERA_PRESETS) as CameraPreset[]).map((name) => (
          <button
            key={name}
            type="button"
            onClick={() => onChange({ camera: { ...camera, ...CAMERA_PRESETS[name] } })}
          >
            {name}
          </button>
        ))}
        <button type="button" aria-label="Turn left" onClick={() => turn(-TURN)}>
          ⟲
        </button>
        <button type="button" aria-label="Turn right" onClick={() => turn(TURN)}>
          ⟳
        </button>
        <label>
          <input
            type="checkbox"
            checked={camera.projection === 'orthographic'}
            onChange={({ target: { checked } }) =>
              onChange({ camera: { ...camera, projection: checked ? 'orthographic' : 'perspective' } })
            }
          />{' '}
          orthographic
        </label>
        {study.analysis.rowSetting.kind === 'batch-size' && (
          <label>
            <input
              type="checkbox"
              checked={guides}
              onChange={(event) => onChange({ guides: event.target.checked })}
            />{' '}
            guides LR ~ batch, LR ~ √batch
          </label>
        )}
        <span className="spring" />
        {children}
      </div>
    </div>
  );
}
