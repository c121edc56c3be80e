// What is typed of a queue, as the contract takes it and the command line would.
import { describe, expect, test } from 'vitest';
import { slurmChoice } from '../../src-main/spec/slurm-choice.ts';
import { queueProblems, slurmChoiceOf } from '../../src-renderer/new-study/queue.ts';
import { pageWordsOf } from '../../src-renderer/words/words.ts';

const WORDS = pageWordsOf('en');

function problems(texts: Record<string, string>, isCommand = false): string[] {
  return queueProblems({ executor: 'slurm', ...texts }, isCommand, WORDS).map(({ message }) => message);
}

test('nobody who trains on this machine is asked what tasks are to be', () => {
  expect(slurmChoiceOf({}, false)).toBeNull();
  expect(slurmChoiceOf({ executor: 'here', 'slurm.partition': 'gpu' }, false)).toBeNull();
  expect(queueProblems({ 'slurm.cpus': 'many' }, false, WORDS)).toEqual([]);
});

test('what is left empty is as the cluster has it', () => {
  const texts = {
    executor: 'slurm',
    'slurm.partition': ' gpu ',
    'slurm.timeLimit': '4:00:00',
    'slurm.memory': ' ',
  };
  expect(slurmChoiceOf(texts, false)).toEqual({
    ...{ partition: 'gpu', timeLimit: '4:00:00', memory: null, cpus: 1 },
    ...{ tasksAtOnce: null, runsPerTask: null, nodes: 1, setup: [], prefix: [], options: [] },
  });
});

test('set-up lines are lines, and a prefix and options are words, as a shell would part them', () => {
  const texts = {
    executor: 'slurm',
    'slurm.tasksAtOnce': '50',
    'slurm.runsPerTask': '12',
    'slurm.nodes': '2',
    'slurm.setup': 'module load cuda\n\n  source "my env/activate"  ',
    'slurm.prefix': "apptainer exec --bind '/my data' image.sif",
    'slurm.options': '--account=physics --comment="two words"',
  };
  expect(queueProblems(texts, true, WORDS)).toEqual([]);
  expect(slurmChoiceOf(texts, true)).toMatchObject({
    ...{ tasksAtOnce: 50, runsPerTask: 12, nodes: 2 },
    setup: ['module load cuda', '  source "my env/activate"'],
    prefix: ['apptainer', 'exec', '--bind', '/my data', 'image.sif'],
    options: ['--account=physics', '--comment=two words'],
  });
});

test('a study of lanes has one node, whatever was typed for another', () => {
  expect(slurmChoiceOf({ executor: 'slurm', 'slurm.nodes': '2' }, false)).toMatchObject({ nodes: 1 });
});

describe('a field says what is wrong with it', () => {
  test.each([
    [
      'slurm.partition',
      'a b',
      'Partition is “a b”; it must be one word as sbatch takes it, without blanks or quotation marks.',
    ],
    ['slurm.cpus', 'many', 'Cores is many; it must be a whole number from 1 to 1024.'],
    ['slurm.nodes', '0', 'Nodes is 0; it must be a whole number from 1 to 10000.'],
    [
      'slurm.setup',
      'true\u0007',
      'Set-up lines must be at most 100 lines of at most 2,000 characters each, without control characters.',
    ],
    [
      'slurm.prefix',
      'srun; id',
      'Prefix of the task is srun; id; it must be a program and its arguments, in quotation marks where a shell would do something about them.',
    ],
    // By itself, sbatch would carry it out in place of the task.
    [
      'slurm.options',
      'script.sh',
      'Options of sbatch is script.sh; it must be options such as --name or --name=value, none of them --wrap, in quotation marks where a shell would do something about them.',
    ],
  ])('%s: %s', (field, text, sentence) => {
    expect(problems({ [field]: text }, true)).toEqual([sentence]);
    expect(queueProblems({ executor: 'slurm', [field]: text }, true, WORDS)[0]!.field).toBe(field);
  });
});

test('what the form takes the contract takes', () => {
  const choice = slurmChoiceOf({ executor: 'slurm', 'slurm.setup': '\tid' }, false);
  expect(slurmChoice.parse(choice)).toEqual(choice);
});
