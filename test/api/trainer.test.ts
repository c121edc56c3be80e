// Studies that a command trains, through the contract: a command runs only if this face runs commands, and only the very one
// that was allowed.
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { createPlannedStudy } from '../../src-main/sweep/runner.ts';
import { parseAnySpec } from '../../src-main/spec/trainer.ts';
import { openStudy } from '../../src-main/study/study.ts';
import { trainerSpec } from '../sweep/executors/command/support.ts';
import { DEFAULT_SETTINGS } from '../../src-main/sweep/executors/slurm/settings.ts';
import { WorkFolder } from '../../src-main/sweep/executors/slurm/work-folder.ts';
import { corpusOf, readText, textFacts } from '../../src-main/sweep/text-source.ts';
import { tinySpec } from '../sweep/tiny.ts';
import { testCore } from './support.ts';

const spec = trainerSpec('edge', {}, { recipes: ['bf16'], learningRates: [0.01, 0.1], batchSizes: [1] });
const { command, folder, shell } = spec.trainer;

describe('the command of a spec', () => {
  test('runs when it has been allowed, and again for a resume', async () => {
    const core = testCore();
    const ended = core.next('sweep-ended');
    const { id } = await core.call('sweep.start', {
      spec,
      device: 'auto',
      allowed: { command, folder, shell },
    });
    expect(await ended).toMatchObject({ name: 'fake', sentence: '4 runs are trained.' });
    const view = await core.call('study.view', { id });
    expect(view.factsIn.en.precision).toBe('Hardware precision');
    expect(await core.call('study.spec', { id })).toEqual(parseAnySpec(spec));

    const study = openStudy(core.library.find(id).file, 'write');
    study.repeatRuns([1]);
    study.close();
    expect(await core.refusal('sweep.resume', { id })).toBe(
      `The command of this study has not been allowed: ${command}`,
    );
    const again = core.next('sweep-ended');
    await core.call('sweep.resume', { id, allowed: { command, folder, shell } });
    expect(await again).toMatchObject({ sentence: '1 run is trained.' });
  });

  test.each([
    ['no command', null],
    ['another command', { command: 'true', folder, shell }],
    ['another folder', { command, folder: '/', shell }],
    ['the same by a shell', { command, folder, shell: true }],
    ['the same after something else', { command, folder, shell, setup: ['true'] }],
    ['the same with a variable', { command, folder, shell, env: { PATH: '/' } }],
  ])('does not run when what was allowed is %s', async (_, allowed) => {
    const core = testCore();
    expect(await core.refusal('sweep.start', { spec, device: 'auto', allowed })).toBe(
      `The command of this study has not been allowed: ${command}`,
    );
    expect((await core.call('library.list', {})).studies.filter(({ isExample }) => !isExample)).toEqual([]);
  });

  test('does not run where the face runs no commands, whatever is allowed', async () => {
    const core = testCore(false, false);
    expect((await core.call('app.facts', {})).runsCommands).toBe(false);
    const allowed = { command, folder, shell };
    expect(await core.refusal('sweep.start', { spec, device: 'auto', allowed })).toBe(
      'The runs of this study are trained by a command, which this Precipice does not run; "precipice serve --allow-command" would.',
    );
  });
});

describe('lines that are tried', () => {
  const reports = {
    format: null,
    pattern: [String.raw`it (?<step>\d+) l (?<loss>\S+)`],
    every: null,
    firstStep: 0,
    precision: null,
    device: null,
    unigramEntropy: null,
  } as const;

  test('are read by the patterns of a spec that is not begun', async () => {
    const core = testCore();
    const tried = await core.call('trainer.try', { reports, steps: 10, text: 'it 0 l 4.5\nbye\n' });
    expect(tried.summary).toBe(
      '1 of 2 lines are understood: 1 loss of steps 0 to 0, counted from 0, and no validation loss.',
    );
  });

  test('hold nobody up where the pattern would take for ever', async () => {
    const core = testCore();
    const slow = { ...reports, pattern: [String.raw`(?<loss>(\w+\s?)+)+!(?<step>\d)`] };
    expect(await core.refusal('trainer.try', { reports: slow, steps: 10, text: 'a'.repeat(60) })).toMatch(
      /took longer than 1000 ms on one line/,
    );
  });

  test('and the output of a run that a command trained is told', async () => {
    const core = testCore();
    const ended = core.next('sweep-ended');
    const { id } = await core.call('sweep.start', {
      spec,
      device: 'auto',
      allowed: { command, folder, shell },
    });
    await ended;
    expect(await core.call('study.log', { id, runId: 1 })).toContain(
      '== standard output ==\n{"kind":"start"',
    );
    expect(await core.call('study.log', { id, runId: 99 })).toBeNull();
  });
});

