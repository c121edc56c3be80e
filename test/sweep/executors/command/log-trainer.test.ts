// A script in the manner of nanoGPT, swept without a change to it: real child processes, lines for people in place of the protocol.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parseAnySpec, trainerSpecOf, type TrainerSpec } from '../../../../src-main/spec/trainer.ts';
import { idOf, Library } from '../../../../src-main/study/library.ts';
import { logFolderOf, RunLogs } from '../../../../src-main/study/run-logs.ts';
import { openRunner } from '../../../../src-main/sweep/open-runner.ts';
import { createPlannedStudy } from '../../../../src-main/sweep/runner.ts';
import { read } from '../../measured.ts';
import { trainOne } from './support.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-logs-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SCRIPT = path.join(import.meta.dirname, 'nanogpt-like.ts');
const PLACES =
  '--learning_rate={learning_rate} --batch_size={batch_size} --seed={seed} --max_iters={steps} --dtype={recipe}';

function specOf(more: string, reports: unknown = 'nanogpt', changes: object = {}): TrainerSpec {
  const command = `"${process.execPath}" "${SCRIPT}" ${PLACES} ${more}`.trim();
  return trainerSpecOf(
    parseAnySpec({
      name: 'nanogpt',
      trainer: { command, folder: import.meta.dirname, reports, concurrency: 2 },
      recipes: ['bfloat16', 'float8'],
      learningRates: [0.01, 0.1, 1],
      batchSizes: [8],
      seeds: 2,
      steps: 100,
      ...changes,
    }),
  )!;
}

test('a sweep of it has every run labelled by the usual rules, with the curve of the steps that it printed', async () => {
  const file = path.join(folder, 'whole.precipice');
  const reports = { format: 'nanogpt', precision: 'emulated', device: 'a laptop', unigramEntropy: 3.9 };
  const runner = await openRunner(
    { spec: specOf('', reports), source: null },
    { device: 'auto', threads: null },
  );
  const study = createPlannedStudy(file, runner);
  expect(await runner.run(study, {})).toMatchObject({ outcome: 'done', finished: 12, failed: 0 });
  study.close();
  await runner.close();
  read(file, (stored) => {
    for (const run of stored.runs()) {
      const diverges = run.learningRate > (run.recipe === 'float8' ? 0.05 : 0.5);
      expect([run.recipe, run.learningRate, run.label === 'nonfinite']).toEqual([
        run.recipe,
        run.learningRate,
        diverges,
      ]);
      expect(run).toMatchObject({ precision: 'emulated', device: 'a laptop' });
      expect([...stored.curve(run.id, 'step')!]).toEqual(
        Array.from({ length: diverges ? 7 : 11 }, (_, i) => 10 * i),
      );
      if (diverges) expect(run.nonfinite).toEqual({ step: 60, tensor: 'loss' });
    }
    const [first] = stored.runs();
    expect(stored.environmentOf(first!.id)).toMatchObject({ log: "nanoGPT's train.py", unigramEntropy: 3.9 });
  });
});

async function outcomeOf(more: string, reports: unknown = 'nanogpt') {
  const outcome = await trainOne(specOf(more, reports));
  return outcome.kind === 'failed'
    ? outcome.message
    : { ...outcome.run.measured, events: outcome.run.events.map(({ message }) => message) };
}

describe('a run of it', () => {
  test('has the loss of its first line, the tail of its last and the last validation loss', async () => {
    // 2 + 2 exp(-0.1 s) + 0.001, printed with four digits; the tail is the mean of steps 90 and 100, or of the last three: the larger.
    const lasts = [80, 90, 100].map((step) => Number((2.001 + 2 * Math.exp(-0.1 * step)).toFixed(4)));
    const measured = await outcomeOf('');
    expect(measured).toMatchObject({ endStep: 100, nonfinite: null, events: [] });
    if (typeof measured === 'string') throw new Error(measured);
    expect(measured.startLoss).toBeCloseTo(4.001, 5);
    expect(measured.tailLoss).toBeCloseTo(lasts.reduce((sum, loss) => sum + loss, 0) / 3, 5);
    expect(measured.validationLoss).toBeCloseTo(2.1011, 5);
  });

  test.each(['prefixed', 'on-standard-error'])('is understood where its lines are %s', async (fault) => {
    expect(await outcomeOf(`--fault=${fault}`)).toEqual(await outcomeOf(''));
  });

  test('that crashed has failed, with the error', async () => {
    expect(await outcomeOf('--fault=crash')).toBe(
      'The trainer exited with code 1 after 51 of 100 steps. It said: RuntimeError: CUDA out of memory',
    );
  });

  test('that stops before its planned steps with exit code 0 is not taken for finished', async () => {
    expect(await outcomeOf('--fault=stops')).toBe(
      'The trainer exited with code 0, and its log ends after 51 of 100 steps: how the run would have ended is not known.',
    );
  });

  test('that stops on NaN is nonfinite, and no failure of the machine', async () => {
    expect(await outcomeOf('--fault=stops-on-nan')).toMatchObject({
      nonfinite: { step: 51, tensor: 'loss' },
      events: ['It said: loss is nan, exiting'],
    });
  });

  test('that ran out of memory has failed, whatever it said of NaN before', async () => {
    expect(await outcomeOf('--fault=out-of-memory')).toBe(
      'The trainer exited with code 1 after 51 of 100 steps. It said: torch.OutOfMemoryError: CUDA out of memory.',
    );
  });

  test('that crashed above its start has diverged', async () => {
    expect(await outcomeOf('--fault=rises')).toMatchObject({
      endStep: 51,
      nonfinite: null,
      events: ['The trainer exited with code 1 after 51 of 100 steps, its loss above that of its start.'],
    });
  });

  test('whose lines are of another program has failed, and the sentence shows the last line', async () => {
    expect(await outcomeOf('', 'torchtitan')).toBe(
      'The trainer exited with code 0, and none of its lines told a step in the way of torchtitan. Of its 16 lines the last was "iter 100: loss 2.0011, time 31.42ms, mfu 12.30%".',
    );
  });
});

