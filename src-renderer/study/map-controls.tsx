// The choices above the pictures: which 3D view, what is compared, what height and colour show.
import type { ReactNode } from 'react';
import type { StudyView } from '../../src-main/contract/contract.ts';
import { MEASURES, type Measure, HEIGHTS, type HeightMeasure } from '../../src-main/report/language/shown.ts';
import { recipeName } from '../../src-main/report/language/recipe-name.ts';
import { ENGLISH } from '../../src-main/report/language/language.ts';
import { Choice } from '../parts/choice.tsx';
import { Segments } from '../parts/segments.tsx';
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
  ['stack', 'Stack'],
  ['surface', 'Terraces'],
  ['difference', 'Difference'],
];
const COLOURS = MEASURES.map((measure): readonly [Measure, string] => [
  measure,
  ENGLISH.figures.measures[measure],
]);
const HEIGHT_OPTIONS = HEIGHTS.map((measure): readonly [HeightMeasure, string] => [
  measure,
  ENGLISH.scenes.heights[measure],
]);
export function MapControls({ study, settings, onChange, children }: Props) {
  const { kind, recipe, versus, height, colour, guides } = settings;
  const { analysis } = study;
  const names = analysis.recipes.map(
    ({ recipe: name }) => [name, recipeName(name, analysis, ENGLISH)] as const,
  );
  return (
    <div className="row controls">
      <Segments name="3D view" value={kind} options={KINDS} onChange={(next) => onChange({ kind: next })} />
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
      {analysis.rowSetting.kind === 'batch-size' && (
        <label title="LR ~ batch, LR ~ √batch">
          <input
            type="checkbox"
            checked={guides}
            onChange={(event) => onChange({ guides: event.target.checked })}
          />{' '}
          guides
        </label>
      )}
      <span className="spring" />
      {children}
    </div>
  );
}
