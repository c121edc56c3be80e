// The report of a study as one self-contained page: first what a manager must know, then how it was found and how sure it
// is. No script, nothing from elsewhere.
import { decide } from '../../analysis/decision/decide.ts';
import { defaultInputs } from '../../analysis/decision/inputs.ts';
import type { GridAnalysis, RecipeMap } from '../../analysis/grid.ts';
import type { StudyInfo } from '../../study/study.ts';
import { importedFacts, trainerCommand, type RunRow } from '../../study/types.ts';
import { figureFacts } from '../figures/facts.ts';
import { mapFigure } from '../figures/map.ts';
import {
  finiteInterval,
  formatEdge,
  formatLearningRate,
  formatLoss,
  formatNumber,
  formatPercent,
  formatPercentInterval,
} from '../figures/numbers.ts';
import { CAMERA_PRESETS } from '../figures/scene/camera.ts';
import { comparedRecipes } from '../figures/scene/compared.ts';
import { sceneFigure } from '../figures/scene/picture.ts';
import { stackScene } from '../figures/scene/stack-scene.ts';
import { surfaceScene } from '../figures/scene/surface-scene.ts';
import { describeEdge } from '../figures/overlay.ts';
import { resultSentences } from '../sentences.ts';
import { decisionSection } from './decision-section.ts';
import { documentOf, figure, table, tag, type Html } from './markup.ts';
import { REPORT_STYLE } from './style.ts';

export interface ReportSource {
  readonly info: StudyInfo;
  readonly runs: readonly RunRow[];
  readonly analysis: GridAnalysis;
}

const LIMITS_OF_OWN_RUNS = [
  'The models are small. They cannot show BF16’s own rare seed failures at GPT-2 size, outliers of SwiGLU after hundreds of billions of tokens, or real speed-ups.',
  'FP8 is emulated: values are rounded as hardware rounds them, and sums are made in float32.',
];
const LIMITS_OF_ALL = [
  'Probabilities rest on the seeds that were run; every one stands beside its interval.',
  'Costs rest on the inputs listed beside them, which are assumptions until the reader replaces them.',
];

/** The whole HTML document. Studies that are unfinished or odd give a report that says so. */
export function reportHtml(source: ReportSource): string {
  const { info, analysis } = source;
  const others = analysis.recipes.filter(({ recipe }) => recipe !== analysis.baseline);
  const best = others.toSorted((a, b) => (b.areaRatio ?? -1) - (a.areaRatio ?? -1))[0];
  const inputs = defaultInputs();
  const decision = best ? decide(analysis, best.recipe, inputs) : null;
  const sentences = resultSentences(analysis).join(' ');
  return documentOf(info.name, REPORT_STYLE, [
    tag('h1', {}, info.name),
    tag('p', { class: 'quiet' }, `Stability map of ${info.createdAt.slice(0, 10)}; ${factLine(source)}.`),
    tag(
      'p',
      { class: `lead ${decision?.verdict ?? ''}` },
      decision?.sentence ?? 'There is one recipe: nothing to compare it with.',
    ),
    tag('p', {}, sentences === '' ? `${analysis.baseline} is the only recipe of this study.` : sentences),
    ...(decision && decision.verdict !== 'undecidable' ? decisionSection(decision, inputs) : []),
    ...pictures(source),
    ...tables(analysis),
    ...methods(source),
    tag('h2', {}, 'Limits'),
    tag(
      'ul',
      {},
      limitsOf(info).map((text) => tag('li', {}, text)),
    ),
  ]);
}

/** Of the model and precision of an external trainer, nothing is known here but what it said. */
function limitsOf(info: StudyInfo): readonly string[] {
  const isOwn = trainerCommand(info) === null && importedFacts(info) === null;
  return isOwn ? [...LIMITS_OF_OWN_RUNS, ...LIMITS_OF_ALL] : LIMITS_OF_ALL;
}

function factLine({ info, runs }: ReportSource): string {
  const { precision, budget, seeds, device, data } = figureFacts(info, runs);
  return [precision, budget, seeds, device, data].join(', ');
}

