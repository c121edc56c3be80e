// The line that tells why a trainer ended, among those that libraries and launchers print after it.
import { expect, test } from 'vitest';
import { tellingLine } from '../../../../src-main/sweep/executors/command/telling-line.ts';

test.each<[string, string[], string]>([
  ['nothing', [], ''],
  ['a single line', ['leaked semaphore'], 'leaked semaphore'],
  [
    "Python's exception",
    [
      'Traceback (most recent call last):',
      '  File "train.py", line 10, in <module>',
      '    loss.backward()',
      'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.',
    ],
    'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.',
  ],
  [
    'what resources were leaked after it',
    [
      'RuntimeError: CUDA error: an illegal memory access was encountered',
      '/usr/lib/python3.11/multiprocessing/resource_tracker.py:254: UserWarning: resource_tracker: There appear to be 1 leaked semaphore objects to clean up at shutdown',
      "  warnings.warn('resource_tracker: There appear to be %d '",
    ],
    'RuntimeError: CUDA error: an illegal memory access was encountered',
  ],
  [
    'what torchrun says of it',
    [
      '[rank0]: Traceback (most recent call last):',
      '[rank0]: ValueError: batch size 7 is not divisible by 2',
      'W0601 10:00:00.000000 123 torch/distributed/elastic/multiprocessing/api.py:900] Sending process 124 closing signal SIGTERM',
      'E0601 10:00:00.000000 123 torch/distributed/elastic/multiprocessing/api.py:874] failed (exitcode: 1) local_rank: 0 (pid: 123) of binary: /usr/bin/python',
      'Traceback (most recent call last):',
      'torch.distributed.elastic.multiprocessing.errors.ChildFailedError: ',
      '============================================================',
      'train.py FAILED',
      'Root Cause (first observed failure):',
      '  time      : 2025-06-01_10:00:00',
      '  exitcode  : 1 (pid: 123)',
      '  traceback : To enable traceback see: https://pytorch.org/docs/stable/elastic/errors.html',
      '============================================================',
    ],
    'ValueError: batch size 7 is not divisible by 2',
  ],
  [
    'a progress bar',
    ['FileNotFoundError: no such file: train.bin', ' 10%|█         | 10/100 [00:01<00:09,  9.9it/s]'],
    'FileNotFoundError: no such file: train.bin',
  ],
  [
    'an error of Node',
    [
      '/app/train.js:3',
      "    throw new Error('no data')",
      '          ^',
      '',
      'Error: no data',
      '    at Object.<anonymous> (/app/train.js:3:9)',
      '',
      'Node.js v24.0.0',
    ],
    'Error: no data',
  ],
  ['a program without exceptions', ['loading', 'cannot open data.bin', '\u001b[0m'], 'cannot open data.bin'],
  [
    'a shell',
    ['bash: line 2: nosuchmodule: command not found'],
    'bash: line 2: nosuchmodule: command not found',
  ],
])('of %s', (_, lines, expected) => {
  expect(tellingLine(lines)).toBe(expected);
});
