// Every kind of figure of a made study as it was when a person last looked at it. A difference that is meant is taken over by
// `npx vitest run test/report/snapshots -u`, and looked at before it is committed.
import { expect, test } from 'vitest';
import { decide, NOTHING_SAID, type Decision } from '../../../src-main/analysis/decision/decide.ts';
import { recipeLadder, type SizeReading } from '../../../src-main/analysis/ladder/recipe-ladder.ts';
import { recipeByName } from '../../../src-main/recipes/presets.ts';
import { bitLayoutFigure, bitLegendFigure } from '../../../src-main/report/figures/bit-layout.ts';
import { comparisonFigure } from '../../../src-main/report/figures/comparison/comparison-figure.ts';
import type { ComparedStudy } from '../../../src-main/report/figures/comparison/compared-study.ts';
import { comparisonNotes } from '../../../src-main/report/figures/comparison/comparison-text.ts';
import { costFigure } from '../../../src-main/report/figures/cost-figure.ts';
import { tallyRuns } from '../../../src-main/report/figures/curve-tally.ts';
import { curvesFigure } from '../../../src-main/report/figures/curves.ts';
import { figureFacts } from '../../../src-main/report/figures/facts.ts';
import { ladderFigure } from '../../../src-main/report/figures/ladder-figure.ts';
import { mapFigure } from '../../../src-main/report/figures/map.ts';
import { probeFigure } from '../../../src-main/report/figures/probe-figure.ts';
import { sizeMapsFigure } from '../../../src-main/report/figures/size-maps.ts';
import { CAMERA_PRESETS } from '../../../src-main/report/figures/scene/camera.ts';
import { differenceScene } from '../../../src-main/report/figures/scene/difference-scene.ts';
import { sceneFigure } from '../../../src-main/report/figures/scene/picture.ts';
import { stackScene } from '../../../src-main/report/figures/scene/stack-scene.ts';
import { surfaceScene } from '../../../src-main/report/figures/scene/surface-scene.ts';
import { timelineFigure } from '../../../src-main/report/figures/timeline.ts';
import { tornadoFigure } from '../../../src-main/report/figures/tornado-figure.ts';
import { heldOutSentence } from '../../../src-main/report/language/ladder-text.ts';
import { ENGLISH } from '../../../src-main/report/language/language.ts';
import { ANALYSIS, INFO, lossOf, PROBED, PROGRAM_RUNS, RUNS } from './made.ts';
import { normalised } from './normalised.ts';
import { BATCH_SIZE_ROWS } from '../../../src-main/analysis/grid/rows.ts';

const theme = 'light';
const words = ENGLISH;
const common = {
  title: INFO.name,
  theme,
  facts: figureFacts(INFO, RUNS, words),
  words,
  rowSetting: BATCH_SIZE_ROWS,
} as const;
const camera = CAMERA_PRESETS.corner;
const compared = { recipe: 'fp8-unscaled', theme, words } as const;

const map = (value: 'unstable' | 'penalty') =>
  mapFigure(ANALYSIS, { ...common, value, guides: value === 'unstable', tailCeiling: null });

function curves(): string {
  const { unstableLabels } = ANALYSIS.thresholds;
  const drawn = RUNS.filter(({ rowValue, seed }) => rowValue === 8 && seed === 0).map((run) => ({
    ...run,
    nonfinite: run.nonfinite !== null,
    unstable: run.label !== null && unstableLabels.includes(run.label),
    loss: lossOf(run.id),
    gradientNorm: lossOf(run.id).map((loss) => loss / 2),
    actions: run.recipe === 'tensorwise' ? [{ step: 2, message: 'It jumped.' }] : [],
  }));
  const tallies = tallyRuns(RUNS, unstableLabels);
  return curvesFigure(drawn, { ...common, selection: 'Batch size 8.', tallies, told: tallies });
}

