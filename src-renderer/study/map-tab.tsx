// The maps of a study.
import { useMemo } from 'react';
import type { StudyView } from '../../src-main/api/contract.ts';
import { mapFigure } from '../../src-main/report/figures/map.ts';
import { Figure } from '../parts/figure.tsx';
import { useTheme } from '../parts/theme.tsx';

export function MapTab({ study: { analysis, facts, info } }: { readonly study: StudyView }) {
  const theme = useTheme();
  const svg = useMemo(
    () =>
      mapFigure(analysis, {
        title: info.name,
        theme,
        value: 'unstable',
        guides: true,
        facts,
        tailCeiling: null,
      }),
    [analysis, facts, info.name, theme],
  );
  return (
    <div className="panel">
      <Figure svg={svg} label="Map of every recipe" />
    </div>
  );
}
