// Checkpoints at a size that hurts, from a host's device through its pipe into a study and back. The device is a made one, whose
// states cost nothing but their bytes.
import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { madeJob, startMadeHost } from '../../bench/checkpoint/made-job.ts';
import { forgetPeak, residentOf } from '../../bench/checkpoint/memory.ts';
import { HostCheckpointError, HostError, type CheckpointSink } from '../../src-main/host/supervisor.ts';
import { openStudy, createStudy } from '../../src-main/study/study.ts';
import { contents } from '../study/foreign-support.ts';

// The first checkpoint comes after the first step, and those after it take little of the time.
vi.hoisted(() => (process.env.PRECIPICE_CHECKPOINT_SECONDS = '0.001'));

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-checkpoint-'));
afterAll(() => rmSync(folder, { recursive: true }));
const owner = { runIds: [1, 2], madeBy: 'made' };

const LARGE = 1.1e9;
/** Beside what a process has at rest: some parts, and what SQLite and the pipe hold of them. */
const MOST_MEMORY = 400e6;
const { bavail, bsize } = statfsSync(tmpdir());
const isLinux = process.platform === 'linux';
const hasRoom = isLinux && freemem() > 2e9 && bavail * bsize > 4 * LARGE;
if (!hasRoom)
  process.stderr.write('Skipped, for lack of room or of Linux: a checkpoint of more than 1 GB.\n');

describe.skipIf(!isLinux)('a checkpoint', () => {
  test.skipIf(!hasRoom).for([LARGE])(
    'of %d bytes is kept and gone on from, though its host is killed, in the memory of some parts',
    { timeout: 1_200_000 },
    async (size) => {
      const { job, bytes } = madeJob(size);
      expect(bytes).toBeGreaterThan(size);
      const file = path.join(folder, `${size}.precipice`);
      const host = await startMadeHost(job);
      const whole = await host.train(job);
      const study = createStudy(file, contents());
      const rest = [residentOf(process.pid).now, residentOf(host.pid()!).now];
      forgetPeak(process.pid);
      forgetPeak(host.pid()!);
      let hostPeak = 0;
      const writer = study.newCheckpoint(owner);
      const checkpoints: CheckpointSink = {
        part: (part) => {
          writer.add(part);
          return true;
        },
        end: () => {
          writer.finish();
          hostPeak = residentOf(host.pid()!).peak;
          process.kill(host.pid()!, 'SIGKILL');
        },
      };
      await expect(host.train(job, { checkpoints })).rejects.toBeInstanceOf(HostError);
      study.close();

      const again = openStudy(file, 'write');
      const from = again.checkpoint(owner.runIds)!;
      const resumed = await host.train(job, { from });
      const peaks = [residentOf(process.pid).peak, Math.max(hostPeak, residentOf(host.pid()!).peak)];
      await host.close();
      again.close();
      const comparable = (lanes: typeof whole) => lanes.map((lane) => ({ ...lane, seconds: 0 }));
      expect(comparable(resumed)).toEqual(comparable(whole));
      for (const [i, peak] of peaks.entries()) expect(peak - rest[i]!).toBeLessThan(MOST_MEMORY);
      rmSync(file);
    },
  );
});

describe('training', () => {
  const { job } = madeJob(1);

  /** Takes so many parts, then no more. */
  function sinkThat(takes: number): CheckpointSink & { parts: number; ends: (string | null)[] } {
    return {
      parts: 0,
      ends: [],
      part() {
        this.parts += 1;
        return this.parts <= takes;
      },
      end(problem) {
        this.ends.push(problem);
      },
    };
  }

  test('goes on where a checkpoint cannot be kept, and ends with the same numbers', async () => {
    const host = await startMadeHost(job);
    const whole = await host.train(job);
    const sink = sinkThat(1);
    const again = await host.train(job, { checkpoints: sink });
    await host.close();
    expect(sink.parts).toBeGreaterThan(1);
    expect(sink.ends).toEqual([]);
    expect(again.map(({ series }) => series)).toEqual(whole.map(({ series }) => series));
  });

  test.each([
    ['a part that cannot be read', () => null],
    ['another part', () => new Uint8Array(100)],
  ])('does not go on from a checkpoint with %s, and the host is as good as before', async (_, part) => {
    const host = await startMadeHost(job);
    const pid = host.pid();
    const refused = host.train(job, { from: { parts: 3, part } });
    await expect(refused).rejects.toBeInstanceOf(HostCheckpointError);
    expect(await host.train(job)).toHaveLength(1);
    expect(host.pid()).toBe(pid);
    await host.close();
  });
});
