// The report in English: headings, columns, methods and limits.
import type { Thresholds } from '../../../analysis/labels/thresholds.ts';
import { plural } from './plural.ts';

export const report = {
  subtitle: (date: string, facts: string) => `Stability map of ${date}; ${facts}.`,
  oneRecipe: (baseline: string) => `${baseline} is the only recipe of this study.`,
  someOf: (shown: number, all: string) => `${shown} of ${all}; the JSON export has all.`,

  appendix: 'Appendix',
  measuredHere: 'Measured by this study',
  assumedHere: 'Assumed, or said by you',
  costRests: 'What the cost rests on',
  costCaption: 'Expected cost of a full run, retries and search included.',
  tornadoCaption: 'Saving with each input at the ends of its range.',
  inputColumns: ['number', 'low', 'most likely', 'high', 'unit', 'kind', 'where it comes from'],

  maps: 'The maps',
  mapCaption: (rowName: string) =>
    `Share of unstable runs by learning rate and ${rowName}, the edge LR50, and its interval.`,
  stackCaption:
    'Where each recipe trains, from high precision at the bottom to low on top, each with the outline of the baseline’s region; hatched cells are not decided by their own seeds.',

  regions: 'Regions',
  regionColumns: (areaUnit: string) => ['recipe', `stable area, ${areaUnit}`, 'share of the baseline’s'],
  baseline: 'baseline',
  notComparable: 'cannot be compared',
  edges: 'Edges: learning rate at which half of the runs are unstable',
  shifts: 'Shift of the edge against the baseline, in decades of learning rate, paired by seed',
  mean: 'mean',
  noShift: 'an edge lies outside',
  headlines: (baseline: string) => `Against ${baseline}, run by run`,
  headlineColumns: [
    'recipe',
    'shift of the edge, decades',
    'fails alone / twin fails alone / pairs',
    'McNemar’s p',
    'share that precision makes fail',
    'penalty, nats',
    'share of the region',
  ],
  headlinesNote: (level: string, rowName: string) =>
    `A pair is two runs of the same learning rate, ${rowName} and seed. McNemar’s exact test takes pairs for independent; the ${level} intervals are over seeds. A difference counts as told where both agree. The penalty is the mean over pairs in which both train.`,
  lossKinds: (byValidation: number, byTail: number) =>
    byTail === 0
      ? 'validation loss'
      : byValidation === 0
        ? 'tail loss'
        : `${byValidation} by validation loss, ${byTail} by tail loss`,
  isCut: ', cut by the grid',
  atMost: (decades: string) => `${decades} or lower`,
  atLeast: (decades: string) => `${decades} or higher`,
  upTo: (decades: string) => `up to ${decades}`,
  from: (decades: string) => `from ${decades}`,
  open: 'open',
  flips: 'Cells that differ from the baseline',
  flipColumns: ['recipe', 'cells compared', 'lost', 'gained', 'which'],
  flipsNote:
    'A list, not a test: some cells flip by chance. The test is the one over pairs, above; tests of single cells find next to nothing (Fisher’s with Holm’s correction 0 of 18 flipped cells at five seeds).',
  noFlips: 'none',
  cell: (rate: string, row: string) => `${rate}, ${row}`,
  gainedCell: (rate: string, row: string) => `${rate}, ${row} (gained)`,
  moreCells: (count: number) => `${count} more`,
  sensitivity: 'Sensitivity to the learning rate',
  sensitivityColumns: (rowName: string) => [
    'recipe',
    rowName,
    'mean excess loss in nats',
    'from',
    'to',
    'best tail loss L*',
    'decades of learning rate near L*',
  ],
  sensitivityNote: (tolerance: string) =>
    `Near L*: within ${tolerance} nats of it, in one stretch around the best; “or more” where the stretch ends with the grid.`,
  spikes: 'Spikes and sharpness',
  spikeColumns: [
    'recipe',
    'loss spike score, median (highest)',
    'gradient spike score, median (highest)',
    'spiky runs',
    'sharpness over the baseline’s, median of cells (range)',
  ],
  sharpnessNote:
    'Sharpness does not warn: it tells runs that will fail from others with an AUC of 0.61, where the difference in loss from the twin has 0.85.',
  labels: 'Labels',
  labelsColumns: (labels: readonly string[]) => ['recipe', ...labels],

  curves: 'Curves',
  curvesCaption: (row: string, rates: number, seeds: number) =>
    `The row of the chosen setting, ${row}: ${plural(rates, 'learning rate')}, ${plural(seeds, 'seed')} each.`,
  noCurves: 'This study holds no curves.',

  methods: 'Methods',
  ownRuns: (rowName: string) =>
    `Every run trains the same small transformer from the same weights and on the same batches as its twins of the same seed under the other recipes; only learning rate, ${rowName} and precision differ.`,
  importedRuns: (fileName: string, runs: number, skipped: number) =>
    `The runs were trained by another tool and imported from ${fileName}: ${plural(runs, 'run')}, ${plural(skipped, 'row')} that could not be read. What they have in common beyond the columns is not known here.`,
  commandRuns: (rowName: string) =>
    `Every run was trained by the command of the spec below, started once for each with its recipe, learning rate, ${rowName} and seed; what else it does is not known here.`,
  outcomes: 'Outcomes are labelled by fixed rules, whose thresholds stand below.',
  statistics: [
    'P(unstable) of a cell has a Jeffreys interval.',
    'The edge (LR50) is the learning rate at which P(unstable) passes 1/2; the stable area is that of all settings at which it is lower.',
    'Edges, shifts, areas and shares are medians of one Bayesian belief, and their intervals its equal tails: edges lie anywhere, seeds and chance scatter around them, runs of one seed may fail together, and some fail at any learning rate. An edge beyond the tested learning rates leaves its interval open; a share of a region is marked as cut by the grid then.',
    'Costs are drawn 4000 times: what is assumed from its range, failure probabilities, penalty and the share of the search range that trains well from their posteriors.',
  ],
  text: 'text',
  textFacts: (name: string, tokens: number, size: number, vocabulary: string, sha256: string) =>
    `${name}, ${tokens} tokens, vocabulary ${size} (${vocabulary}), SHA-256 ${sha256}`,
  vocabularies: {
    character: 'character',
    byte: 'byte',
    gpt2: 'byte pairs of GPT-2',
    tokens: 'ids of token files',
  } as Record<'character' | 'byte' | 'gpt2' | 'tokens', string>,
  entropy: 'unigram entropy H1',
  nats: (value: string) => `${value} nats`,
  sampled: 'read for SHA-256 and entropy',
  sampledTokens: (tokens: number) => `${tokens} tokens, in blocks evenly spread over the files`,
  spec: 'spec',
  thresholds: 'Thresholds',
  thresholdNames: {
    tailSteps: 'tail: least number of steps',
    tailShare: 'tail: share of the steps',
    stalledShare: 'stalled, slow: share of what the baseline learned',
    lossTolerance: 'degraded: nats above the baseline’s best tail loss',
    degradedFactor: 'degraded, in place of that: multiple of it, the rule of earlier versions',
    bestErrors: 'LR*: standard errors from the best tail loss',
    loneSeedScatter: 'LR*: standard deviation over seeds assumed where there is one seed, in nats',
    spikeSigma: 'spike: standard deviations',
    jumpNats: 'spiky: rise of the loss in nats',
    jumpSteps: 'spiky: steps within which the loss rises so far',
    jumpAfter: 'spiky: steps at the start whose jumps do not count',
    spikePersistence: 'spiky: spikes in a row',
    spikeScore: 'spiky: share of spikes',
    spikeWindowLeast: 'spike window: least steps',
    spikeWindowMost: 'spike window: most steps',
    spikeWindowDivisor: 'spike window: steps divided by',
    unstableLabels: 'labels that count as unstable',
    unstableShare: 'cell unstable from this share of its runs on',
    confidence: 'level of intervals',
  } satisfies Record<keyof Thresholds, string> as Record<keyof Thresholds, string>,
  environment: 'Environment',
  session: (index: number) => `Session ${index}`,
  limits: 'Limits',
  ownLimits: [
    'The models are small. They cannot show BF16’s own rare seed failures at GPT-2 size, outliers of SwiGLU after hundreds of billions of tokens, or real speed-ups.',
    'FP8 is emulated: values are rounded as hardware rounds them, and sums are made in float32.',
  ],
  allLimits: [
    'Probabilities rest on the seeds that were run; every one stands beside its interval.',
    'Costs rest on the numbers listed beside them; what is called an assumption there stays one until the reader replaces it.',
  ],
};
