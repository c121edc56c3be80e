// The choices above the pictures: which 3D view, what is compared, what height and colour show.
import type { ReactNode } from 'react';
import type { StudyView } from '../../src-main/contract/contract.ts';
import { MEASURES, HEIGHTS, type Measure } from '../../src-main/report/language/shown.ts';
import { recipeName } from '../../src-main/report/language/recipe-name.ts';
import type { Word } from '../help/glossary.ts';
import { Choice } from '../parts/choice.tsx';
import { Segments } from '../parts/segments.tsx';
import { useReportWords, useWords } from '../words/language.ts';
import { SCENE_KINDS, type MapSettings } from './map-settings.ts';

interface Props {
  readonly study: StudyView;
  readonly settings: MapSettings;
  readonly onChange: (change: Partial<MapSettings>) => void;
  /** What stands at the end of the row. */
  readonly children: ReactNode;
}

const NONE = '';
/** Words behind what colour shows. */
const EXPLAINED: Partial<Readonly<Record<Measure, Word>>> = {
  unstable: 'stable',
  added: 'baseline',
  tail: 'tail loss',
  penalty: 'penalty',
};

export function MapControls({ study, settings, onChange, children }: Props) {
  const { kind, recipe, versus, height, colour, guides } = settings;
  const { analysis } = study;
  const words = useWords().studyMap;
  const report = useReportWords();
  const names = analysis.recipes.map(
    ({ recipe: name }) => [name, recipeName(name, analysis, report)] as const,
  );
  return (
    <div className="row controls">
      <Segments
        name={words.view}
        value={kind}
        options={SCENE_KINDS.map((each) => [each, words.kinds[each]] as const)}
        onChange={(next) => onChange({ kind: next })}
      />
      <Choice
        word="recipe"
        name={words.recipe}
        value={recipe}
        options={names}
        onChange={(name) => onChange({ recipe: name, ...(name === versus && { versus: recipe }) })}
      />
      <Choice
        word="baseline"
        name={words.versus}
        value={versus ?? NONE}
        options={[[NONE, words.noVersus], ...names.filter(([name]) => name !== recipe)]}
        onChange={(name) => onChange({ versus: name === NONE ? null : name })}
      />
      {kind === 'surface' && (
        <Choice
          name={words.height}
          value={height}
          options={HEIGHTS.map((each) => [each, report.scenes.heights[each]] as const)}
          onChange={(next) => onChange({ height: next })}
        />
      )}
      <Choice
        word={EXPLAINED[colour]}
        name={words.colour}
        value={colour}
        options={MEASURES.map((each) => [each, report.figures.measures[each]] as const)}
        onChange={(next) => onChange({ colour: next })}
      />
      {analysis.rowSetting.kind === 'batch-size' && (
        <label title={words.whatGuides}>
          <input
            type="checkbox"
            checked={guides}
            onChange={(event) => onChange({ guides: event.target.checked })}
          />{' '}
          {words.guides}
        </label>
      )}
      <span className="spring" />
      {children}
    </div>
  );
}
