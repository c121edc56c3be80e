// Time and memory of a checkpoint at several sizes: made by a host, kept in a study, given back to another host. The host's device
// computes nothing and has one pattern for its states (checkpoint/made-host.ts), so what is counted is what a checkpoint takes
// beside the states themselves. Linux only. usage: node bench/checkpoint.ts [GIGABYTES ...]     (default 0.3 1 4)
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createStudy } from '../src-main/study/study.ts';
import type { CheckpointSink } from '../src-main/host/supervisor.ts';
import { contents } from '../test/study/foreign-support.ts';
import { forgetPeak, residentOf } from './checkpoint/memory.ts';

// Before the supervisor reads it.
process.env.PRECIPICE_CHECKPOINT_SECONDS = '0.001';
const { madeJob, startMadeHost } = await import('./checkpoint/made-job.ts');

const sizes = process.argv.slice(2).map(Number);
const folder = mkdtempSync(path.join(tmpdir(), 'precipice-checkpoint-'));
const seconds = (from: number) => ((performance.now() - from) / 1000).toFixed(1).padStart(5);
const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0).padStart(6);

console.log('    GB  parts   keep s  give back s   command MB (rest, peak)   host MB (rest, peak)   file GB');
for (const gigabytes of sizes.length > 0 ? sizes : [0.3, 1, 4]) {
  const { job, bytes } = madeJob(gigabytes * 1e9);
  const file = path.join(folder, `${gigabytes}.precipice`);
  const study = createStudy(file, contents());
  const owner = { runIds: [1, 2], madeBy: 'made' };
  const host = await startMadeHost(job);
  const whole = await host.train(job);
  const pid = host.pid()!;
  const rest = { command: residentOf(process.pid).now, host: residentOf(pid).now };
  forgetPeak(process.pid);
  forgetPeak(pid);
  let begun = 0;
  let kept = '';
  let hostPeak = 0;
  let writer = study.newCheckpoint(owner);
  const checkpoints: CheckpointSink = {
    part(part) {
      if (kept !== '') return false;
      begun ||= performance.now();
      writer.add(part);
      return true;
    },
    end() {
      writer.finish();
      writer = study.newCheckpoint(owner);
      kept = seconds(begun);
      hostPeak = residentOf(pid).peak;
      process.kill(pid, 'SIGKILL');
    },
  };
  await host.train(job, { checkpoints }).catch(() => undefined);
  const from = study.checkpoint(owner.runIds)!;
  // The process is there again.
  await host.measure(job, 0.01, 600);
  forgetPeak(host.pid()!);
  let givenAt = 0;
  begun = performance.now();
  const again = await host.train(job, {
    from,
    onProgress: () => {
      givenAt ||= performance.now();
    },
  });
  const given = ((givenAt - begun) / 1000).toFixed(1);
  hostPeak = Math.max(hostPeak, residentOf(host.pid()!).peak);
  const comparable = (lanes: typeof whole) => JSON.stringify(lanes.map((lane) => ({ ...lane, seconds: 0 })));
  if (comparable(again) !== comparable(whole)) throw new Error('It went on otherwise.');
  const peak = residentOf(process.pid).peak;
  console.log(
    `${(bytes / 1e9).toFixed(2).padStart(6)} ${String(from.parts).padStart(6)}   ${kept}  ${given.padStart(11)}   ` +
      `${megabytes(rest.command)} ${megabytes(peak)}             ${megabytes(rest.host)} ${megabytes(hostPeak)}          ` +
      `${(statSync(file).size / 1e9).toFixed(2)}`,
  );
  await host.close();
  study.close();
  rmSync(file);
}
rmSync(folder, { recursive: true });
