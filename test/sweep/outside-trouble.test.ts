// What a machine can do to a sweep: a full or read-only disk, a file that is taken away, a clock that jumps, a process that
// sleeps, memory that runs out. Each ends in one sentence, keeps what was finished, and goes on to the very same numbers.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { HostError } from '../../src-main/host/supervisor.ts';
import { checkHealth } from '../../src-main/study/health.ts';
import { unseal } from '../../src-main/study/seal.ts';
import { StorageError, StudyError } from '../../src-main/study/study-error.ts';
import { createStudy, openStudy, type Study } from '../../src-main/study/study.ts';
import { openLaneRunner } from '../../src-main/sweep/lane-runner.ts';
import { createPlannedStudy, type RunHooks, type Runner } from '../../src-main/sweep/runner.ts';
import { contents } from '../study/foreign-support.ts';
import { mountSmallDisk } from './small-disk.ts';
import { measured, measuredIn, read } from './measured.ts';
import { tinySpec } from './tiny.ts';

// A checkpoint between any two chunks of steps.
vi.hoisted(() => (process.env.PRECIPICE_CHECKPOINT_SECONDS = '0'));

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-trouble-'));
const disk = mountSmallDisk(8000);
afterAll(() => {
  disk?.unmount();
  rmSync(folder, { recursive: true });
});

const text = 'the quick brown fox jumps over the lazy dog. '.repeat(300);
const source = { name: 'fox', text, bytes: text.length, sha256: 'fox' };
const spec = tinySpec({ steps: 60, statisticsEvery: 20 });
const open = () => openLaneRunner(spec, source, { device: 'wasm', threads: 1 });

const finishedIn = (file: string) => measuredIn(file).filter(({ state }) => state === 'finished').length;

/** Closes the study too, whose complaint is the same as that of the sweep. */
async function run(runner: Runner, study: Study, hooks: RunHooks = {}): Promise<unknown> {
  let wrong: unknown = null;
  await runner.run(study, hooks).catch((error: unknown) => (wrong = error));
  try {
    study.close();
  } catch (error) {
    wrong ??= error;
  }
  return wrong;
}

const whole = (async () => {
  const file = path.join(folder, 'whole.precipice');
  const runner = await open();
  expect(await run(runner, createPlannedStudy(file, runner))).toBeNull();
  await runner.close();
  return measuredIn(file);
})();

/**
 * Begins a sweep, makes trouble when the first batch is stored, and says how the sweep ended. Then undoes the trouble, and
 * expects that what was finished is still there, that the file is sound, and that the rest ends as if nothing had been.
 */
async function through(
  file: string,
  make: (file: string) => void,
  undo: () => void = () => undefined,
): Promise<string> {
  const runner = await open();
  let isMade = false;
  const wrong = await run(runner, createPlannedStudy(file, runner), {
    onProgress: ({ runsDone }) => {
      if (isMade || runsDone === 0) return;
      isMade = true;
      make(file);
    },
  });
  expect(wrong).toBeInstanceOf(StorageError);
  undo();
  const kept = finishedIn(file);
  expect(kept).toBeGreaterThan(0);
  expect(checkHealth(file).filter(({ isWrong }) => isWrong)).toEqual([]);
  const study = openStudy(file, 'write');
  study.recoverInterrupted();
  expect(await run(runner, study)).toBeNull();
  await runner.close();
  expect(measuredIn(file)).toEqual(await whole);
  expect(readdirSync(path.dirname(file)).filter((name) => name.startsWith(path.basename(file)))).toEqual([
    path.basename(file),
  ]);
  return (wrong as Error).message;
}

