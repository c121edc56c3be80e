// The maps of the report: exact, all recipes side by side, and as a stack of regions.
import { figureFacts } from '../figures/facts.ts';
import { mapFigure } from '../figures/map.ts';
import { CAMERA_PRESETS } from '../figures/scene/camera.ts';
import { sceneFigure } from '../figures/scene/picture.ts';
import { stackScene } from '../figures/scene/stack-scene.ts';
import { figure, tag, type Html } from './markup.ts';
import { PRINTED_MAP, type ReportSource } from './source.ts';
import { rowName } from '../language/row-text.ts';

export function mapsSection({ info, runs, analysis, words }: ReportSource): Html[] {
  const { report } = words;
  const facts = { ...figureFacts(info, runs, words), thresholds: '' };
  const common = { title: info.name, theme: 'light', facts, words } as const;
  const camera = CAMERA_PRESETS.corner;
  const map = mapFigure(analysis, {
    ...common,
    ...PRINTED_MAP,
    value: 'unstable',
    guides: false,
    tailCeiling: null,
    idPrefix: 'report-map',
  });
  const stack = stackScene(analysis, { theme: 'light', words });
  return [
    tag('h2', { class: 'page' }, report.maps),
    figure(map, report.mapCaption(rowName(analysis.rowSetting, words))),
    figure(
      sceneFigure(stack, camera, { ...common, idPrefix: 'report-stack', width: PRINTED_MAP.width }),
      report.stackCaption,
    ),
  ];
}