describe("the user's own pattern", () => {
  test('reads the same run', async () => {
    const pattern = String.raw`^iter (?<step>\d+): loss (?<loss>\S+),`;
    const own = await outcomeOf('', { pattern });
    expect(own).toEqual({ ...((await outcomeOf('')) as object), validationLoss: null });
  });

  test('that goes back and forth for ever is ended', async () => {
    expect(await outcomeOf('', { pattern: String.raw`(?<loss>(\w+\s?)+)+!(?<step>\d)` })).toMatch(
      /^The trainer was ended\. trainer\.reports\.pattern .* took longer than 1000 ms on one line; it must not repeat what already repeats, as \(a\+\)\+ does\.$/,
    );
  });
});

describe('what a trainer printed', () => {
  test('is kept beside the study, for each run, and goes to the bin and back with it', async () => {
    const library = mkdtempSync(path.join(folder, 'library-'));
    const file = path.join(library, 'kept.precipice');
    const spec = specOf('--fault=crash', 'nanogpt', {
      learningRates: [0.01],
      recipes: ['bfloat16'],
      seeds: 1,
    });
    const runner = await openRunner({ spec, source: null }, { device: 'auto', threads: null });
    const study = createPlannedStudy(file, runner);
    await runner.run(study, {});
    const { createdAt } = study.info();
    study.close();
    await runner.close();

    const text = new RunLogs({ file, createdAt }).read(1)!;
    expect(text).toContain('run 1: bfloat16, learning rate 0.01, batch size 8, seed 0\n');
    expect(text).toContain('The trainer exited with code 1 after ');
    expect(text).toContain('== standard output ==\ntokens per iteration will be: 12,288\n');
    expect(text).toContain('== standard error ==\nTraceback (most recent call last):\n');
    expect(new RunLogs({ file, createdAt }).read(2)).toBeNull();
    // A study of the same name that was made at another time has none of them.
    expect(new RunLogs({ file, createdAt: 'another time' }).read(1)).toBeNull();

    const shelf = new Library(library, []);
    const removed = shelf.remove(idOf(file));
    expect(existsSync(logFolderOf(file))).toBe(false);
    shelf.restore(removed);
    expect(new RunLogs({ file, createdAt }).read(1)).toBe(text);
  });

  test('is kept without the secrets of the environment', async () => {
    const name = 'PRECIPICE_TEST_API_KEY';
    process.env.PRECIPICE_TEST_API_KEY = 'not-to-be-seen-anywhere';
    try {
      const command = `"${process.execPath}" -e "console.log(process.env.${name}); console.error('Error: bad key ' + process.env.${name}); process.exit(1)" {recipe} {learning_rate} {seed}`;
      const spec = specOf('', 'nanogpt');
      let text = '';
      const outcome = await trainOne(
        { ...spec, trainer: { ...spec.trainer, command } },
        undefined,
        (_, kept) => {
          text = kept;
        },
      );
      expect(outcome).toMatchObject({
        message: `The trainer exited with code 1 after 0 of 100 steps. It said: Error: bad key <${name}>`,
      });
      expect(text).toContain(`<${name}>`);
      expect(text).not.toContain('not-to-be-seen');
    } finally {
      delete process.env.PRECIPICE_TEST_API_KEY;
    }
  });
});

describe.skipIf(process.platform === 'win32')('the environment of a command', () => {
  const printing = 'printf "iter 0: loss 2.5, $GREETING $CUDA_VISIBLE_DEVICES\\n" >&2; exit 3';

  test('is set up by lines in the same shell, with variables and the GPUs of its slot', async () => {
    const spec = specOf('', 'nanogpt', { steps: 1 });
    let text = '';
    await trainOne(
      {
        ...spec,
        trainer: {
          ...spec.trainer,
          command: printing,
          shell: true,
          setup: ['GREETING="hello $NAME"', 'export GREETING'],
          env: { NAME: 'run {run}', CUDA_VISIBLE_DEVICES: '{gpus}' },
          gpusPerSlot: 2,
        },
      },
      undefined,
      (_, kept) => {
        text = kept;
      },
    );
    expect(text).toContain('iter 0: loss 2.5, hello run 7 0,1');
  });

  test('that cannot be set up ends the run with the reason', async () => {
    const spec = specOf('');
    const outcome = await trainOne({
      ...spec,
      trainer: { ...spec.trainer, setup: ['no-such-module load cuda'] },
    });
    expect(outcome).toMatchObject({
      message: expect.stringMatching(
        /^The trainer exited with code 127 after 0 of 100 steps\. It said: bash: line \d+: no-such-module: command not found$/,
      ) as string,
    });
  });
});

test('steps that a trainer says it skipped are a measurement of the run', async () => {
  const line = (step: number, skipped: number) =>
    `iteration ${step}/ 2 | lm loss: 1.0E+01 | number of skipped iterations: ${skipped} | number of nan iterations: 0 |`;
  const script = `console.log(${JSON.stringify([line(1, 0), line(2, 1)].join('\n'))})`;
  const spec = specOf('', 'megatron-lm', { steps: 2 });
  const command = `"${process.execPath}" -e ${JSON.stringify(script)}`;
  const outcome = await trainOne({ ...spec, trainer: { ...spec.trainer, command } });
  expect(outcome).toMatchObject({
    kind: 'finished',
    run: { measured: { endStep: 2, measurements: { skipped_steps: 1 } } },
  });
});
