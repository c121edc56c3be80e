// A study on three nodes of a real Slurm, each with a slurmd and a disk of its own: one is cut off and comes back when its task has
// been begun anew elsewhere, one is lost for good.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../src-main/sweep/executors/slurm/settings.ts';
import { openSlurmRunner } from '../../src-main/sweep/executors/slurm/slurm-runner.ts';
import { WorkFolder, workFolderOf } from '../../src-main/sweep/executors/slurm/work-folder.ts';
import { openRunner } from '../../src-main/sweep/open-runner.ts';
import { createPlannedStudy, type Runner } from '../../src-main/sweep/runner.ts';
import { readText } from '../../src-main/sweep/text-source.ts';
import { commandOf, trainerSpec } from '../sweep/executors/command/support.ts';
import { measuredIn, read } from '../sweep/measured.ts';
import { tinySpec } from '../sweep/tiny.ts';
import { nodeOf, nodesOfTasks, queue, slurm, startSlurm, whyNoSlurm, type Node } from './support.ts';

const reason = whyNoSlurm();
if (reason !== null)
  process.stderr.write(`Skipped, for there can be no Slurm here (${reason}): several nodes\n`);

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-nodes-'));
afterAll(() => rmSync(folder, { recursive: true }));

const TIMING = { filesEvery: 100, queueEvery: 500, shardGrace: 1000 };
const SETTINGS = { ...DEFAULT_SETTINGS, timeLimit: '10', device: 'wasm', runsPerTask: 2 } as const;

async function trained(runner: Runner, file: string) {
  const study = createPlannedStudy(file, runner);
  try {
    return await runner.run(study);
  } finally {
    study.close();
    await runner.close();
  }
}

/** Slurm lets a task wait for two minutes before it begins it anew. */
async function beginAnew(task: string): Promise<void> {
  await expect.poll(queue).toContain(`${task} PENDING`);
  slurm('scontrol', 'update', `jobid=${task}`, 'starttime=now');
}

function assignmentOf(changes: Record<string, unknown>) {
  const spec = tinySpec({ steps: 60_000, statisticsEvery: 100, ...changes });
  return { spec, source: readText(spec.text!) };
}

/** When each of these nodes trains one task. */
async function underWay(file: string, names: string[]) {
  let tasks = nodesOfTasks(file);
  const arrays = () => new WorkFolder(workFolderOf(file)).arrays();
  const trains = (name: string) => {
    const index = tasks.get(name)?.index;
    return index !== undefined && existsSync(path.join(arrays()[0]!, `${index}.progress.json`));
  };
  await expect
    .poll(() => {
      tasks = nodesOfTasks(file);
      return names.filter(trains);
    })
    .toEqual(names);
  return { array: arrays()[0]!, tasks };
}

