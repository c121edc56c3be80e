// The flags of Slurm on the command line, where there is no Slurm.
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { afterAll, expect, test } from 'vitest';
import { withTrainingOptions, type TrainingOptions } from '../../src-main/cli/settings.ts';
import { executingOf } from '../../src-main/cli/executing.ts';
import { openStudy } from '../../src-main/study/study.ts';
import { DEFAULT_SETTINGS } from '../../src-main/sweep/executors/slurm/settings.ts';
import { WorkFolder, workFolderOf } from '../../src-main/sweep/executors/slurm/work-folder.ts';
import { createPlannedStudy } from '../../src-main/sweep/runner.ts';
import { TINY, tinySpec } from '../sweep/tiny.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-slurm-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

const MAIN = path.resolve(import.meta.dirname, '../../src-main/cli/main.ts');

function precipice(...args: string[]): Promise<{ code: number; stderr: string }> {
  return new Promise((resolve) => {
    const options = { cwd: folder, env: { ...process.env, PATH: folder } };
    execFile(process.execPath, [MAIN, ...args], options, (error, _, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stderr }),
    );
  });
}

test('a flag of Slurm without Slurm is wrong usage', async () => {
  expect(await precipice('sweep', 'quick', '--partition', 'gpu')).toEqual({
    code: 2,
    stderr: '--partition is of Slurm; it goes with --executor slurm.\n',
  });
});

test('where there is no Slurm nothing is made', async () => {
  writeFileSync(path.join(folder, 'tiny.json'), JSON.stringify(TINY));
  const { code, stderr } = await precipice('sweep', 'tiny.json', '--executor', 'slurm');
  expect([code, stderr]).toEqual([
    1,
    'Slurm is not here: there is no sbatch on the PATH. Start this where jobs are submitted.\n',
  ]);
  expect(readdirSync(folder)).toEqual(['tiny.json']);
});

test('a study that was handed to Slurm is not trained here as well', async () => {
  createPlannedStudy(path.join(folder, 'queued.precipice'), { spec: tinySpec(), text: null }).close();
  new WorkFolder(path.join(folder, 'queued.slurm')).writeSettings(DEFAULT_SETTINGS);
  for (const verb of ['resume', 'retry']) {
    expect(await precipice(verb, 'queued.precipice')).toEqual({
      code: 2,
      stderr:
        'This study was handed to Slurm (queued.slurm); go on with --executor slurm, or end its tasks with "precipice cancel queued.precipice".\n',
    });
  }
  const { code, stderr } = await precipice(
    'sweep',
    'tiny.json',
    '--out',
    'queued2.precipice',
    '--runs-per-task',
    '0',
  );
  expect([code, stderr]).toEqual([2, '--runs-per-task is "0"; it must be a whole number from 1 on.\n']);
});

test.each([
  [[], { device: 'wasm', cpus: 4, partition: 'long' }],
  [['--device', 'webgpu', '--cpus', '2'], { device: 'webgpu', cpus: 2, partition: 'long' }],
])('what a study was queued with is kept, but for what %j says', async (flags, expected) => {
  const file = path.join(folder, 'kept.precipice');
  new WorkFolder(workFolderOf(file)).writeSettings({
    ...DEFAULT_SETTINGS,
    device: 'wasm',
    cpus: 4,
    partition: 'long',
  });
  let executing: unknown;
  const command = withTrainingOptions(new Command('resume'), 'the text').action(
    (options: TrainingOptions) => {
      executing = executingOf(options, file);
    },
  );
  await command.parseAsync(['--executor', 'slurm', ...flags], { from: 'user' });
  expect(executing).toMatchObject({ kind: 'slurm', settings: expected });
});

/** What these flags of `resume` make of a study that was queued with set-up lines and a prefix. */
async function resumedWith(flags: readonly string[]) {
  const file = path.join(folder, 'set-up.precipice');
  const settings = { setup: ['module load cuda'], prefix: ['env', 'A= 1'], options: ['--account=physics'] };
  new WorkFolder(workFolderOf(file)).writeSettings({ ...DEFAULT_SETTINGS, ...settings });
  let executing: unknown;
  const command = withTrainingOptions(new Command('resume'), 'the text').action(
    (options: TrainingOptions) => void (executing = executingOf(options, file)),
  );
  await command.parseAsync(['--executor', 'slurm', ...flags], { from: 'user' });
  return executing;
}

test('lines that lie beside a study are carried out only if they are allowed or said again', async () => {
  const kept = {
    settings: { setup: ['module load cuda'], prefix: ['env', 'A= 1'], options: ['--account=physics'] },
  };
  await expect(resumedWith([])).rejects.toThrow(
    "The tasks of this study are set up by what was said before:\n  module load cuda\n  env 'A= 1'\n  sbatch --account=physics\nGive --allow-command to let them be, or say it anew (--task-setup, --task-prefix, --sbatch).",
  );
  expect(await resumedWith(['--allow-command'])).toMatchObject(kept);
  await expect(resumedWith(['--task-setup', 'true'])).rejects.toThrow(
    /before:\n {2}env 'A= 1'\n {2}sbatch --account=physics\n/,
  );
  const said = [
    '--task-setup',
    'a',
    '--task-setup',
    'b "c"',
    '--task-prefix',
    'apptainer exec "my image.sif"',
    '--sbatch=--qos=low',
  ];
  expect(await resumedWith(said)).toMatchObject({
    settings: {
      setup: ['a', 'b "c"'],
      prefix: ['apptainer', 'exec', 'my image.sif'],
      options: ['--qos=low'],
    },
  });
  for (const option of ['--wrap=id', 'script.sh'])
    await expect(resumedWith([...said, `--sbatch=${option}`])).rejects.toThrow(
      `is "${option}", which does not fit: it must be an option of sbatch`,
    );
});

test.each(['a; b', 'a "b', 'a $HOME', 'a > b'])(
  'a prefix is words and nothing for a shell: %s',
  async (text) => {
    await expect(resumedWith(['--task-prefix', text])).rejects.toThrow(
      `--task-prefix is "${text}"; it must be a program and its arguments`,
    );
  },
);

test('cancel gives up what is planned, and retry would plan it again', async () => {
  createPlannedStudy(path.join(folder, 'given-up.precipice'), { spec: tinySpec(), text: null }).close();
  expect((await precipice('cancel', 'given-up.precipice')).code).toBe(0);
  const study = openStudy(path.join(folder, 'given-up.precipice'), 'read');
  expect(study.counts()).toMatchObject({ planned: 0, cancelled: 16 });
  study.close();
});
