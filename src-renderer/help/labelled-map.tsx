// A real map with numbers at what is to be read on it, and what each says: of the example, whose positive control has everything.
import { useMemo } from 'react';
import type { StudyView } from '../../src-main/contract/contract.ts';
import type { RecipeMap } from '../../src-main/analysis/grid/grid.ts';
import { columnBox } from '../../src-main/report/figures/frame.ts';
import { mapFigure } from '../../src-main/report/figures/map.ts';
import { mapLayout } from '../../src-main/report/figures/map-layout.ts';
import { element, label } from '../../src-main/report/figures/svg.ts';
import { THEMES, type ThemeName } from '../../src-main/report/figures/theme.ts';
import type { Words } from '../../src-main/report/language/language.ts';
import { Figure } from '../parts/figure.tsx';
import { useTheme } from '../parts/theme.tsx';
import { useReportWords, useWords } from '../words/language.ts';
import { shownAnalysis } from '../study/map-settings.ts';

const WIDTH = 680;
const RADIUS = 10;

export function LabelledMap({ study }: { readonly study: StudyView }) {
  const theme = useTheme();
  const { help: words } = useWords();
  const reportWords = useReportWords();
  const svg = useMemo(() => labelled(study, theme, reportWords), [study, theme, reportWords]);
  return (
    <div className="labelled-map">
      <Figure svg={svg} label={words.mapLabel} />
      <ol>
        {words.marks.map((mark) => (
          <li key={mark}>{mark}</li>
        ))}
      </ol>
    </div>
  );
}

function labelled({ analysis, factsIn, info }: StudyView, themeName: ThemeName, words: Words): string {
  const { recipe } = analysis.recipes.at(-1)!;
  const shown = shownAnalysis(analysis, { recipe, versus: null });
  const common = {
    title: info.name,
    theme: themeName,
    facts: factsIn[words.language],
    width: WIDTH,
    words,
    among: analysis,
  };
  const svg = mapFigure(shown, { ...common, value: 'unstable', guides: false, tailCeiling: null });
  const [frame] = mapLayout(shown, 'unstable', words, WIDTH).frames;
  const [map] = shown.recipes;
  if (!frame || !map) return svg;
  const row = Math.floor(shown.rowValues.length / 2);
  const edge = edgeColumn(map, row);
  const last = shown.learningRates.length - 1;
  const at = (column: number) => columnBox(frame, row, column);
  const first = at(0);
  const top = columnBox(frame, shown.rowValues.length - 1, 0);
  const floor = columnBox(frame, 0, last);
  const places = [
    [floor.x + floor.width, floor.y + floor.height + 2 * RADIUS],
    [top.x - 2 * RADIUS, top.y],
    [at(1).x + at(1).width / 2, first.y],
    [at(edge).x, first.y],
    [at(last).x + at(last).width / 2, first.y],
    [first.x + first.width / 2, first.y + first.height],
  ] as const;
  const theme = THEMES[themeName];
  const drawn = places.map(
    ([x, y], index) =>
      element(
        'g',
        {},
        element('circle', {
          cx: x,
          cy: y,
          r: RADIUS,
          fill: theme.ink,
          stroke: theme.background,
          'stroke-width': 2,
        }),
        label(String(index + 1), x, y + 4, {
          'text-anchor': 'middle',
          'font-size': 12,
          'font-weight': 600,
          fill: theme.background,
        }),
      ).markup,
  );
  return svg.replace(/<\/svg>\s*$/, `${drawn.join('')}</svg>`);
}

/** The first column of the row at which half of the runs are unstable; the last where there is none. */
function edgeColumn({ cells }: RecipeMap, row: number): number {
  const found = cells[row]!.findIndex(({ unstable, finished }) => finished > 0 && 2 * unstable >= finished);
  return found < 0 ? cells[row]!.length - 1 : found;
}