describe.skipIf(disk === null)('a disk', () => {
  const file = disk === null ? '' : path.join(disk.folder, 'a.precipice');

  test('that is full stops the sweep with a sentence; with room again it goes on', async () => {
    const sentence = await through(
      file,
      () => disk!.fill(),
      () => disk!.empty(),
    );
    expect(sentence).toBe(
      `${file} cannot be written: the disk is full (SQLITE_FULL); what was finished before is kept.`,
    );
    rmSync(file);
  });

  test('that is full while a checkpoint is due costs this checkpoint alone, which is told', async () => {
    const runner = await open();
    const study = createPlannedStudy(file, runner);
    let told: string | null = null;
    const wrong = await run(runner, study, {
      onProgress: ({ currentBatch, checkpointFailure }) => {
        if (told === null && (currentBatch?.step ?? 0) > 0) disk!.fill();
        if (told !== null || checkpointFailure === null) return;
        told = checkpointFailure;
        disk!.empty();
      },
    });
    await runner.close();
    expect(wrong).toBeNull();
    expect(told).toBe(
      `A checkpoint could not be kept: ${file} cannot be written: the disk is full (SQLITE_FULL); what was finished before ` +
        'is kept. Training goes on; if it were interrupted now, the batch would go on from the checkpoint before it.',
    );
    const kinds = read(file, (reader) => reader.events()).filter(({ kind }) => kind === 'checkpoint-failed');
    expect(kinds.map(({ message }) => message)).toEqual([told]);
    expect(measuredIn(file)).toEqual(await whole);
    rmSync(file);
  });

  test('that is full from the start gets no half-made study', () => {
    disk!.fill();
    expect(() => createStudy(file, contents())).toThrow(
      /cannot be made: the disk (is full|reports an error)/,
    );
    disk!.empty();
    expect(readdirSync(disk!.folder)).toEqual([]);
  });

  test('that is read-only is read from and not written to, in a sentence', () => {
    createStudy(file, contents()).close();
    disk!.allowWriting(false);
    try {
      const reader = openStudy(file, 'read');
      expect(reader.runs()).toHaveLength(contents().runs.length);
      reader.close();
      expect(() => openStudy(file, 'write')).toThrow(
        `${file} cannot be written: in its folder, the disk is read-only (EROFS).`,
      );
      expect(() => createStudy(`${file}2`, contents())).toThrow('the disk is read-only (EROFS)');
    } finally {
      disk!.allowWriting(true);
    }
    rmSync(file);
  });
});

describe('a file', () => {
  let number = 0;
  const next = () => path.join(folder, `${number++}`, 'a.precipice');
  const made = (file: string) => {
    mkdirSync(path.dirname(file));
    return file;
  };

  test('that is removed while it is trained is written again, whole', async () => {
    const file = made(next());
    const sentence = await through(file, () => rmSync(file));
    expect(sentence).toContain(`${file} was removed, moved or replaced while it was written`);
    expect(sentence).toContain(`is in ${file}, where it can be resumed`);
  });

  test('that is removed with all that lies beside it, and its folder, is written again', async () => {
    const file = made(next());
    await through(file, () => rmSync(path.dirname(file), { recursive: true }));
  });

  test('that is moved is written again where it was; the moved one does not have all', async () => {
    const file = made(next());
    await through(file, () => renameSync(file, path.join(folder, 'moved.precipice')));
    expect(existsSync(path.join(folder, 'moved.precipice'))).toBe(true);
  });

  test('that is replaced is written beside the other, which stays as it is', async () => {
    const file = made(next());
    const runner = await open();
    let isMade = false;
    const wrong = await run(runner, createPlannedStudy(file, runner), {
      onProgress: ({ runsDone }) => {
        if (isMade || runsDone === 0) return;
        isMade = true;
        rmSync(file);
        writeFileSync(file, 'something else');
      },
    });
    await runner.close();
    const saved = path.join(path.dirname(file), 'a-saved.precipice');
    expect((wrong as Error).message).toContain(saved);
    expect(readFileSync(file, 'utf8')).toBe('something else');
    expect(finishedIn(saved)).toBeGreaterThan(0);
  });

  test('that another writes is refused in a sentence, to a second resume too', async () => {
    const file = made(next());
    const runner = await open();
    const study = createPlannedStudy(file, runner);
    let refused: unknown = null;
    await run(runner, study, {
      onProgress: () => {
        if (refused !== null) return;
        try {
          openStudy(file, 'write');
        } catch (error) {
          refused = error;
        }
      },
    });
    await runner.close();
    expect(refused).toBeInstanceOf(StudyError);
    expect((refused as Error).message).toBe(
      `${file} is being written by another Precipice; wait for it, or end it first.`,
    );
    expect(measuredIn(file)).toEqual(await whole);
  });
});

