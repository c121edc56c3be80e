// The decision and the staged plan in English.
import type { SeedsNeeded } from '../../../analysis/decision/decide.ts';
import type { CostInputName } from '../../../analysis/decision/inputs.ts';
import type { TornadoBar } from '../../../analysis/decision/tornado.ts';
import type { GateStatus, Stage } from '../../../analysis/decision/gates.ts';
import { plural } from './plural.ts';

const seeds = (count: number) => plural(count, 'more seed');
const asSoFar = 'if they turn out as those so far';

export const decision = {
  status: { go: 'go', 'no-go': 'no-go', undecided: 'undecided' } satisfies Record<
    GateStatus,
    string
  > as Record<GateStatus, string>,
  stages: {
    'baseline-pilot': (baseline: string, _: string) => `Pilot in ${baseline}`,
    'recipe-pilot': (_: string, recipe: string) => `Pilot in ${recipe}`,
    'scale-up': (_: string, __: string) => 'Guarded scale-up',
  } satisfies Record<Stage, unknown>,

  noRecipe: (recipe: string) => `The study has no recipe "${recipe}".`,
  noBaseline: (baseline: string) => `The study has no run of its baseline, ${baseline}.`,
  isBaseline: (recipe: string) => `${recipe} is the baseline itself: there is nothing to decide between.`,
  nothingShared: (recipe: string, baseline: string) =>
    `${recipe} and ${baseline} have no measured cell in common yet.`,

  cost: (baseline: string, cheaper: string, saving: string, low: string, high: string) =>
    `it is cheaper than ${baseline} with a chance of ${cheaper}, retries and search included (saving ${saving}, ${low} to ${high})`,
  notComplete: 'Not all planned runs have finished.',
  go: (recipe: string, cost: string) => `${recipe} passes every gate: ${cost}.`,
  undecidedYet: (recipe: string, cost: string) =>
    `Undecided: so far ${recipe} passes every gate, and ${cost}.`,
  noGo: (recipe: string, criterion: string, measured: string, more: number, cost: string) =>
    `No-go for ${recipe}: it misses “${criterion}” (${measured})${more === 0 ? '' : `, and ${more} more`}. By cost alone ${cost}.`,
  undecided: (recipe: string, open: number, gates: number, settle: string, cost: string) =>
    `Undecided: no gate speaks against ${recipe}, but ${open} of ${gates} ${open === 1 ? 'is' : 'are'} open; ${settle}. As far as is known ${cost}.`,
  settleNever: 'more seeds would not settle them',
  settleUnknown: 'how many seeds would settle them is known once there are three',
  /** How many more seeds of the setting, of its batch size and of the whole grid; 0 where they settle nothing. */
  settle: (setting: number, row: number, grid: number, rest: SeedsNeeded['rest']) => {
    const parts = [
      setting > 0 && `${seeds(setting)} at the chosen setting`,
      row > 0 && `${seeds(row)} at its batch size`,
      grid > 0 && `${seeds(grid)} of the whole grid`,
    ].filter((part) => part !== false);
    const what = rest !== 'nothing' ? 'some of them' : parts.length > 1 ? 'them' : 'what is open';
    const others = {
      nothing: '',
      unsettled: '; more seeds would not settle the rest',
      unknown: '; how many would settle the rest is known once there are three',
    };
    return `${parts.join(' and ')} would settle ${what}, ${asSoFar}${others[rest]}`;
  },

  setting: (rate: string, batchSize: number) => `Setting: learning rate ${rate}, batch size ${batchSize}.`,
  paysFrom: (recipe: string, speedup: string) => `${recipe} pays from a raw speed-up of ${speedup} on.`,
  paysTooHigh: (recipe: string, speedup: string) =>
    `${recipe} would pay only from a raw speed-up of ${speedup} on, which is out of reach.`,
  neverPays: (baseline: string) =>
    `No speed-up pays: the cost of failures alone is above what ${baseline} costs.`,
  mayFail: (speedup: string, recipe: string, share: string) =>
    `With the speed-up of ${speedup}, ${recipe} may fail in up to ${share} of its attempts before the gain is gone.`,
  mayFailNow: (recipe: string, share: string) =>
    `${recipe} may fail in up to ${share} of its attempts before the gain is gone.`,
  unstableThere: (unstable: number, finished: number) => `${unstable} of ${finished} runs unstable there`,

  stable: {
    criterion: (recipe: string, rate: string, batchSize: number, share: string, confidence: string) =>
      `${recipe} is stable at learning rate ${rate}, batch size ${batchSize}: P(unstable) below ${share} with ${confidence} certainty`,
    measured: (unstable: number, finished: number, interval: string | null) =>
      `${unstable} of ${finished} runs unstable${interval === null ? '' : `, interval ${interval}`}`,
    settledBy: (more: number) => `${seeds(more)} of this setting would settle it, ${asSoFar}.`,
    unsettled: 'More of the same runs would not settle it; a setting further from the edge would.',
    reopenedByUnstable: (count: number) =>
      `${plural(count, 'run')} more that ${count === 1 ? 'fails' : 'fail'} would reopen it.`,
    reopenedByStable: (count: number) =>
      `${plural(count, 'run')} more that ${count === 1 ? 'comes' : 'come'} through would reopen it; or another setting.`,
    neverReopened: 'Another setting or recipe.',
  },
  edge: {
    criterion: (recipe: string, least: string) =>
      `the stability edge of ${recipe} lies at least ${least} decades above the chosen learning rate`,
    unknown: 'the edge is not known',
    above: 'stable at the highest tested learning rate, the edge lies above',
    below: 'unstable at every tested learning rate',
    measured: (decades: string) => `the edge lies ${decades} decades above it`,
    sure: (low: string) => `at least ${low} with the interval`,
    notSure: 'interval not known',
    settledBy: (more: number, rate: string | null) =>
      `${seeds(more)} of this batch size would settle it, ${asSoFar}${rate === null ? '' : `; or a learning rate of at most ${rate}`}.`,
    holdsUpTo: (rate: string) => `It holds up to a learning rate of ${rate}.`,
    lowerRate: (rate: string) => `A learning rate of at most ${rate}, or a recipe with a higher edge.`,
    higherRates: (rate: string | null) =>
      `Higher learning rates in the study, to find the edge${rate === null ? '' : `; or training at a learning rate of at most ${rate}`}.`,
    higherEdge: 'More seeds, lower learning rates, or a recipe with a higher edge.',
  },
  quality: {
    criterion: (recipe: string, factor: string, baseline: string) =>
      `median tail loss of ${recipe} is at most ${factor} x that of ${baseline} at the same setting`,
    measured: (factor: string, interval: string | null) =>
      `${factor} x, ${interval === null ? 'interval not known' : `interval ${interval}`}`,
    unknown: 'not known',
    settledBy: (more: number) => `${seeds(more)} of this setting would settle it, ${asSoFar}.`,
    unsettled: 'More seeds would not settle it: the loss is too close to the limit.',
    turnsAt: (loss: string) => `A median tail loss above ${loss} nats.`,
    passesAt: (loss: string) =>
      `A median tail loss of at most ${loss} nats: more precision where it is lost (head, attention, first and last layers).`,
    moreRuns: 'At least three seeds of this setting that end with a finite loss under both recipes.',
  },
  region: {
    criterion: (recipe: string, share: string, baseline: string) =>
      `${recipe} keeps at least ${share} of ${baseline}’s stable region`,
    measured: (share: string, interval: string | null, isCut: boolean) =>
      `${share}, ${interval === null ? 'interval not known' : `interval ${interval}`}${isCut ? ', cut by the grid' : ''}`,
    beyond: 'Learning rates beyond the tested ones, until every edge lies within the grid.',
    notComparable: 'cannot be compared',
    settledBy: (more: number) => `${seeds(more)} of the whole grid would settle it, ${asSoFar}.`,
    unsettled: 'More seeds would not settle it; learning rates closer together around the edge would.',
    moreSeeds: 'At least three seeds under both recipes.',
    stableBaseline: (baseline: string) => `A setting at which ${baseline} is stable.`,
    fallsBelow: (share: string) => `A region below ${share} at the size of the pilot.`,
    finer: 'Scaling of finer grain, or more precision where values are lost.',
  },
  costGate: {
    criterion: (recipe: string, share: string) =>
      `${recipe} is cheaper with a chance of at least ${share}, retries and search included`,
    measured: (share: string) => `chance ${share}`,
    fallsBelow: (speedup: string) => `A measured raw speed-up below ${speedup}.`,
    reaches: (speedup: string) => `A measured raw speed-up of at least ${speedup}.`,
    orSeeds: (more: number) => `Or ${seeds(more)} of this setting, ${asSoFar}.`,
    neverReaches: 'Fewer failures: no speed-up that makes sense would do.',
  },

  inputs: {
    price: {
      name: 'price of a GPU hour',
      unit: 'US dollars',
      source: 'an assumption: prices of rented H100 hours differ by provider and term',
    },
    gpus: { name: 'GPUs of one run', unit: 'GPUs', source: 'an assumption' },
    hours: {
      name: 'length of one full run in the baseline',
      unit: 'hours',
      source: 'an assumption: a week',
    },
    speedup: {
      name: 'raw speed-up of FP8, s',
      unit: 'x',
      source: 'public end-to-end figures: torchao 1.10 to 1.25 on 8 GPUs, up to 1.5 on 512; nanochat 1.17',
    },
    tokenEfficiency: {
      name: 'token efficiency of FP8, q',
      unit: 'share',
      source: 'nanochat d26: 1.17 raw was 1.05 at equal quality, so about 0.9; near 1 is often reported',
    },
    failedShare: {
      name: 'share of a run spent when it fails, f',
      unit: 'share',
      source: 'an assumption: failures are seen somewhere within the run',
    },
    failureCost: {
      name: 'people’s cost of one failure, h',
      unit: 'US dollars',
      source: 'an assumption: some hours of an engineer',
    },
    searchRuns: { name: 'search runs, n', unit: 'runs', source: 'an assumption' },
    searchShare: {
      name: 'length of a search run, r',
      unit: 'share of a full run',
      source: 'an assumption: searches are run small',
    },
  } satisfies Record<CostInputName, { name: string; unit: string; source: string }>,
  failures: {
    recipeFailure: (recipe: string, _: string) => `failure probability of ${recipe}`,
    baselineFailure: (_: string, baseline: string) => `failure probability of ${baseline}`,
  } satisfies Record<Exclude<TornadoBar['input'], CostInputName>, unknown>,
  smallModels:
    'Failure probabilities come from the models of this study. They say nothing of failures that only large models have; a large run must be measured in its own pilot. Speed-ups are yours to measure.',

  view: {
    language: 'Language',
    decideOn: 'Decide on',
    yourCosts: 'Your costs',
    defaults: 'Defaults',
    asNumber: (name: string) => `${name}, as a number`,
    lowEnd: (name: string) => `${name}, low end of its range`,
    highEnd: (name: string) => `${name}, high end of its range`,
    chosenCell: 'The chosen setting on the map',
    whatWouldTurn: 'What would change the verdict',
    turn: (criterion: string, measured: string, turns: string) => `${criterion} (${measured}): ${turns}`,
    report: 'Report',
  },
  plan: 'Staged plan',
  planColumns: {
    stage: 'stage',
    gate: 'gate',
    criterion: 'criterion',
    measured: 'measured',
    turns: 'what would turn it',
  },
  costs: 'Expected cost of a full run',
  costColumns: {
    recipe: 'recipe',
    setting: 'setting',
    failures: 'unstable there',
    cost: (unit: string) => `expected cost, ${unit}`,
    cheaper: 'chance to be cheaper',
    saving: 'saving',
  },
  settingShort: (rate: string, batchSize: number) => `${rate}, batch ${batchSize}`,
};
