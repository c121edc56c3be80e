// What a reader has to know before the results of a study, in English.
import type { StepRange } from '../../../analysis/grid/budgets-apart.ts';
import { plural } from './plural.ts';

const stepsIn = ({ low, high }: StepRange) =>
  low === high ? plural(low, 'step') : `${low} to ${high} steps`;

export const cautions = {
  unjudged: (unjudged: number, finished: number) =>
    `${unjudged} of ${plural(finished, 'finished run')} cannot be judged: nothing says what a final loss is worth, or ` +
    'they ended before the others did. They count neither as stable nor as unstable. Import the runs again with the loss at the start, ' +
    'the size of the vocabulary, the unigram entropy of the text, or the loss above which a run has failed; the label of a run says ' +
    'which it lacks.',
  unlearned: (baseline: string, rows: string) =>
    `At ${rows} no run of ${baseline} learned anything to speak of: its learning rates are ` +
    'too high there, or its steps too few, to judge by.',
  slow: (baseline: string, rates: number, of: number, upTo: string, share: string) =>
    `This budget measures speed of learning at the lowest ${rates === 1 ? 'learning rate' : `${rates} learning rates`} of ${of} ` +
    `(${rates === 1 ? upTo : `up to ${upTo}`}): there even ${baseline} learned less than ${share} of what it did at its best. ` +
    'More steps would tell whether those runs are stable.',
  apart: (recipe: string, steps: StepRange, baseline: string, baselineSteps: StepRange, settings: number) =>
    `${recipe} was trained for ${stepsIn(steps)} where ${baseline} was trained for ${stepsIn(baselineSteps)}, at ` +
    `${plural(settings, 'setting')}: edges, losses and regions of the two cannot be compared.`,
  mixed: (imported: number, trained: number) =>
    `${plural(imported, 'finished run')} ${imported === 1 ? 'was' : 'were'} imported and ${trained} trained here: imported runs and runs trained here are not known ` +
    'to share text, model, batches and weights. The map marks where each are.',
  originsApart: (recipe: string, baseline: string, settings: number) =>
    `At ${plural(settings, 'setting')} ${recipe} and ${baseline} do not have the same seeds of imported runs and of runs trained here: edges, losses and regions ` +
    'of the two compare imported runs with runs trained here, and there is no verdict.',
  moved: (
    baseline: string,
    row: string,
    [fewer, more]: readonly [number, number],
    size: string,
    way: 'lower' | 'higher',
  ) =>
    `The edge of ${baseline} at ${row} lies ${size} decades ${way} at ${more} steps than at ${fewer}: ` +
    `${fewer} steps measure speed of learning.`,
  movesOn: (
    baseline: string,
    row: string,
    [fewer, more]: readonly [number, number],
    size: string,
    way: 'lower' | 'higher',
    interval: string,
  ) =>
    `The edge of ${baseline} at ${row} lies ${size} decades ${way} (${interval}) at ${more} steps than at ${fewer}, and ` +
    `at this pace moves on: ${more} steps are too few to measure stability by.`,
  unsettled: (baseline: string, rows: string, [fewer, more]: readonly [number, number]) =>
    `Whether the edge of ${baseline} at ${rows} holds with more steps cannot be told: it has too few runs of ` +
    `${fewer} and of ${more} steps.`,
};
