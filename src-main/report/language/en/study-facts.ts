// What a study file holds, in English: the names of its facts, and those that are told in words.
import type { RunState } from '../../../analysis/labels/run.ts';
import { plural } from './plural.ts';

export const studyFacts = {
  names: {
    name: 'Name',
    made: 'Made',
    text: 'Text',
    textSum: 'Text SHA-256',
    sampled: 'Read for these',
    command: 'Command',
    entropy: 'Unigram entropy',
    imported: 'Imported',
    input: 'Input',
    fileSum: 'File SHA-256',
    recipes: 'Recipes',
    learningRates: 'Learning rates',
    batchSizes: 'Batch sizes',
    rows: 'Rows',
    microBatch: 'Micro-batch',
    recomputation: 'Recomputation',
    settings: 'Settings',
    seeds: 'Seeds',
    steps: 'Steps',
    precision: 'Precision',
    runs: 'Runs',
    labels: 'Labels',
    failed: 'Failed',
    laneTime: 'Lane time',
    trainedOn: 'Trained on',
    chosenFrom: 'Chosen from',
    note: 'Note',
  },
  text: (name: string, bytes: string, tokens: string, vocabulary: string, size: number, entropy: string) =>
    `${name}, ${bytes}B, ${tokens} tokens (${vocabulary}, ${size} of them), unigram entropy ${entropy} nats`,
  sampled: (tokens: string) => `${tokens} tokens, evenly spread over the files`,
  imported: (file: string, kind: string, runs: number, rows: number) =>
    `${file} (${kind}): ${plural(runs, 'run')}, ${rows} ${rows === 1 ? 'row that is not a run' : 'rows that are not runs'}`,
  input: (name: string, sum: string) => `${name}, SHA-256 ${sum}`,
  range: (count: number, low: number, high: number) => `${count} from ${low} to ${high}`,
  rows: (name: string, values: string, along: string | null) =>
    `${name} ${values}${along === null ? '' : `; ${along}`}`,
  sequences: (count: number) => plural(count, 'sequence'),
  byLayer: 'activations, by layer',
  runs: (all: number, counts: string) => `${all}: ${counts}`,
  count: (count: number, name: string) => `${count} ${name}`,
  states: {
    planned: 'planned',
    running: 'running',
    finished: 'finished',
    'failed-infrastructure': 'failed: infrastructure',
    cancelled: 'cancelled',
  } satisfies Record<RunState, string> as Record<RunState, string>,
  none: 'none',
  failure: (runs: number, id: number, reason: string) => `${plural(runs, 'run')}, as run ${id}: ${reason}`,
  otherFailures: (runs: number) => `${plural(runs, 'run')} for other reasons`,
  baseline: (recipe: string) => `${recipe} (baseline)`,
};
