// Runs that a command trains, with a fake trainer for every way in which one can go wrong.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { RunOutcome } from '../../../../src-main/sweep/executors/executor.ts';
import { commandOf, trainerSpec, trainOne } from './support.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-trainer-'));
afterAll(() => rmSync(folder, { recursive: true }));

function finished(outcome: RunOutcome) {
  if (outcome.kind === 'failed') throw new Error(outcome.message);
  return outcome;
}

function failure(outcome: RunOutcome): string {
  return outcome.kind === 'failed' ? outcome.message : 'it finished';
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A zombie whose parent has not looked yet is dead.
    const status = `/proc/${pid}/stat`;
    return !existsSync(status) || !/\) Z /.test(readFileSync(status, 'utf8'));
  } catch {
    return false;
  }
}

describe('a trainer that does what is documented', () => {
  test('leaves a finished run with its curves, its device, and what it said of itself', async () => {
    const { run, environment } = finished(await trainOne(trainerSpec('good')));
    // loss(step) = 4 - 0.1 step + 0.001: the mean of six is 3.751.
    expect(run.measured).toMatchObject({ endStep: 6, nonfinite: null, validationLoss: 2.5 });
    expect(run.measured.startLoss).toBeCloseTo(4.001, 5);
    expect(run.measured.tailLoss).toBeCloseTo(3.751, 5);
    expect([...run.curves.loss!].map((value) => Number(value.toFixed(3)))).toEqual([
      4.001, 3.901, 3.801, 3.701, 3.601, 3.501,
    ]);
    expect([...run.curves.gradientNorm!]).toEqual([1, 1, 1, 1, 1, 1]);
    expect(run.device).toBe('Fake GPU');
    expect(environment).toEqual({
      machine: 'test',
      library: 'fake 1.0',
      precision: 'hardware',
      device: 'Fake GPU',
      model: 'fake',
      unigramEntropy: 3,
    });
    expect(run.events).toEqual([]);
  });

  test('is given what its rows are of, and what moves along, by name', async () => {
    const note = path.join(folder, 'rows.json');
    const more = `{row} layers={n_layer} heads={n_head} --note "${note}"`;
    const grid = {
      batchSizes: [32],
      rows: { setting: 'n_layer', values: [1, 2], with: { n_head: [4, 8], steps: [6, 9] } },
    };
    let log = '';
    const spec = trainerSpec('arguments', { command: commandOf('arguments', more) }, grid);
    finished(await trainOne(spec, undefined, (_, text) => (log = text)));
    expect(JSON.parse(readFileSync(note, 'utf8'))).toMatchObject({ batch: '32', steps: '9' });
    expect(readFileSync(note, 'utf8')).toContain('layers=2');
    expect(readFileSync(note, 'utf8')).toContain('heads=8');
    expect(log).toMatch(/^run 7: bf16, learning rate 0\.1, n_layer 2, seed 1$/m);
  });

  test('is given its values as arguments, in its folder, whatever they hold', async () => {
    const note = path.join(folder, 'arguments of "it".json');
    const more = `'a "b" $c' {slot} run={run} --note "${note.replaceAll('"', '\\"')}"`;
    finished(await trainOne(trainerSpec('arguments', { command: commandOf('arguments', more), folder })));
    expect(JSON.parse(readFileSync(note, 'utf8'))).toMatchObject({
      recipe: 'bf16',
      lr: '0.1',
      batch: '2',
      seed: '1',
      steps: '6',
      positionals: ['arguments', 'a "b" $c', '0', 'run=7'],
      folder,
    });
  });

  test.skipIf(process.platform === 'win32')('is run by the shell where the spec says so', async () => {
    const command = `printf 'hello\\n' && exec ${commandOf('good')}`;
    finished(await trainOne(trainerSpec('good', { command, shell: true })));
  });

  test('may take steps back: what it tells of a step again replaces what it told before', async () => {
    const { run } = finished(await trainOne(trainerSpec('rollback')));
    expect(run.measured.endStep).toBe(6);
    expect(run.curves.loss![2]).toBe(9);
    expect(run.curves.loss![3]).toBeCloseTo(3.701, 5);
    // Without a gradient norm at step 2 there is no spike there.
    expect(run.curves.gradientNorm![2]).toBeNaN();
    expect(run.measured.gradientSpikeScore).toBe(0);
    // Colours of a terminal do not get through.
    expect(run.events).toEqual([{ step: 3, kind: 'trainer', message: 'went back to step 2 [31m' }]);
  });

  test('that ends before its last step is judged by what it did', async () => {
    expect(finished(await trainOne(trainerSpec('ends-early'))).run.measured.endStep).toBe(2);
  });

  test('has the first 1000 of its events kept, and the others counted', async () => {
    const { events } = finished(await trainOne(trainerSpec('events'))).run;
    expect(events).toHaveLength(1001);
    expect(events.at(-1)!.message).toBe('500 more events were not kept.');
  });
});

describe('a divergence is a result, and ends the trainer', () => {
  test.each([
    ['nan', { step: 3, tensor: 'loss' }, 4],
    ['infinite-gradient', { step: 0, tensor: 'gradient' }, 1],
    ['nonfinite-weight', { step: 1, tensor: 'layers.0.weight' }, 2],
  ])('%s', async (behaviour, nonfinite, endStep) => {
    const { run } = finished(await trainOne(trainerSpec(behaviour)));
    expect(run.measured).toMatchObject({ nonfinite, endStep });
    expect(run.measured.validationLoss).toBeNull();
    expect(run.events).toEqual([]);
  });
});