describe.skipIf(reason !== null)('three nodes', () => {
  let stop: () => void;
  const nodes: Node[] = [];
  beforeAll(() => {
    stop = startSlurm(3);
  });
  afterAll(() => {
    for (const node of nodes) node.end();
    stop?.();
  });

  test('of which a task has two, that its command uses both of', async () => {
    const file = path.join(folder, 'two.precipice');
    const note = path.join(folder, 'nodes-of-a-task');
    const trainer = {
      command: `srun --nodes=2 sh -c 'echo $SLURMD_NODENAME' | sort > ${note}; ${commandOf('good')}`,
      shell: true,
    };
    const grid = { recipes: ['bf16'], learningRates: [0.01], batchSizes: [1], seeds: 1 };
    const assignment = { spec: trainerSpec('good', trainer, grid), source: null };
    const runner = await openSlurmRunner(assignment, file, { ...SETTINGS, nodes: 2 }, TIMING);
    expect(await trained(runner, file)).toMatchObject({ outcome: 'done', finished: 1, failed: 0 });
    const used = readFileSync(note, 'utf8').trim().split('\n');
    expect(used).toHaveLength(2);
    expect(new Set(used).size).toBe(2);
    const lanes = openSlurmRunner(assignmentOf({}), file, { ...SETTINGS, nodes: 2 }, TIMING);
    await expect(lanes).rejects.toThrow(/^A task has 2 nodes; lanes train on one/);
  });

  test('of which one freezes, wakes up late, and one is lost: every run once, bit for bit, nothing of a stale attempt', async () => {
    const assignment = assignmentOf({ batchSizes: [2] });
    const [file, local] = [path.join(folder, 'three.precipice'), path.join(folder, 'local.precipice')];
    const sweep = trained(await openSlurmRunner(assignment, file, SETTINGS, TIMING), file);
    sweep.catch(() => undefined);
    const { array, tasks } = await underWay(file, ['n1', 'n2', 'n3']);
    const [stale, gone] = [tasks.get('n2')!, tasks.get('n3')!];
    const left = (index: number) =>
      readdirSync(array).filter(
        (name) => name === `${index}.precipice` || name.startsWith(`${index}.precipice.`),
      );
    const [frozen, lost] = [nodeOf('n2', stale.pid), nodeOf('n3', gone.pid)];
    nodes.push(frozen, lost);
    frozen.freeze();
    lost.kill();
    expect(frozen.disk()).toEqual([expect.stringMatching(/^precipice-task-/)]);
    expect([left(stale.index), left(gone.index)]).toEqual([[], []]);

    const job = queue()[0]!.split('_')[0]!;
    // The second attempt is under way on another node when the first goes on, still out of the reach of Slurm.
    await beginAnew(`${job}_${stale.index}`);
    await expect.poll(() => existsSync(path.join(array, `${stale.index}.1.progress.json`))).toBe(true);
    frozen.wakeTask();
    await expect.poll(() => frozen.isTaskAlive()).toBe(false);
    expect(left(stale.index)).toEqual([]);
    expect(frozen.disk()).toEqual([]);
    frozen.wake();
    // Else Slurm asks for it again within two minutes.
    slurm('scontrol', 'update', 'nodename=n2', 'state=resume');
    await beginAnew(`${job}_${gone.index}`);
    await expect
      .poll(() => slurm('sinfo', '--noheader', '--nodes=n2', '--format=%t'))
      .toMatch(/^(idle|alloc|mix)$/);

    expect(await sweep).toMatchObject({ outcome: 'done', finished: 8, failed: 0 });
    await trained(await openRunner(assignment, { device: 'wasm', threads: 1 }), local);
    expect(measuredIn(file)).toEqual(measuredIn(local));
    read(file, (study) => {
      expect(study.runs().map(({ attempts }) => attempts)).toEqual(study.runs().map(() => 1));
      expect(study.events().filter(({ kind }) => kind === 'device-failure')).toEqual([]);
    });
    expect(existsSync(workFolderOf(file))).toBe(false);
  });

  test('what a node that was given up brings before its task is begun anew counts, and the task leaves the queue', async () => {
    const file = path.join(folder, 'back.precipice');
    const assignment = assignmentOf({ batchSizes: [2], seeds: 1 });
    const sweep = trained(await openSlurmRunner(assignment, file, SETTINGS, TIMING), file);
    sweep.catch(() => undefined);
    const { tasks } = await underWay(file, ['n1', 'n2']);
    const { index, pid } = tasks.get('n2')!;
    const frozen = nodeOf('n2', pid);
    nodes.push(frozen);
    const job = queue()[0]!.split('_')[0]!;
    frozen.freeze();
    await expect.poll(queue).toContain(`${job}_${index} PENDING`);
    frozen.wakeTask();
    expect(await sweep).toMatchObject({ outcome: 'done', finished: 4, failed: 0 });
    expect(queue().filter((line) => line.endsWith('PENDING'))).toEqual([]);
    expect(existsSync(workFolderOf(file))).toBe(false);
    frozen.wake();
  });
});
