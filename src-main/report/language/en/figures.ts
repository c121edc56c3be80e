// The words of the 2D figures in English.
import type { CellState, Measure } from '../shown.ts';
import { plural } from './plural.ts';

const measures: Readonly<Record<Measure, string>> = {
  unstable: 'P(unstable)',
  added: 'failures beyond the baseline’s',
  tail: 'tail loss',
  penalty: 'precision penalty',
  gap: 'tail loss above the baseline’s',
  sharpness: 'sharpness over the baseline’s (no warning)',
  margin: 'decades below the edge',
};
const SUBJECTS: Readonly<Record<Measure, string>> = {
  unstable: 'Probability of unstable training',
  added: 'Share of unstable runs minus the baseline’s',
  tail: 'Median tail loss',
  penalty: 'Precision penalty (loss minus its twin’s under the baseline)',
  gap: 'Median tail loss above the baseline’s',
  sharpness: 'Median sharpness over the baseline’s',
  margin: 'Decades of learning rate below the edge',
};
/** With their units. */
const SCALES: Readonly<Record<Measure, string>> = {
  unstable: 'P(unstable), as share of finished runs',
  added: 'unstable runs minus the baseline’s, share',
  tail: 'median tail loss in nats',
  penalty: 'penalty in nats',
  gap: 'median tail loss above the baseline’s in nats',
  sharpness: 'median sharpness over the baseline’s, ratio',
  margin: 'decades from the learning rate to the edge',
};

