// The decision and the staged plan in English.
import type { SeedsNeeded } from '../../../analysis/decision/decide.ts';
import type { Kind } from '../../../analysis/decision/inputs.ts';
import type { GateStatus, Stage } from '../../../analysis/decision/gates.ts';
import type { CostSide } from '../saving-text.ts';
import { inputs, measuredBy, quantities } from './decision-inputs.ts';
import { plural } from './plural.ts';

const seeds = (count: number) => plural(count, 'more seed');
const moreRuns = (count: number, kind: 'failed' | 'stable') =>
  count === 1 ? `One more ${kind} run` : `${count} more ${kind} runs`;
const SIDES: Readonly<Record<CostSide, string>> = { cheaper: 'cheaper', dearer: 'more expensive' };
const asSoFar = 'if they turn out like those so far';

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
  noVerdict: (recipe: string, baseline: string) => `No verdict on ${recipe} against ${baseline}.`,
  notSearched: (rowName: string) =>
    `The rows of this study (${rowName}, and what changes with it) differ in size or budget. A larger one costs more to train; it is not a setting that a search would find. So nothing here says what a search costs, and the best row is simply the one that was given most.`,
  nameTheModel:
    'Name the larger model you want to decide for, in the Verdict view or with --target-parameters and --target-tokens of "precipice decide": its penalty is then predicted from these sizes.',
  unknownRows: (rowName: string) =>
    `The rows of this study are values of ${rowName}, and it is not known whether a search for a setting to train with would try several. So nothing here says what a search costs.`,
  notRun: (recipe: string, baseline: string) =>
    `Of ${recipe}, of ${baseline} or of both no run has been judged yet.`,
  baselineFails: (recipe: string, baseline: string) =>
    `No judged run of ${baseline} trains at any setting, so there is nothing that ${recipe} could be compared with.`,

  /** What the verdict rests on. */
  evidence: {
    size: (parameters: string) => `a model of ${parameters} parameters`,
    unknownSize: 'a model of unknown size',
    steps: (low: number, high: number) => (low === high ? plural(low, 'step') : `${low} to ${high} steps`),
    unknownSteps: 'an unknown number of steps',
    precision: {
      hardware: 'hardware precision',
      emulated: 'emulated precision',
      both: 'hardware and emulated precision',
      unknown: 'precision as its tool had it',
    },
    seeds: (low: number, high: number) =>
      `${low === high ? plural(low, 'seed') : `${low} to ${high} seeds`} per cell`,
    leftOut: (rows: number) => `${plural(rows, 'row')} left out of the import`,
    target: (parameters: string, sizes: number, from: string, to: string) =>
      `penalty at ${parameters} parameters predicted from ${sizes} sizes of ${from} to ${to}`,
    budgets: (steps: readonly string[]) => `each trained for ${steps.join(', ')} steps`,
  },
  cost: (baseline: string, cheaper: string, difference: string, interval: string) =>
    `it is cheaper than ${baseline} with a chance of ${cheaper}, retries and search included (${difference}, 95 % interval ${interval}`,
  /** What a cost is against the baseline’s, in percent without a sign. */
  difference: (share: string, side: CostSide) => `${share} % ${SIDES[side]}`,
  differenceRange: (from: string, fromSide: CostSide, to: string, toSide: CostSide) =>
    fromSide === toSide
      ? `${from} to ${to} % ${SIDES[toSide]}`
      : `${from} % ${SIDES[fromSide]} to ${to} % ${SIDES[toSide]}`,
  byFailures: {
    measured: '; failures as in these small runs)',
    yours: '; failures of a full run as you say)',
  } satisfies Record<'measured' | 'yours', string>,
  go: (recipe: string, evidence: string, cost: string) =>
    `Go for ${recipe} (evidence: ${evidence}): it passes every gate, and ${cost}.`,
  withoutControl:
    'The study has no positive control, a recipe known to fail: what it could not have seen is not known.',
  noGo: (recipe: string, evidence: string, criterion: string, measured: string, more: number, cost: string) =>
    `No-go for ${recipe} (evidence: ${evidence}): it misses “${criterion}” (${measured})${more === 0 ? '' : `, and ${more} more`}. By cost alone ${cost}.`,
  undecided: (recipe: string, evidence: string, open: number, gates: number, settle: string, cost: string) =>
    `Undecided on ${recipe} (evidence: ${evidence}): no gate speaks against it, but ${open} of ${gates} ${open === 1 ? 'is' : 'are'} open; ${settle}. As far as is known ${cost}.`,
  /** No verdict is given, for these reasons. */
  withheld: (recipe: string, evidence: string, reasons: readonly string[]) =>
    `No verdict on ${recipe} (evidence: ${evidence}): ${reasons.join('; and ')}.`,
  reasons: {
    controlMissed: (control: string, baseline: string) =>
      `${control}, which is known to fail, was not told apart from ${baseline}, so these runs could not have seen a difference`,
    budgetsApart: (recipe: string, baseline: string) =>
      `${recipe} was not trained for as many steps as ${baseline} at the same settings, so what differs between them may be the steps`,
    originsApart: (recipe: string, baseline: string) =>
      `at some settings ${recipe} and ${baseline} do not have the same seeds of imported runs and of runs trained here, so what differs between them may be what trained them`,
    unfinished: (runs: number) =>
      `${plural(runs, 'planned run')} ${runs === 1 ? 'has' : 'have'} not finished`,
    offGrid: (recipes: readonly string[]) =>
      `the stability edge of ${recipes.join(' and of ')} lies outside the tested learning rates, so how much of the stable region is kept is not known`,
    failsBelowEdge: (recipe: string, baseline: string, failed: number, pairs: number, p: string) =>
      `${failed} of ${plural(pairs, 'run')} of ${recipe} well below its stability edge ${failed === 1 ? 'fails' : 'fail'} where ${baseline} trains (p ${p}), so failures must be expected at the chosen setting too, however its own few runs ended`,
    noPrediction: (reason: string) => `the penalty of the model that it is about is not known: ${reason}`,
    noTokens: (reason: string) =>
      `how many more tokens its penalty costs the model that it is about is not known: ${reason}`,
    leftOut: (runs: number) =>
      `${plural(runs, 'run')} that broke, ${runs === 1 ? 'was' : 'were'} cancelled, could not be judged or ${runs === 1 ? 'was' : 'were'} left out of the import would change the verdict by ending one way or the other`,
  },
  asFarAsKnown: (cost: string) => `As far as is known ${cost}.`,
  settleNever: 'more seeds would not settle what is open',
  settleUnknown: 'how many seeds would settle them is known once there are three',
  /** How many more seeds of the setting, of its row and of the whole grid; 0 where they settle nothing. */
  settle: (setting: number, row: number, grid: number, rest: SeedsNeeded['rest']) => {
    const parts = [
      setting > 0 && `${seeds(setting)} at the chosen setting`,
      row > 0 && `${seeds(row)} in its row`,
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

  setting: (rate: string, row: string) => `Setting: learning rate ${rate}, ${row}.`,
  paysFrom: (recipe: string, speedup: string) => `${recipe} pays off from a raw speed-up of ${speedup}×.`,
  paysTooHigh: (recipe: string, speedup: string) =>
    `${recipe} would pay off only from a raw speed-up of ${speedup}×, which is out of reach.`,
  neverPays: (baseline: string) =>
    `No speed-up pays off: the cost of failures alone is above what ${baseline} costs.`,
  nothingToSpeedUp: (recipe: string, baseline: string) =>
    `No speed-up changes what ${recipe} costs: it spends no more steps in low precision than ${baseline}.`,
  mayFail: (speedup: string, recipe: string, share: string) =>
    `With the speed-up of ${speedup}×, ${recipe} may fail in up to ${share} of its attempts before the gain is gone.`,
  unstableThere: (unstable: number, finished: number) => `${unstable} of ${finished} runs unstable there`,

  stable: {
    criterion: (recipe: string, rate: string, row: string, share: string, confidence: string) =>
      `${recipe} is stable at learning rate ${rate}, ${row}: P(unstable) below ${share} with ${confidence} certainty`,
    measured: (unstable: number, finished: number, interval: string | null) =>
      `${unstable} of ${finished} runs unstable${interval === null ? '' : `, interval ${interval}`}`,
    settledBy: (more: number) => `${seeds(more)} of this setting would settle it, ${asSoFar}.`,
    unsettled: 'More of the same runs would not settle it; a setting further from the edge would.',
    reopenedByUnstable: (count: number) => `${moreRuns(count, 'failed')} would reopen this.`,
    reopenedByStable: (count: number) =>
      `${moreRuns(count, 'stable')} would reopen this, and so would another setting.`,
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
      `${seeds(more)} of this row would settle it, ${asSoFar}${rate === null ? '' : `; or a learning rate of at most ${rate}`}.`,
    holdsUpTo: (rate: string) => `It holds up to a learning rate of ${rate}.`,
    lowerRate: (rate: string) => `A learning rate of at most ${rate}, or a recipe with a higher edge.`,
    higherRates: (rate: string | null) =>
      `Higher learning rates in the study, to find the edge${rate === null ? '' : `; or training at a learning rate of at most ${rate}`}.`,
    higherEdge: 'More seeds, lower learning rates, or a recipe with a higher edge.',
  },
  quality: {
    criterion: (recipe: string, limit: string, baseline: string, rate: string, row: string) =>
      `the loss of ${recipe} is at most ${limit} nats above that of ${baseline} at its best setting, learning rate ${rate} and ${row}`,
    measured: (penalty: string, interval: string | null) =>
      `${penalty} nats, ${interval === null ? 'interval not known' : `interval ${interval}`}`,
    unknown: 'not known',
    settledBy: (more: number) => `${seeds(more)} of this setting would settle it, ${asSoFar}.`,
    unsettled: 'More seeds would not settle it: the penalty is too close to the limit.',
    turnsAt: (limit: string) => `A penalty above ${limit} nats.`,
    passesAt: (limit: string) =>
      `A penalty below ${limit} nats: more precision where it is lost (head, attention, first and last layers).`,
    moreRuns: 'At least three seeds that train under both recipes, each at its own setting, with a loss.',
  },
  region: {
    criterion: (recipe: string, share: string, baseline: string) =>
      `${recipe} keeps at least ${share} of ${baseline}’s stable region`,
    measured: (share: string, interval: string | null, isCut: boolean) =>
      `${share}, ${interval === null ? 'interval not known' : `interval ${interval}`}${isCut ? ', cut by the grid' : ''}`,
    notComparable: 'cannot be compared',
    settledBy: (more: number) => `${seeds(more)} of the whole grid would settle it, ${asSoFar}.`,
    unsettled: 'More seeds would not settle it; learning rates closer together around the edge would.',
    moreSeeds: 'At least three seeds under both recipes.',
    cut: (recipe: string, baseline: string) =>
      `Runs of ${recipe} in every row and at every low learning rate of ${baseline}, and learning rates beyond the tested ones, until every edge lies among them.`,
    stableBaseline: (baseline: string) => `A setting at which ${baseline} is stable.`,
    fallsBelow: (share: string) => `A region below ${share} at the size of the pilot.`,
    finer: 'Scaling of finer grain, or more precision where values are lost.',
  },
  costGate: {
    criterion: (recipe: string, share: string) =>
      `${recipe} is cheaper with a chance of at least ${share}, retries and search included`,
    measured: (share: string) => `chance ${share}`,
    fallsBelow: (speedup: string) => `A measured raw speed-up below ${speedup}×.`,
    reaches: (speedup: string) => `A measured raw speed-up of at least ${speedup}×.`,
    moreSeeds: 'At least three seeds of both recipes, each at its own setting.',
    orSeeds: (more: number) => `Or ${seeds(more)} of this setting, ${asSoFar}.`,
    neverReaches: 'Fewer failures: no speed-up that makes sense would do.',
  },

  inputs,
  quantities,
  kinds: { measured: 'measured', assumption: 'assumption', yours: 'yours' } satisfies Record<Kind, string>,
  measuredBy,
  byAssumedSlope: 'exp(-dL / slope), of a measured penalty and an assumed slope',
  yours: 'yours',
  effective: (recipe: string, raw: string, share: string, effective: string) =>
    `${recipe} spends ${share} of its steps in low precision: a raw speed-up of ${raw}× becomes an effective speed-up of ${effective}×.`,
  studyFailures: (recipe: string, own: string, baseline: string, base: string) =>
    `The small runs of this study allow a failure probability of ${own} for ${recipe} and of ${base} for ${baseline}.`,
  yourFailures: (recipe: string, own: string, baseline: string, base: string) =>
    `You expect a full run to fail with a probability of ${own} in ${recipe} and of ${base} in ${baseline}; the cost rests on that.`,
  smallModels:
    'What small models fail at says nothing of failures that only large ones have: a large run must be measured in its own pilot. Speed-ups are yours to measure.',

  view: {
    decideOn: 'Decide on',
    yourCosts: 'Your costs',
    defaults: 'Defaults',
    notGiven: 'not used',
    giveShort: 'my own',
    allowed: (least: string, most: string) =>
      `It must be a number from ${least} to ${most}, and the ends in order.`,
    give: (name: string) => `Set ${name} yourself`,
    asNumber: (name: string) => `${name}, as a number`,
    lowEnd: (name: string) => `${name}, low end of its range`,
    highEnd: (name: string) => `${name}, high end of its range`,
    chosenCell: 'The chosen setting on the map',
    whatWouldTurn: 'What would change the verdict',
    turn: (criterion: string, measured: string, turns: string) => `${criterion} (${measured}): ${turns}`,
    report: 'Report',
  },
  restsOn: 'What the cost rests on',
  plan: 'Staged plan',
  planColumns: {
    stage: 'stage',
    gate: 'gate',
    criterion: 'criterion',
    measured: 'measured',
    turns: 'what would change this',
  },
  costColumns: {
    recipe: 'recipe',
    setting: 'setting',
    failures: 'unstable there',
    cost: (unit: string) => `expected cost, ${unit}`,
    cheaper: 'chance to be cheaper',
    difference: 'against the baseline',
  },
  settingShort: (rate: string, row: string) => `${rate}, ${row}`,
};