const sizes = [20e3, 70e3, 250e3, 950e3, 3.6e6];
const rising = (from: number, by: number, error: number): SizeReading[] =>
  sizes.map((size, i) => ({ size, reading: { value: from + by * i, error } }));
const OFF_GRID: SizeReading = { size: sizes[1]!, reading: 'off-grid' };
const FALLEN: SizeReading = { size: sizes[4]!, reading: { value: -3.4, error: 0.06 } };

const decision = decide(ANALYSIS, 'tensorwise', NOTHING_SAID) as Decision;

const ladders = [
  recipeLadder('bf16-mixed', 'edge', rising(-1, -0.2, 0.05), 0.95),
  recipeLadder('fp8-unscaled', 'edge', rising(-2, -0.1, 0.06).with(1, OFF_GRID).with(4, FALLEN), 0.95),
  recipeLadder('fp8-unscaled', 'penalty', rising(0.02, 0.003, 0.004), 0.95),
];
const sentences = ladders.flatMap((ladder) => heldOutSentence(ladder, 0.95, words) ?? []);

const facts = common.facts;
const COMPARED: readonly ComparedStudy[] = [
  { name: 'one', analysis: ANALYSIS, info: INFO, facts, ladder: null },
  {
    name: 'the other',
    analysis: { ...ANALYSIS, recipes: ANALYSIS.recipes.slice(0, 2) },
    info: { ...INFO, text: null, spec: { ...INFO.spec, microBatch: 4 } },
    facts,
    ladder: null,
  },
];

const steeper = [recipeLadder('bf16-mixed', 'edge', rising(-1.2, -0.3, 0.05), 0.95)];
const COMPARED_LADDERS: readonly ComparedStudy[] = [ladders, steeper].map((own, index) => ({
  ...COMPARED[0]!,
  name: ['one', 'the other'][index]!,
  ladder: { sizeIn: 'parameters', sizes: [], ladders: own, budgets: null, areBudgetsStale: false },
}));

const FIGURES: Readonly<Record<string, () => string>> = {
  map: () => map('unstable'),
  'map-of-penalties': () => map('penalty'),
  surface: () =>
    sceneFigure(
      surfaceScene(ANALYSIS, { ...compared, versus: 'bf16-mixed', height: 'stable', colour: 'unstable' }),
      camera,
      common,
    ),
  stack: () => sceneFigure(stackScene(ANALYSIS, { theme, words }), camera, common),
  difference: () =>
    sceneFigure(differenceScene(ANALYSIS, { ...compared, versus: 'bf16-mixed' }), camera, common),
  curves,
  comparison: () => comparisonFigure(COMPARED, { theme, words, notes: comparisonNotes(COMPARED, words) }),
  'compared-ladders': () => comparisonFigure(COMPARED_LADDERS, { theme, words, notes: [] }),
  ladder: () => ladderFigure(ladders, { ...common, sizeIn: 'parameters', confidence: 0.95, sentences }),
  sizes: () =>
    sizeMapsFigure(
      { ...ANALYSIS, rowSetting: { path: 'model.width', kind: 'size', scale: 'octaves' } },
      {
        sizeIn: 'parameters',
        sizes: ANALYSIS.rowValues.map((rowValue) => ({ rowValue, size: 1000 * rowValue })),
      },
      common,
    ),
  timeline: () => timelineFigure(PROGRAM_RUNS, common),
  probe: () =>
    probeFigure(PROBED, { title: 'What other recipes would do', theme, words, measure: 'underflow' }),
  'bit-layout': () =>
    bitLayoutFigure(recipeByName('tensorwise'), { theme, idPrefix: 'bits', width: 400, words }),
  'bit-legend': () => bitLegendFigure({ theme, idPrefix: 'bits', words }),
  cost: () => costFigure(decision, { theme, words }),
  tornado: () => tornadoFigure(decision, { theme, words }),
};

test.each(Object.entries(FIGURES))('the %s is drawn as before', async (name, draw) => {
  await expect(normalised(draw())).toMatchFileSnapshot(`figures/${name}.svg`);
});
