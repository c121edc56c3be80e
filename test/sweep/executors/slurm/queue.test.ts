// What is read from Slurm and told to it, without a Slurm.
import { expect, test } from 'vitest';
import {
  hasEnded,
  isRunning,
  parseLimits,
  parseStates,
} from '../../../../src-main/sweep/executors/slurm/queue.ts';
import {
  DEFAULT_SETTINGS,
  sbatchOptions,
  scriptOf,
} from '../../../../src-main/sweep/executors/slurm/settings.ts';

test('states are read by array and index, whatever the reason holds', () => {
  const answer =
    '12|0|RUNNING|None\n12|1|PENDING|JobArrayTaskLimit\n13|0|FAILED|Some|odd reason\n\nsqueue: warning\n';
  expect([...parseStates(answer)]).toEqual([
    ['12_0', { state: 'RUNNING', reason: 'None' }],
    ['12_1', { state: 'PENDING', reason: 'JobArrayTaskLimit' }],
    ['13_0', { state: 'FAILED', reason: 'Some|odd reason' }],
  ]);
});

test.each([
  ['PENDING', false, false],
  ['REQUEUED', false, false],
  ['RUNNING', false, true],
  ['COMPLETING', false, true],
  ['COMPLETED', true, false],
  ['TIMEOUT', true, false],
  ['NODE_FAIL', true, false],
])('a task in state %s: ended %s, running %s', (state, ended, running) => {
  expect([hasEnded({ state, reason: '' }), isRunning({ state, reason: '' })]).toEqual([ended, running]);
});

test('settings become options of sbatch, those of the user last, so that they win', () => {
  const settings = {
    ...DEFAULT_SETTINGS,
    partition: 'gpu',
    timeLimit: '4:00:00',
    memory: '8G',
    cpus: 4,
    options: ['--account=physics', '--gres=gpu:1'],
  };
  expect(sbatchOptions(settings)).toEqual([
    '--partition=gpu',
    '--time=4:00:00',
    '--mem=8G',
    '--nodes=1',
    '--ntasks-per-node=1',
    '--cpus-per-task=4',
    '--requeue',
    '--signal=B:TERM@60',
    '--account=physics',
    '--gres=gpu:1',
  ]);
  expect(sbatchOptions(DEFAULT_SETTINGS)).not.toContainEqual(expect.stringMatching(/partition|time|mem/));
});

test('limits are those that the cluster says, and Slurm’s own where it does not', () => {
  const answer =
    'Configuration data as of 2026\nMaxArraySize            = 4001\nMaxJobCount             = 25000\n';
  expect(parseLimits(answer)).toEqual({ tasks: 4001, jobs: 25_000 });
  expect(parseLimits('MaxArraySize = 0\n')).toEqual({ tasks: 0, jobs: 10_000 });
  expect(parseLimits('')).toEqual({ tasks: 1001, jobs: 10_000 });
});

test('a script is the command alone, or behind its lines and its prefix, whatever signs they hold', () => {
  const words = ['/a b/node', "it's"];
  expect(scriptOf(words, { setup: [], prefix: [] })).toBe(
    `#!/bin/sh\nexec '/a b/node' 'it'\\''s' "$SLURM_ARRAY_TASK_ID"\n`,
  );
  expect(scriptOf(words, { setup: ['module load cuda'], prefix: ['env', 'A=$B'] })).toBe(
    `#!/bin/bash -l\nset -e\nmodule load cuda\nexec 'env' 'A=$B' '/a b/node' 'it'\\''s' "$SLURM_ARRAY_TASK_ID"\n`,
  );
});
