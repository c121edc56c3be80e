// Exports what is seen: a figure with the settings of the screen, or the data.
import { ENGLISH } from '../../src-main/report/language/language.ts';
import type { ExportedFile, InputOf, StudyView } from '../../src-main/contract/contract.ts';
import type { Camera } from '../../src-main/report/figures/scene/camera.ts';
import { useClient } from '../client/queries.ts';
import { ExportSelect } from '../parts/export-select.tsx';
import { useTheme } from '../parts/theme.tsx';
import { liveFile, livePicture } from './live-picture.ts';
import type { MapSettings } from './map-settings.ts';
import type { Capture } from './three/scene-view.ts';

/** What is exported, or the live picture. */
type Export = Pick<InputOf<'study.export'>, 'figure' | 'format' | 'language'> | 'live';

const CHOICES: readonly (readonly [string, readonly (readonly [string, Export])[]])[] = [
  [
    '3D picture',
    [
      ['3D picture, SVG', { figure: 'surface', format: 'svg' }],
      ['3D picture, PNG', { figure: 'surface', format: 'png' }],
      ['3D picture, PDF', { figure: 'surface', format: 'pdf' }],
      ['3D picture as on the screen, PNG', 'live'],
    ],
  ],
  [
    '2D map',
    [
      ['2D map, SVG', { figure: 'map', format: 'svg' }],
      ['2D map, PNG', { figure: 'map', format: 'png' }],
      ['2D map, PDF', { figure: 'map', format: 'pdf' }],
    ],
  ],
  [
    'Curves',
    [
      ['Curves, SVG', { figure: 'curves', format: 'svg' }],
      ['Curves, PNG', { figure: 'curves', format: 'png' }],
      ['Curves, PDF', { figure: 'curves', format: 'pdf' }],
    ],
  ],
  [
    'The whole study',
    [
      ['Report, HTML', { figure: null, format: 'html' }],
      ['Report, PDF', { figure: null, format: 'pdf' }],
      ['Report in Japanese, HTML', { figure: null, format: 'html', language: 'ja' }],
      ['Report in Japanese, PDF', { figure: null, format: 'pdf', language: 'ja' }],
      ['Runs, CSV', { figure: null, format: 'csv' }],
      ['Everything, JSON', { figure: null, format: 'json' }],
    ],
  ],
];

interface Props {
  readonly study: StudyView;
  readonly settings: MapSettings;
  /** Where the 3D picture is seen from now. */
  readonly seenFrom: () => Camera;
  /** Takes the picture of now; null where none is drawn by the graphics. */
  readonly capture: (() => Capture) | null;
}

export function ExportButton({ study, settings, seenFrom, capture }: Props) {
  const { id, path, info, facts } = study;
  const client = useClient();
  const theme = useTheme();
  const { kind, recipe, versus, height, colour } = settings;
  const fileOf = async (choice: Export): Promise<ExportedFile> => {
    if (choice === 'live') {
      const options = { title: info.name, theme, facts, idPrefix: 'live-sheet', words: ENGLISH };
      return liveFile(path, kind, await livePicture(capture!(), options));
    }
    const { figure, format, language } = choice;
    const shown = figure === 'surface' ? kind : figure;
    const look = { theme, colour, height, recipe, versus, camera: seenFrom() };
    return client.call('study.export', { id, format, figure: shown, language, ...look });
  };
  return (
    <ExportSelect
      groups={CHOICES.map(([heading, choices]) => [
        heading,
        choices.map(([name, choice]) => ({
          name,
          make: () => fileOf(choice),
          isDisabled: choice === 'live' && capture === null,
        })),
      ])}
    />
  );
}