describe('a trainer that breaks leaves a failed run with the reason', () => {
  test.each([
    ['crash', 'The trainer exited with code 3 after 2 of 6 steps. It said: RuntimeError: CUDA out of memory'],
    ['killed', 'The trainer was ended by signal SIGKILL after 1 of 6 steps.'],
    ['no-end', 'The trainer exited without a line of kind "end" after 6 of 6 steps.'],
    ['no-step', 'The trainer was ended. The run ended before its first step.'],
    [
      'wrong-loss',
      'The trainer was ended. A line of kind "step" does not fit: loss is "abc"; it must be a number, NaN, Infinity or -Infinity.',
    ],
    [
      'wrong-start',
      'The trainer was ended. A line of kind "start" does not fit: precision is "fp8"; it must be "hardware" or "emulated".',
    ],
    ['step-first', 'The trainer was ended. A line of kind "step" came before the one of kind "start".'],
    [
      'counts-from-one',
      'The trainer was ended. The first step was 1; steps count from 0 and every one must be reported.',
    ],
    ['skips-a-step', 'The trainer was ended. Step 3 came after step 1; every step must be reported.'],
    ['one-too-many', 'The trainer was ended. Step 6 came; the last of 6 steps is 5.'],
  ])('%s', async (behaviour, message) => {
    expect(failure(await trainOne(trainerSpec(behaviour)))).toBe(message);
  });

  test('by saying nothing for too long', async () => {
    expect(failure(await trainOne(trainerSpec('silent', { silenceSeconds: 0.5 })))).toBe(
      'The trainer said nothing for silenceSeconds, 0.5 s, and was ended after 0 of 6 steps.',
    );
  });

  test('by printing for ever what nobody asked for, which counts as silence', async () => {
    const before = process.memoryUsage().rss;
    expect(failure(await trainOne(trainerSpec('flood', { silenceSeconds: 3 })))).toMatch(
      /^The trainer said nothing for silenceSeconds, 3 s, and was ended after 0 of 6 steps\. It printed \d+ other lines, the last: "x{200}"$/,
    );
    expect(process.memoryUsage().rss - before).toBeLessThan(200e6);
  });

  test('by taking longer than it may, although it goes when it is killed only', async () => {
    const note = path.join(folder, 'stubborn.pid');
    const command = commandOf('stubborn', `--note "${note}"`);
    // Time enough to say its first step on any machine.
    expect(failure(await trainOne(trainerSpec('stubborn', { command, timeoutSeconds: 6 })))).toBe(
      'The trainer took longer than timeoutSeconds, 6 s, and was ended after 1 of 6 steps.',
    );
    await expect.poll(() => isAlive(Number(readFileSync(note, 'utf8')))).toBe(false);
  });

  test('by not being there', async () => {
    const command = 'no-such-trainer {recipe} {learning_rate} {batch_size} {seed}';
    expect(failure(await trainOne(trainerSpec('good', { command })))).toBe(
      'The trainer did not start (ENOENT).',
    );
  });
});

describe('what a trainer does beside its run does no harm', () => {
  test('lines that are none of the protocol are passed over', async () => {
    const { run } = finished(await trainOne(trainerSpec('garbage')));
    expect(run.measured).toMatchObject({ endStep: 6, validationLoss: 2.5 });
  });

  test('a line of 200 MB is not kept', async () => {
    const before = process.memoryUsage().rss;
    expect(finished(await trainOne(trainerSpec('endless-line'))).run.measured.endStep).toBe(6);
    expect(process.memoryUsage().rss - before).toBeLessThan(100e6);
  });

  test.skipIf(process.platform === 'win32')(
    'a child that it leaves behind is ended, although it holds the output open',
    async () => {
      const note = path.join(folder, 'forked.pid');
      const command = commandOf('forks', `--note "${note}"`);
      finished(await trainOne(trainerSpec('forks', { command })));
      await expect.poll(() => isAlive(Number(readFileSync(note, 'utf8')))).toBe(false);
    },
  );

  test('an exit with an error after the end is noted, and the run stands', async () => {
    const { run } = finished(await trainOne(trainerSpec('exits-late')));
    expect(run.measured.validationLoss).toBe(2.5);
    expect(run.events.map(({ message }) => message)).toEqual([
      'After the end of the run the trainer exited with code 5. It said: leaked semaphore',
    ]);
  });
});

test('a trainer is ended when the sweep is stopped, and the run is no outcome', async () => {
  const note = path.join(folder, 'stopped.pid');
  const stop = new AbortController();
  const command = commandOf('stays', `--note "${note}"`);
  const running = trainOne(trainerSpec('stays', { command }), stop.signal);
  // A file that is just made holds nothing yet.
  await expect.poll(() => existsSync(note) && readFileSync(note, 'utf8')).toBeTruthy();
  stop.abort(new Error('stopped by the user'));
  await expect(running).rejects.toThrow('stopped by the user');
  await expect.poll(() => isAlive(Number(readFileSync(note, 'utf8')))).toBe(false);
});