describe('a checkpoint', () => {
  /** Stops in the middle of a batch, damages the checkpoint by hand and goes on. */
  async function damaged(name: string, sql: string) {
    const file = path.join(folder, `${name}.precipice`);
    const runner = await open();
    const controller = new AbortController();
    const wrong = await run(runner, createPlannedStudy(file, runner), {
      signal: controller.signal,
      onProgress: ({ currentBatch }) => {
        if ((currentBatch?.step ?? 0) > 10) controller.abort();
      },
    });
    expect(wrong).toBeNull();
    expect(read(file, (study) => study.checkpoints())).toHaveLength(1);
    unseal(file);
    const database = new Database(file);
    expect(database.prepare(sql).run().changes).toBe(1);
    database.close();
    expect(await run(runner, openStudy(file, 'write'))).toBeNull();
    await runner.close();
    return read(file, (study) => ({
      results: measured(study),
      events: study.events().filter(({ kind }) => kind === 'checkpoint-dropped'),
    }));
  }

  test.each([
    [
      'of which a part',
      "UPDATE checkpoint_part SET bytes = CAST(substr(bytes, 1, 99) || '7' || substr(bytes, 101) AS BLOB)",
    ],
    ['of which a part is gone and which', 'DELETE FROM checkpoint_part'],
    ['whose list of runs', "UPDATE checkpoint SET run_ids = replace(run_ids, '1', '3')"],
    ['whose number of parts', 'UPDATE checkpoint SET parts = NULL'],
  ])('%s is damaged is not gone on from: its runs begin again, and that is told', async (name, sql) => {
    const { results, events } = await damaged(name, sql);
    expect(results).toEqual(await whole);
    expect(events).toHaveLength(1);
    expect(events[0]!.message).toMatch(/ begins? again\.$/);
  });

  test('that was half made when its writer was killed is dropped, and the one before it is gone on from', () => {
    const file = path.join(folder, 'half.precipice');
    const study = createStudy(file, contents());
    const owner = { runIds: [1], madeBy: 'made' };
    const first = study.newCheckpoint(owner);
    first.add(Uint8Array.of(1));
    first.finish();
    const second = study.newCheckpoint(owner);
    second.add(Uint8Array.of(2));
    expect([...study.checkpoint([1])!.part(0)!]).toEqual([1]);
    study.close();
    const again = openStudy(file, 'write');
    expect([...again.checkpoint([1])!.part(0)!]).toEqual([1]);
    again.close();
    const database = new Database(file, { readonly: true });
    expect(database.prepare('SELECT count(*) FROM checkpoint_part').pluck().get()).toBe(1);
    database.close();
  });
});

describe('time', () => {
  test.each([
    ['ten years forward', 10],
    ['forty years back', -40],
  ])('that jumps %s changes no result', async (name, years) => {
    const file = path.join(folder, `${name}.precipice`);
    const runner = await open();
    const study = createPlannedStudy(file, runner);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    try {
      const wrong = await run(runner, study, {
        onProgress: () => vi.setSystemTime(Date.now() + years * 365 * 24 * 3600 * 1000),
      });
      expect(wrong).toBeNull();
    } finally {
      vi.useRealTimers();
    }
    await runner.close();
    expect(measuredIn(file)).toEqual(await whole);
  });

  test('that a suspended host sleeps through changes no result', async () => {
    const file = path.join(folder, 'slept.precipice');
    const runner = await open();
    const pid = runner.host.pid()!;
    let slept: Promise<unknown> | null = null;
    const wrong = await run(runner, createPlannedStudy(file, runner), {
      onProgress: () => {
        if (slept !== null) return;
        process.kill(pid, 'SIGSTOP');
        slept = sleep(1500).then(() => process.kill(pid, 'SIGCONT'));
      },
    });
    await slept;
    await runner.close();
    expect(wrong).toBeNull();
    expect(runner.host.pid()).toBeNull();
    expect(measuredIn(file)).toEqual(await whole);
  });

  test('does not run out when a suspended host is told to stop', async () => {
    const file = path.join(folder, 'stopped.precipice');
    const runner = await open();
    const controller = new AbortController();
    const begun = Promise.withResolvers<number>();
    const ended = run(runner, createPlannedStudy(file, runner), {
      signal: controller.signal,
      onProgress: () => {
        if (controller.signal.aborted) return;
        process.kill(runner.host.pid()!, 'SIGSTOP');
        controller.abort();
        begun.resolve(performance.now());
      },
    });
    const from = await begun.promise;
    expect(await ended).toBeNull();
    expect(performance.now() - from).toBeLessThan(60_000);
    await runner.close();
    expect(measuredIn(file).every(({ state }) => state !== 'running')).toBe(true);
  });
});

describe('memory', () => {
  test('that a spec needs and the machine lacks is told before anything starts', async () => {
    const large = tinySpec({
      model: { layers: 96, width: 8192, heads: 8, context: 128 },
      batchSizes: [65536],
    });
    await expect(openLaneRunner(large, source, { device: 'wasm', threads: 1 })).rejects.toThrow(
      /^batchSizes\[0\] is 65536; one run at that size under fp32 needs [\d.e+]+ GiB of memory, and the wasm device can have [\d.]+ GiB\./,
    );
  });

  test('that runs out in the host is a sentence that says so', async () => {
    vi.stubEnv('NODE_OPTIONS', '--max-old-space-size=8');
    // From compiled code a host takes so little that one of its threads may run out first.
    vi.stubEnv('NODE_DISABLE_COMPILE_CACHE', '1');
    try {
      const refused = open();
      await expect(refused).rejects.toBeInstanceOf(HostError);
      await expect(refused).rejects.toThrow(
        /^The device process ended by signal SIG\w+ \(.*out of memory.*\)\.$/,
      );
    } finally {
      vi.unstubAllEnvs();
    }
  });
});
