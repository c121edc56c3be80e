// The maps of the report: exact, recipes side by side on as many sheets as they need, and as a stack of regions.
import { figureFacts } from '../figures/facts.ts';
import { mapFigure } from '../figures/map.ts';
import { CAMERA_PRESETS } from '../figures/scene/camera.ts';
import { sceneFigure } from '../figures/scene/picture.ts';
import { stackScene } from '../figures/scene/stack-scene.ts';
import { figure, tag, type Html } from './markup.ts';
import { PRINTED_MAP, type ReportSource } from './source.ts';
import { rowName } from '../language/row-text.ts';

/** Rows of a map of which two stand above each other on a page. */
const LOW_ROWS = 6;
/** Height of the stack over its width. */
const STACK = 0.44;

export function mapsSection({ info, runs, analysis, words }: ReportSource): Html[] {
  const { report } = words;
  const facts = { ...figureFacts(info, runs, words), thresholds: '' };
  const common = { title: info.name, theme: 'light', facts, words } as const;
  const camera = CAMERA_PRESETS.corner;
  const each = analysis.rowValues.length > LOW_ROWS ? 2 : 4;
  const sheets = Array.from({ length: Math.ceil(analysis.recipes.length / each) }, (_, sheet) => {
    const recipes = analysis.recipes.slice(sheet * each, (sheet + 1) * each);
    const map = mapFigure(
      { ...analysis, recipes },
      {
        ...common,
        ...PRINTED_MAP,
        among: analysis,
        value: 'unstable',
        guides: false,
        tailCeiling: null,
        idPrefix: sheet === 0 ? 'report-map' : `report-map-${sheet + 1}`,
      },
    );
    return figure(map, report.mapCaption(rowName(analysis.rowSetting, words)));
  });
  const stack = stackScene(analysis, { theme: 'light', words });
  return [
    tag('h2', {}, report.maps),
    ...sheets,
    figure(
      sceneFigure(stack, camera, {
        ...common,
        idPrefix: 'report-stack',
        width: PRINTED_MAP.width,
        plotShare: STACK,
      }),
      report.stackCaption,
    ),
  ];
}
