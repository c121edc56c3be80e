// The choices above the pictures: recipes, what height and colour show, guides.
import type { StudyView } from '../../src-main/api/contract.ts';
import { Choice } from '../parts/choice.tsx';
import type { MapSettings } from './map-settings.ts';

interface Props {
  readonly study: StudyView;
  readonly settings: MapSettings;
  readonly onChange: (change: Partial<MapSettings>) => void;
}

const NONE = '';
const VALUES: readonly (readonly [MapSettings['value'], string])[] = [
  ['unstable', 'P(unstable)'],
  ['tail', 'tail loss'],
];

export function MapControls({ study, settings, onChange }: Props) {
  const names = study.analysis.recipes.map(({ recipe }) => [recipe, recipe] as const);
  return (
    <div className="row controls">
      <Choice
        name="Recipe"
        value={settings.recipe}
        options={names}
        onChange={(recipe) => onChange({ recipe, ...(recipe === settings.versus && { versus: null }) })}
      />
      <Choice
        name="Beside"
        value={settings.versus ?? NONE}
        options={[[NONE, 'no other'], ...names.filter(([name]) => name !== settings.recipe)]}
        onChange={(name) => onChange({ versus: name === NONE ? null : name })}
      />
      <Choice
        name="Colour"
        value={settings.value}
        options={VALUES}
        onChange={(value) => onChange({ value })}
      />
      <label>
        <input
          type="checkbox"
          checked={settings.guides}
          onChange={(event) => onChange({ guides: event.target.checked })}
        />{' '}
        guides LR ~ batch, LR ~ √batch
      </label>
    </div>
  );
}
