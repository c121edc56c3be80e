// Exports the curves as they are seen: these runs, these steps, this axis.
import type { StudyView } from '../../src-main/contract/contract.ts';
import { useClient } from '../client/queries.ts';
import { ExportMenu, type ExportChoice } from '../parts/export-menu.tsx';
import { useTheme } from '../parts/theme.tsx';
import { useWords } from '../words/language.ts';
import type { CurvesLook } from './curves-look.ts';
import { firstSettings } from './map-settings.ts';
import type { CurvesOf } from './run-curves.tsx';

interface Props {
  readonly study: StudyView;
  readonly of: CurvesOf;
  readonly look: CurvesLook;
}

export function CurvesExport({ study: { id, analysis }, of, look }: Props) {
  const { exported } = useWords().curves;
  const client = useClient();
  const theme = useTheme();
  const make = (choice: ExportChoice) => {
    const { colour, height, recipe, versus, camera } = firstSettings(analysis);
    const ofMaps = { colour, height, recipe, versus, camera };
    return client.call('study.export', {
      ...ofMaps,
      ...choice,
      ...look,
      id,
      figure: 'curves',
      theme,
      curvesOf: of,
    });
  };
  return (
    <ExportMenu
      items={[
        {
          ...exported,
          formats: ['svg', 'png', 'pdf'],
          hasLanguage: true,
          hasSize: true,
          preview: (language) => make({ format: 'svg', size: 'print', language }),
          make,
        },
      ]}
    />
  );
}
