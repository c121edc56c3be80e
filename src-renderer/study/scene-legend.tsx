// The legend of the 3D picture, drawn by the figure that the export has too.
import { useMemo } from 'react';
import { hatchPatterns } from '../../src-main/report/figures/marks.ts';
import { drawSceneLegend } from '../../src-main/report/figures/scene/picture-legend.ts';
import type { Scene } from '../../src-main/report/figures/scene/scene.ts';
import { svgDocument } from '../../src-main/report/figures/svg.ts';
import { THEMES } from '../../src-main/report/figures/theme.ts';
import { Figure } from '../parts/figure.tsx';
import { useTheme } from '../parts/theme.tsx';
import { useReportWords, useWords } from '../words/language.ts';

const WIDTH = 640;

export function SceneLegend({ scene }: { readonly scene: Scene }) {
  const name = useTheme();
  const words = useWords().studyScene;
  const { numbers } = useReportWords();
  const svg = useMemo(() => {
    const theme = THEMES[name];
    const { drawn, height } = drawSceneLegend(scene, 0, 10, WIDTH, theme, 'live');
    return svgDocument(
      {
        width: WIDTH,
        height: height + 14,
        title: words.legend,
        description: numbers.semicolons(scene.legend.map(({ text }) => text)),
        idPrefix: 'live-legend',
        background: theme.background,
        ink: theme.ink,
      },
      hatchPatterns('live'),
      drawn,
    );
  }, [scene, name, words, numbers]);
  return <Figure svg={svg} label={words.legendOf} />;
}