export const figures = {
  learningRate: 'learning rate',
  logScale: (name: string) => `${name} (log scale)`,
  notToScale: (name: string) => `${name} (not to scale)`,
  /** Of the runs of a cell, where several have one seed. */
  ofSeeds: (seeds: number) => `runs of ${plural(seeds, 'seed')}, each counted once in the interval`,
  rateColumns: (perDecade: number) =>
    `learning rate, in columns of ${perDecade === 1 ? 'a' : `1/${perDecade} of a`} decade`,
  /** Of a column: what it is called by, and the rates in it. */
  rateAmong: (column: string, rates: string) => `${column} (${rates})`,
  noRuns: 'This study has no runs.',

  measures,
  mapSubtitle: (measure: Measure, recipes: number, rowName: string, areaUnit: string) =>
    `${SUBJECTS[measure]} by learning rate and ${rowName}, ` +
    `${plural(recipes, 'recipe')}; each against its twins under the baseline; stable area in ${areaUnit}`,
  /** What a map has found, as its title; `parts`: recipes with their shares. */
  keeps: (recipe: string, share: string, interval: string | null, isLess: boolean, baseline: string) =>
    `${recipe} ${isLess ? 'keeps' : 'has'} ${share} of the stable region of ${baseline}${interval === null ? '' : ` (${interval})`}`,
  shares: (baseline: string, parts: readonly string[]) =>
    `Stable region against ${baseline}: ${parts.join(', ')}`,
  shareOf: (recipe: string, share: string) => `${recipe} ${share}`,
  soFar: (finding: string) => `So far: ${finding}`,
  mapDescription: (rowName: string) => `A grid of learning rate by ${rowName} for each recipe.`,
  recipeDescription: (recipe: string, unstable: number, finished: number, areas: readonly string[]) =>
    `${recipe}: ${finished === 0 ? 'no run judged' : `${unstable} of ${finished} finished runs unstable`}, ${areas.join(', ')}.`,
  noGuides: 'No guides: no edge lies within the tested range.',
  area: (area: string, interval: string | null) =>
    `stable area ${area}${interval === null ? '' : ` (${interval})`}`,
  areaUnknown: 'stable area not known: no run has been judged',
  /** How a control is called. */
  control: (recipe: string) => `${recipe} (control)`,
  negativeControl: (recipe: string) => `${recipe} (negative control)`,
  controlNote: (recipe: string, isUnscaled: boolean) =>
    isUnscaled
      ? `${recipe} is a control: it has neither scales nor a loss scale, and is known to fail.`
      : `${recipe} is a control: it is known to fail.`,
  negativeControlNote: (recipe: string, baseline: string) =>
    `${recipe} is the negative control: ${baseline} with its initial weights changed by a hair, to show what chaos alone does.`,
  isBaseline: 'baseline',
  /** Over a map, where there is less room than in a sentence. */
  failures: (failed: number, pairs: number, _: string, otherWay: number, chance: string) =>
    `fails alone in ${failed} of ${pairs} pairs, twin in ${otherWay} (${chance})`,

  cellName: (recipe: string, learningRate: string, row: string) =>
    `${recipe}, learning rate ${learningRate}, ${row}`,
  states: {
    absent: 'not part of the plan',
    waiting: 'not run',
    failed: 'failed: infrastructure',
    unjudged: 'finished, and cannot be judged',
    stable: '',
    mixed: '',
    unstable: '',
  } satisfies Record<CellState, string> as Record<CellState, string>,
  unstableRuns: (unstable: number, finished: number, interval: string | null) =>
    `${unstable} of ${finished} runs unstable${interval === null ? '' : ` (${interval})`}`,
  levelInterval: (level: string, interval: string) => `${level} interval ${interval}`,
  medianTail: (loss: string) => `median tail loss ${loss}`,
  unknownTail: 'median tail loss not known',
  penalty: (nats: string, interval: string | null, pairs: number) =>
    `penalty ${nats} nats${interval === null ? '' : ` (${interval})`}, ${plural(pairs, 'pair')}`,
  labelCount: (count: number, label: string) => `${count} ${label}`,
  notRun: (runs: number) => `${runs} not run`,
  leftOutRows: (rows: number) => `${rows} ${rows === 1 ? 'row' : 'rows'} of the imported file left out`,
  failedRuns: (runs: number) => `${runs} failed for infrastructure reasons`,
  provisional: 'a label is provisional',
  describedCell: (place: string, parts: readonly string[]) => `${place}: ${parts.join('; ')}`,

  edgeAbove: 'stable at the highest tested learning rate, the edge lies above',
  edgeBelow: 'unstable at every tested learning rate, the edge lies below',
  edgeUnknown: 'edge not known yet',
  edge: (rate: string, interval: string | null) => `LR50 ${rate}${interval === null ? '' : ` (${interval})`}`,
  belowTested: 'below the tested',
  aboveTested: 'above the tested',
  edgeOfRow: (row: string, edge: string) => `${row}: ${edge}`,
  edgeTitle: (rows: readonly string[]) => `Stability edge. ${rows.join('; ')}`,
  guideTitle: (kind: 'linear' | 'root') =>
    `Guide: learning rate ~ ${kind === 'linear' ? 'batch size' : 'square root of batch size'}`,

  legend: {
    scale: (measure: Measure, clippedAt: string | null) =>
      `${SCALES[measure]}${clippedAt === null ? '' : `, clipped at ${clippedAt}`}`,
    counts: (level: string) => `unstable/finished runs; dot: share, bar: its ${level} interval on 0 to 100 %`,
    noMedian: 'no median: a run has no finite tail loss, or was stopped',
    unknown: 'not known',
    noPair: 'not known: no pair trains here',
    noWarning:
      'sharpness does not warn of failures: AUC 0.61, where the difference in loss from the twin has 0.85',
    mixed: 'some runs unstable',
    unstable: (share: string) => `unstable: ${share} of runs or more`,
    edge: (level: string) => `stability edge LR50 with ${level} interval; arrow: beyond the tested range`,
    baselineEdge: 'edge of the baseline',
    stopped: 'a run was stopped: it counts as unstable and has no tail loss',
    waiting: 'not yet run',
    partial: 'runs still to come',
    notRun: 'not run',
    someNotRun: 'some seeds not run',
    inferred: (isStable: boolean) =>
      `not run, inferred to be ${isStable ? 'stable' : 'unstable'} from its row`,
    provisional: 'provisional label',
    failed: 'failed: infrastructure',
    unjudged: 'it cannot be judged',
    leftOut: 'rows that an import left out',
    origins: { trained: 'trained here, not imported', both: 'some imported, some trained here' },
    absent: 'not part of the plan',
    chosen: 'chosen setting',
    guideLinear: 'guide: learning rate ~ batch size',
    guideRoot: 'guide: learning rate ~ √batch size',
  },

  curves: {
    atRate: (rate: string) => `learning rate ${rate}`,
    run: (place: string, seed: number, label: string | null) =>
      `${place}, seed ${seed}: ${label ?? 'not labelled'}`,
    step: 'step',
    loss: 'training loss in nats',
    gradientNorm: 'gradient norm',
    lossScale: 'loss scale',
    endedNonfinite: 'ended with NaN or Inf',
    lines: 'One line per seed.',
    bands:
      'Lines are medians; the band holds the middle half of the runs (quartiles). An unstable run counts as above the axis from its end on.',
    median: 'median of all runs',
    band: 'middle half of the runs (quartiles)',
    highest: 'highest of all runs',
    unstable: 'ends of unstable runs',
    shownSteps: (from: number, to: number, of: number) => `Steps ${from} to ${to} of ${of}.`,
    sample: (shown: number, of: number) =>
      `A sample of ${plural(shown, 'run')} out of ${of.toLocaleString('en')}, always the same one: lines and bands are of the sample, title and counts of all runs.`,
    firstUnstable: (
      recipe: string,
      unstable: number,
      runs: number,
      ended: { readonly from: number; readonly to: number } | null,
    ) =>
      `${recipe}: ${unstable} of ${plural(runs, 'run')} unstable${ended === null ? '' : ended.from === ended.to ? `, most at step ${ended.to}` : `, most between steps ${ended.from} and ${ended.to}`}`,
    unstableOf: (recipe: string, unstable: number, runs: number) => `${recipe}: ${unstable} of ${runs}`,
    moreRecipes: (count: number) => `${plural(count, 'more recipe')}`,
    noneUnstable: (runs: number) =>
      runs === 1 ? 'The run is stable' : `None of ${plural(runs, 'run')} is unstable`,
    besideUnjudged: (finding: string, runs: number) => `${finding} (${runs} not judged)`,
    titleOfAll: 'The title counts runs of every label and state.',
    curveless: (runs: number, of: number) =>
      `${runs} of ${plural(of, 'run')} ${runs === 1 ? 'has' : 'have'} no curves.`,
    ending: (label: string | null, runs: number) => `${runs} ${label ?? 'not labelled'}`,
    endings: (runs: number, counts: string) => `${plural(runs, 'run')}: ${counts}`,
    leaves: 'leaves the axis',
    cut: (axis: string, top: string, beyond: number, runs: number, most: string) =>
      `The axis of ${axis} ends at ${top}: ${beyond} of ${plural(runs, 'run')} ${beyond === 1 ? 'rises' : 'rise'} beyond it, up to ${most}.`,
    acted: 'a trigger acted',
    recipe: 'recipe',
    none: 'No finished run to draw.',
    chosenRuns: (study: string, runs: number) => `${study}: ${plural(runs, 'chosen run')}.`,
    allFinished: (study: string) => `${study}: all finished runs.`,
    description: (runs: number, selection: string, nonfinite: number) =>
      `Training loss and gradient norm by step of ${plural(runs, 'run')}, ${nonfinite} of which ended with NaN or Inf. ${selection}`,
  },

  timeline: {
    title: (study: string) => `${study}: which recipe trained which steps`,
    axis: 'step; a triangle: a trigger acted',
    runName: (rate: string, row: string, seed: number) => `${rate}, ${row}, seed ${seed}`,
    run: (choice: string, place: string) => `${choice}, ${place}`,
    stretch: (recipe: string, from: number, to: number) => `${recipe} from step ${from} to ${to}`,
    sentence: (run: string, stretches: readonly string[], actions: number) =>
      `${run}: ${stretches.join(', ')}; triggers acted ${actions} times.`,
  },

  cost: {
    title: 'Expected cost of a full run',
    axis: (unit: string) => `Expected cost of a full run, ${unit}`,
    spread: (recipe: string, median: string, low: string, high: string) =>
      `${recipe}: median $${median}, 95 % between $${low} and $${high}`,
  },
  tornado: {
    title: 'What the saving depends on',
    axis: (recipe: string, baseline: string) =>
      `Saving of ${recipe} against ${baseline}, input by input (below 0 %: more expensive)`,
    dot: 'dot: the high end of the input',
  },
};