function pictures({ info, runs, analysis }: ReportSource): Html[] {
  const facts = figureFacts(info, runs);
  const common = { title: info.name, theme: 'light', facts } as const;
  const camera = { projection: 'perspective', ...CAMERA_PRESETS.corner } as const;
  const map = {
    ...common,
    value: 'unstable',
    guides: true,
    tailCeiling: null,
    idPrefix: 'report-map',
  } as const;
  const { recipe, versus } = comparedRecipes(analysis);
  const surface = surfaceScene(analysis, {
    recipe,
    ghost: versus,
    height: 'stable',
    colour: 'unstable',
    theme: 'light',
  });
  return [
    tag('h2', { class: 'page' }, 'The maps'),
    figure(
      mapFigure(analysis, map),
      'Share of unstable runs by learning rate and batch size, the edge LR50, and its interval.',
    ),
    figure(
      sceneFigure(surface, camera, { ...common, idPrefix: 'report-surface' }),
      `${recipe}${versus === null ? '' : ` under the glass of ${versus}`}: what is missing is seen as glass.`,
    ),
    figure(
      sceneFigure(stackScene(analysis, 'light'), camera, { ...common, idPrefix: 'report-stack' }),
      'The stable region of every recipe; hatched cells are not decided by the seeds that were run.',
    ),
  ];
}

function tables(analysis: GridAnalysis): Html[] {
  const area = (map: RecipeMap) => {
    const interval = finiteInterval(map.areaInterval);
    return `${formatNumber(map.area)}${interval ? ` (${formatNumber(interval.low)} to ${formatNumber(interval.high)})` : ''}`;
  };
  const ratio = ({ recipe, areaRatio, areaRatioInterval }: RecipeMap) => {
    if (recipe === analysis.baseline) return 'baseline';
    if (areaRatio === null) return 'cannot be compared';
    const interval = finiteInterval(areaRatioInterval);
    return `${formatPercent(areaRatio)} %${interval ? ` (${formatPercentInterval(interval)})` : ''}`;
  };
  return [
    tag('h2', { class: 'page' }, 'Regions'),
    table(
      ['recipe', 'stable area, decades x octaves', 'share of the baseline’s'],
      analysis.recipes.map((map) => [map.recipe, area(map), ratio(map)]),
    ),
    tag('h2', {}, 'Edges: learning rate at which half of the runs are unstable'),
    table(
      ['recipe', ...analysis.batchSizes.map((size) => `batch size ${size}`)],
      analysis.recipes.map(({ recipe, edges }) => [recipe, ...edges.map(describeEdge)]),
    ),
    tag('h2', {}, 'Sensitivity to the learning rate'),
    table(
      ['recipe', 'batch size', 'mean excess loss in nats', 'from', 'to', 'best tail loss'],
      analysis.recipes.flatMap(({ recipe, sensitivity }) =>
        sensitivity
          .filter(({ value }) => value !== null)
          .map(({ batchSize, value, from, to, best }) => [
            recipe,
            String(batchSize),
            formatNumber(value),
            formatLearningRate(from),
            formatEdge(to),
            formatLoss(best),
          ]),
      ),
    ),
  ];
}

function methods({ info, runs }: ReportSource): Html[] {
  const { thresholds } = figureFacts(info, runs);
  const { text, environments } = info;
  const imported = importedFacts(info);
  const list = (facts: Readonly<Record<string, unknown>>) =>
    tag(
      'dl',
      {},
      Object.entries(facts).flatMap(([name, value]) => [tag('dt', {}, name), tag('dd', {}, String(value))]),
    );
  return [
    tag('h2', {}, 'Methods'),
    tag(
      'p',
      {},
      imported
        ? `The runs were trained by another tool and imported from ${imported.fileName}: ${imported.runs} runs, ${imported.skipped} rows that could not be read. What they have in common beyond the columns is not known here. `
        : trainerCommand(info) !== null
          ? 'Every run was trained by the command of the spec below, started once for each with its recipe, learning rate, batch size and seed; what else it does is not known here. '
          : 'Every run trains the same small transformer from the same weights and on the same batches as its twins of the same seed under the other recipes; only learning rate, batch size and precision differ. ',
      'Outcomes are labelled by fixed rules: ',
      thresholds,
      '. P(unstable) of a cell has a Jeffreys interval; edges are crossings of a monotone fit; areas, edges and ratios have percentile intervals over resampled seeds, the same seeds for every recipe. With few seeds such intervals are too narrow.',
    ),
    list({
      ...(text && {
        text: `${text.name}, ${text.tokens} tokens, vocabulary ${text.vocabularySize} (${text.vocabulary}), SHA-256 ${text.sha256}`,
        'unigram entropy': `${text.unigramEntropy.toFixed(4)} nats`,
      }),
      spec: JSON.stringify(info.spec),
    }),
    ...environments.flatMap((environment, index) => [
      tag('h2', {}, `Session ${index + 1}`),
      list(environment),
    ]),
  ];
}