describe('a study that was handed to Slurm, where there is no Slurm', () => {
  const withoutSlurm = async (work: () => Promise<void>) => {
    const { PATH } = process.env;
    process.env.PATH = import.meta.dirname;
    try {
      await work();
    } finally {
      process.env.PATH = PATH;
    }
  };

  test('is neither trained here nor given up, and another of its name is not begun', async () => {
    const core = testCore();
    const file = path.join(core.folder, 'queued.precipice');
    const [made, source] = [tinySpec(), readText('moby-dick')];
    createPlannedStudy(file, { spec: made, text: textFacts(source, corpusOf(source, made), made) }).close();
    new WorkFolder(path.join(core.folder, 'queued.slurm')).writeSettings(DEFAULT_SETTINGS);
    const { id } = core.library.add(file);
    await withoutSlurm(async () => {
      expect((await core.call('app.facts', {})).hasSlurm).toBe(false);
      for (const procedure of ['sweep.resume', 'sweep.retry', 'sweep.cancel']) {
        expect(await core.refusal(procedure, { id })).toMatch(
          /^Slurm is not here: there is no sbatch on the PATH\./,
        );
      }
      expect(await core.call('study.view', { id })).toMatchObject({ isQueued: true });
      expect(await core.refusal('library.remove', { id })).toBe(
        'This study may have tasks in the queue of Slurm; cancel it first.',
      );
      const study = openStudy(file, 'read');
      expect(study.counts()).toMatchObject({ planned: study.runs().length });
      study.close();
      rmSync(file);
      expect(await core.refusal('sweep.start', { spec: tinySpec({ name: 'queued' }), device: 'wasm' })).toBe(
        `${path.join(core.folder, 'queued.slurm')} has tasks of another study of this name; choose another name.`,
      );
    });
  });

  test('one is not begun either, nor with words that sbatch would take for options', async () => {
    const core = testCore();
    const slurm = { partition: null, timeLimit: null, memory: null, cpus: 1 };
    await withoutSlurm(async () => {
      expect(await core.refusal('sweep.start', { spec: tinySpec(), device: 'wasm', slurm })).toMatch(
        /^Slurm is not here/,
      );
    });
    for (const partition of ['a b', 'main --wrap=id', '']) {
      const wrong = { ...slurm, partition };
      expect(await core.refusal('sweep.start', { spec: tinySpec(), device: 'wasm', slurm: wrong })).toBe(
        'sweep.start was given slurm.partition that does not fit: it must be a word as sbatch takes it.',
      );
    }
    expect(readdirSync(core.folder)).toEqual([]);
  });

  test('nothing is carried out before its tasks where the face runs no commands', async () => {
    const core = testCore(false, false);
    const slurm = { partition: null, timeLimit: null, memory: null, cpus: 1 };
    for (const lines of [{ setup: ['id'] }, { prefix: ['env'] }, { options: ['--output=x'] }])
      expect(
        await core.refusal('sweep.start', {
          spec: tinySpec(),
          device: 'wasm',
          slurm: { ...slurm, ...lines },
        }),
      ).toMatch(/which this Precipice does not carry out; "precipice serve --allow-command" would\.$/);
  });

  test('goes on with what sets up its tasks only if just that was allowed', async () => {
    const core = testCore();
    const file = path.join(core.folder, 'set-up.precipice');
    const [made, source] = [tinySpec(), readText('moby-dick')];
    createPlannedStudy(file, { spec: made, text: textFacts(source, corpusOf(source, made), made) }).close();
    new WorkFolder(path.join(core.folder, 'set-up.slurm')).writeSettings({
      ...DEFAULT_SETTINGS,
      setup: ['module load cuda'],
      prefix: ['env', 'A=1'],
      options: ['--account=physics'],
    });
    const { id } = core.library.add(file);
    const lines = [
      { kind: 'setup', text: 'module load cuda' },
      { kind: 'prefix', text: 'env' },
      { kind: 'prefix', text: 'A=1' },
      { kind: 'option', text: '--account=physics' },
    ];
    const asOneWord = [lines[0]!, { kind: 'prefix', text: 'env A=1' }, lines[3]!];
    expect((await core.call('study.view', { id })).taskLines).toEqual(lines);
    await withoutSlurm(async () => {
      for (const allowed of [[], lines.slice(0, 1), lines.slice(0, 3), lines.toReversed(), asOneWord])
        expect(await core.refusal('sweep.resume', { id, lines: allowed })).toBe(
          'What sets up the tasks of this study has not been allowed.',
        );
      expect(await core.refusal('sweep.resume', { id, lines })).toMatch(/^Slurm is not here/);
    });
  });

  test.each(['--wrap=id', '--wra=id', 'script.sh', '-A'])(
    'does not go on with %s beside it, which is no option of the tasks, even if it was allowed',
    async (option) => {
      const core = testCore();
      const file = path.join(core.folder, 'option.precipice');
      createPlannedStudy(file, { spec: tinySpec(), text: null }).close();
      const settings = { ...DEFAULT_SETTINGS, options: [option] };
      new WorkFolder(path.join(core.folder, 'option.slurm')).writeSettings(settings);
      const { id } = core.library.add(file);
      expect(await core.refusal('sweep.resume', { id })).toBe(
        'What sets up the tasks of this study has not been allowed.',
      );
      expect(await core.refusal('sweep.resume', { id, lines: [{ kind: 'option', text: option }] })).toBe(
        `options of the tasks in the queue of Slurm is "${option}", which does not fit: it must be an option of sbatch as --name or --name=value, other than --wrap.`,
      );
    },
  );
});
