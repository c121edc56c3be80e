// A sweep on the made host (../checkpoint/made-host.ts), begun or gone on with: a process that may be killed at any moment while it
// makes, keeps or gives back checkpoints of gigabytes. usage: node made-sweep.ts STUDY GIGABYTES
import { existsSync } from 'node:fs';
import { HostPool } from '../../src-main/host/pool.ts';
import { openStudy } from '../../src-main/study/study.ts';
import { hostExecutor } from '../../src-main/sweep/executors/host-executor.ts';
import { LanePolicy } from '../../src-main/sweep/lane-policy.ts';
import { recover } from '../../src-main/sweep/recover.ts';
import { createPlannedStudy, runnerOn } from '../../src-main/sweep/runner.ts';
import { madeJob, madeSpec, startMadeHost } from '../checkpoint/made-job.ts';

const [file, gigabytes] = [process.argv[2]!, Number(process.argv[3])];
const spec = madeSpec(1e9 * gigabytes);
const { job } = madeJob(1e9 * gigabytes);
const host = await startMadeHost(job);
const executor = hostExecutor(spec, HostPool.of(host), {
  policy: new LanePolicy(() => job.lanes.length),
  notes: [],
  environment: { device: 'made' },
  version: 'made',
});
const runner = runnerOn(executor, spec, null, []);
const study = existsSync(file) ? openStudy(file, 'write') : createPlannedStudy(file, runner);
recover(study);
study.retryFailed();
await runner.run(study);
study.close();
await runner.close();
