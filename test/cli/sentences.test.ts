// The command line says why: an exit code other than 0 never stands alone.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createPlannedStudy } from '../../src-main/sweep/runner.ts';
import { tinySpec } from '../sweep/tiny.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-sentences-'));
afterAll(() => rmSync(folder, { recursive: true }));
const CLI = path.resolve(import.meta.dirname, '../../src-main/cli/main.ts');

function run(...args: readonly string[]) {
  const { status, stderr } = spawnSync(process.execPath, [CLI, ...args], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 120_000,
  });
  return { status, stderr };
}

test.each([
  [1, '1 run failed for infrastructure reasons; repeat it'],
  [2, '2 runs failed for infrastructure reasons; repeat them'],
])('resume with nothing left tells how many failed: %i', (count, sentence) => {
  const name = `failed-${count}.precipice`;
  const study = createPlannedStudy(path.join(folder, name), { spec: tinySpec(), text: null });
  const ids = study.runs().map(({ id }) => id);
  const failed = ids.slice(0, count);
  study.startRuns(failed, study.addEnvironment({}));
  study.failRuns(failed, 'The host process died.');
  study.cancelRuns(ids.slice(count));
  study.close();
  expect(run('resume', name)).toEqual({
    status: 1,
    stderr: `Nothing is left to train.\n${sentence} with "precipice retry ${name}".\n`,
  });
});

test('resume of an imported study does not advise what it would refuse', () => {
  writeFileSync(
    path.join(folder, 'states.csv'),
    'lr,batch_size,loss,state\n0.1,4,2,finished\n0.2,4,,crashed\n',
  );
  const said = ['--vocabulary', '65', '--failed-means', 'infrastructure'];
  expect(run('import', 'states.csv', '--out', 'states.precipice', ...said).status).toBe(0);
  expect(run('resume', 'states.precipice')).toEqual({
    status: 1,
    stderr: 'Nothing is left to train.\n1 run failed for infrastructure reasons.\n',
  });
});

test.each(['99999', '-1', '80.5', ''])('a port that cannot be, "%s", is wrong usage', (port) => {
  expect(run('serve', `--port=${port}`, '--library', folder)).toEqual({
    status: 2,
    stderr: `--port is "${port}"; it must be a whole number from 0 to 65535.\n`,
  });
});

test('an import names the file that was asked for', () => {
  writeFileSync(path.join(folder, 'runs.csv'), 'lr,batch_size,final_loss\n0.1,4,2\n');
  const { status, stderr } = run('import', 'runs.csv', '--vocabulary', '65', '--out', 'nofolder/x.precipice');
  const [out, nowhere] = ['nofolder/x.precipice', 'nofolder'].map((name) => path.join(folder, name));
  expect(status).toBe(2);
  expect(stderr.trim().split('\n').at(-1)).toBe(
    `${out} cannot be made: the folder ${nowhere} does not exist.`,
  );
});

test.each([
  ['sweep', 'quick', '--out'],
  ['export', 'study.precipice', '--format', 'svg', '--out'],
  ['resume'],
])('a name too long for any file is refused by its reason: %s', (...args) => {
  createPlannedStudy(path.join(folder, 'study.precipice'), { spec: tinySpec(), text: null }).close();
  const name = `${'x'.repeat(300)}.precipice`;
  const { status, stderr } = run(...args, name);
  rmSync(path.join(folder, 'study.precipice'));
  expect(status).toBe(1);
  expect(stderr).toMatch(/^\S*x{300}\S* cannot be (used|opened): its name is too long \(ENAMETOOLONG\)\.\n$/);
});

test.each([
  [[], 'Neither --format nor --out is given; --format must be one of svg, png, pdf, html, csv, json.'],
  [
    ['--out', 'map.gif'],
    '--out is "map.gif"; its ending must be one of svg, png, pdf, html, csv, json, or --format must say which it is.',
  ],
  [
    ['--format', 'png', '--out', 'map.svg'],
    '--format is png and --out is "map.svg"; they must say the same.',
  ],
  [
    ['--figure', 'map', '--out', 'runs.csv'],
    '--figure is map and the format csv; a figure must be svg, png, pdf.',
  ],
])('an export that is not said, or said twice, is refused: %j', (args, sentence) => {
  expect(run('export', 'study.precipice', ...args)).toEqual({ status: 2, stderr: `${sentence}\n` });
});

test('the ending of --out says the format', () => {
  const study = path.join(folder, 'study.precipice');
  createPlannedStudy(study, { spec: tinySpec(), text: null }).close();
  expect(run('export', 'study.precipice', '--out', 'map.svg').status).toBe(0);
  expect(readFileSync(path.join(folder, 'map.svg'), 'utf8')).toMatch(/^<svg /);
  rmSync(study);
});

test.each([
  'sweep',
  'export',
  'decide',
  'import',
  'estimate',
  'predict',
  'compare',
  'coordinates',
  'evidence',
  'serve',
])('the help of %s fits into 80 columns', (command) => {
  const help = execFileSync(process.execPath, [CLI, command, '--help'], { encoding: 'utf8' });
  expect(help.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test.each([
  [['serve', '--read-only', '--allow-command'], /'--allow-command' cannot be used with option '--read-only'/],
  [
    ['export', 'none.precipice', '--out', 'x.svg', '--figure', 'stack', '--view', 'front', '--azimuth', '5'],
    /'--azimuth <degrees>' cannot be used with option '--view <view>'/,
  ],
  [
    ['export', 'none.precipice', '--out', 'x.svg', '--view', 'front'],
    /^--view is given and the figure map; it must be surface, stack, difference\.\n$/,
  ],
  [
    ['export', 'none.precipice', '--out', 'x.svg', '--axis', 'log'],
    /^--axis is log and the figure map; only curves have this choice\.\n$/,
  ],
  [
    ['export', 'none.precipice', '--out', 'x.svg', '--figure', 'surface', '--up-to', 'fp8'],
    /^--up-to is fp8 and the figure surface; only the stack has this choice\.\n$/,
  ],
  [
    ['export', 'none.precipice', '--out', 'x.svg', '--figure', 'curves', '--steps', '90-40'],
    /^--steps is "90-40"; it must be two numbers of steps, the smaller first, such as 40-90\.\n$/,
  ],
  [
    ['export', 'none.precipice', '--out', 'x.svg', '--size', 'slide'],
    /^--size is slide and the format svg; only a png has a size\.\n$/,
  ],
])('options that contradict one another are wrong usage: %j', (args, sentence) => {
  const { status, stderr } = run(...args);
  expect(stderr).toMatch(sentence);
  expect(status).toBe(2);
});
