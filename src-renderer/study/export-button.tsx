// Exports what is seen: a figure with the settings of the screen, the report, or the data.
import { isOfSizes } from '../../src-main/analysis/grid/rows.ts';
import type { InputOf, StudyView } from '../../src-main/contract/contract.ts';
import type { Camera } from '../../src-main/report/figures/scene/camera.ts';
import { useClient } from '../client/queries.ts';
import { ExportMenu, type Exportable, type ExportChoice } from '../parts/export-menu.tsx';
import { useTheme } from '../parts/theme.tsx';
import { useReportWords, useWords } from '../words/language.ts';
import { liveFile, livePicture } from './live-picture.ts';
import type { MapSettings } from './map-settings.ts';
import type { Capture } from './three/scene-view.ts';

type FigureName = InputOf<'study.export'>['figure'];

/** Pictures of a study that the core draws. */
const FIGURES = ['surface', 'map', 'curves'] as const;
/** Of a study whose rows are sizes. */
const OF_SIZES = ['ladder', 'sizes'] as const;
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
  const { id, path, info, analysis } = study;
  const page = useWords();
  const names = page.studyExport;
  const words = useReportWords();
  const client = useClient();
  const theme = useTheme();
  const { kind, recipe, versus, height, colour, upTo } = settings;
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
      upTo,
      camera: seenFrom(),
    });
  const live = async () => {
    const facts = study.factsIn[words.language];
    const options = { title: info.name, theme, facts, idPrefix: 'live-sheet', words };
    return liveFile(path, kind, await livePicture(capture!(), options, page.studyScene.tooLarge));
  };
  const whole = (given: Pick<Exportable, 'name' | 'words' | 'formats' | 'hasLanguage'>): Exportable => ({
    ...given,
    hasSize: false,
    preview: null,
    make: (choice) => fileOf(null, choice),
  });
  const pictures = isOfSizes(analysis.rowSetting) ? [...FIGURES, ...OF_SIZES] : FIGURES;
  const items: Exportable[] = pictures.map((figure) => ({
    ...names[figure],
    formats: PICTURE,
    hasLanguage: true,
    hasSize: true,
    preview: (language) => fileOf(figure, { format: 'svg', size: 'print', language }),
    make: (choice) => fileOf(figure, choice),
  }));
  if (capture !== null)
    items.splice(1, 0, {
      ...names.live,
      formats: ['png'],
      hasLanguage: false,
      hasSize: false,
      preview: live,
      make: live,
    });
  items.push(
    whole({ ...names.report, formats: ['pdf', 'html'], hasLanguage: true }),
    whole({ ...names.runs, formats: ['csv'], hasLanguage: false }),
    whole({ ...names.everything, formats: ['json'], hasLanguage: false }),
  );
  return <ExportMenu items={items} />;
}
