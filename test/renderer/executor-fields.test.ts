// What is typed of a queue, as the contract takes it.
import { expect, test } from 'vitest';
import { slurmChoice } from '../../src-renderer/new-study/executor-fields.tsx';

test('nobody who trains on this machine is asked what tasks are to be', () => {
  expect(slurmChoice({})).toBeNull();
  expect(slurmChoice({ executor: 'here', 'slurm.partition': 'gpu' })).toBeNull();
});

test('what is left empty is as the cluster has it', () => {
  expect(
    slurmChoice({
      executor: 'slurm',
      'slurm.partition': ' gpu ',
      'slurm.timeLimit': '4:00:00',
      'slurm.memory': ' ',
    }),
  ).toEqual({ partition: 'gpu', timeLimit: '4:00:00', memory: null, cpus: 1 });
});
