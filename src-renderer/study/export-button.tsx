// Exports what is seen: a figure with the settings of the screen, the report, or the data.
import { isOfSizes } from '../../src-main/analysis/grid/rows.ts';
import { ENGLISH } from '../../src-main/report/language/language.ts';
import type { InputOf, StudyView } from '../../src-main/contract/contract.ts';
import type { Camera } from '../../src-main/report/figures/scene/camera.ts';
import { useClient } from '../client/queries.ts';
import { ExportMenu, type Exportable, type ExportChoice } from '../parts/export-menu.tsx';
import { useTheme } from '../parts/theme.tsx';
import { liveFile, livePicture } from './live-picture.ts';
import type { MapSettings } from './map-settings.ts';
import type { Capture } from './three/scene-view.ts';

type FigureName = InputOf<'study.export'>['figure'];

/** Pictures of a study that the core draws. */
const FIGURES: readonly { readonly name: string; readonly figure: FigureName; readonly words: string }[] = [
  { name: '3D picture', figure: 'surface', words: 'The 3D picture as a figure, seen from where it is now.' },
  { name: '2D map', figure: 'map', words: 'The exact map of every recipe, with its scale and thresholds.' },
  { name: 'Loss curves', figure: 'curves', words: 'The loss of every finished run over its steps.' },
];
/** Of a study whose rows are sizes. */
const OF_SIZES: typeof FIGURES = [
  {
    name: 'Ladder',
    figure: 'ladder',
    words: 'Edge and penalty against the size of the model, and what is expected.',
  },
  { name: 'Map for each size', figure: 'sizes', words: 'A small map for each size, on one scale.' },
];
const PICTURE = ['svg', 'png', 'pdf'] as const;

interface Props {
  readonly study: StudyView;
  readonly settings: MapSettings;
  /** Where the 3D picture is seen from now. */
  readonly seenFrom: () => Camera;
  /** Takes the picture of now; null where none is drawn by the graphics. */
  readonly capture: (() => Capture) | null;
}

export function ExportButton({ study, settings, seenFrom, capture }: Props) {
  const { id, path, info, facts, analysis } = study;
  const client = useClient();
  const theme = useTheme();
  const { kind, recipe, versus, height, colour } = settings;
  const fileOf = (figure: FigureName, choice: ExportChoice) =>
    client.call('study.export', {
      ...choice,
      id,
      figure: figure === 'surface' ? kind : figure,
      theme,
      colour,
      height,
      recipe,
      versus,
      camera: seenFrom(),
    });
  const live = async () => {
    const options = { title: info.name, theme, facts, idPrefix: 'live-sheet', words: ENGLISH };
    return liveFile(path, kind, await livePicture(capture!(), options));
  };
  const whole = (given: Pick<Exportable, 'name' | 'words' | 'formats' | 'hasLanguage'>): Exportable => ({
    ...given,
    hasSize: false,
    preview: null,
    make: (choice) => fileOf(null, choice),
  });
  const pictures = isOfSizes(analysis.rowSetting) ? [...FIGURES, ...OF_SIZES] : FIGURES;
  const items: Exportable[] = pictures.map(({ name, figure, words }) => ({
    name,
    words,
    formats: PICTURE,
    hasLanguage: true,
    hasSize: true,
    preview: (language) => fileOf(figure, { format: 'svg', size: 'print', language }),
    make: (choice) => fileOf(figure, choice),
  }));
  if (capture !== null)
    items.splice(1, 0, {
      name: '3D picture as on the screen',
      words: 'What the graphics draw now, at 300 dots per inch, with title, legend and facts.',
      formats: ['png'],
      hasLanguage: false,
      hasSize: false,
      preview: live,
      make: live,
    });
  items.push(
    whole({
      name: 'Report',
      words: 'The finding for a manager, then the pages for engineers: maps, costs, plan, thresholds.',
      formats: ['pdf', 'html'],
      hasLanguage: true,
    }),
    whole({
      name: 'Runs',
      words: 'A table with one line per run: settings, state, label with its reason, losses.',
      formats: ['csv'],
      hasLanguage: false,
    }),
    whole({
      name: 'Everything',
      words: 'The spec, the environment, every run with its curves, and what was made of them.',
      formats: ['json'],
      hasLanguage: false,
    }),
  );
  return <ExportMenu items={items} />;
}
