// The maps of the report: exact, as a surface, and as a stack of regions.
import { figureFacts } from '../figures/facts.ts';
import { mapFigure } from '../figures/map.ts';
import { CAMERA_PRESETS } from '../figures/scene/camera.ts';
import { comparedRecipes } from '../figures/scene/compared.ts';
import { sceneFigure } from '../figures/scene/picture.ts';
import { stackScene } from '../figures/scene/stack-scene.ts';
import { surfaceScene } from '../figures/scene/surface-scene.ts';
import { figure, tag, type Html } from './markup.ts';
import type { ReportSource } from './source.ts';
import { rowName } from '../language/row-text.ts';

export function mapsSection({ info, runs, analysis, words }: ReportSource): Html[] {
  const { report } = words;
  const facts = { ...figureFacts(info, runs, words), thresholds: '' };
  const common = { title: info.name, theme: 'light', facts, words } as const;
  const camera = CAMERA_PRESETS.corner;
  const { recipe, versus } = comparedRecipes(analysis);
  const surface = surfaceScene(analysis, {
    recipe,
    versus,
    height: 'stable',
    colour: 'unstable',
    theme: 'light',
    words,
  });
  const map = mapFigure(analysis, {
    ...common,
    value: 'unstable',
    guides: true,
    tailCeiling: null,
    idPrefix: 'report-map',
  });
  const stack = stackScene(analysis, { theme: 'light', words });
  return [
    tag('h2', { class: 'page' }, report.maps),
    figure(map, report.mapCaption(rowName(analysis.rowSetting, words))),
    figure(
      sceneFigure(surface, camera, { ...common, idPrefix: 'report-surface' }),
      report.surfaceCaption(recipe, versus),
    ),
    figure(sceneFigure(stack, camera, { ...common, idPrefix: 'report-stack' }), report.stackCaption),
  ];
}
