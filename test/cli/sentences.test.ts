// The command line says why: an exit code other than 0 never stands alone.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createPlannedStudy } from '../../src-main/sweep/session.ts';
import { tinySpec } from '../sweep/tiny.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-sentences-'));
afterAll(() => rmSync(folder, { recursive: true }));
const CLI = path.resolve(import.meta.dirname, '../../src-main/cli/main.ts');

function run(...args: readonly string[]) {
  const { status, stderr } = spawnSync(process.execPath, [CLI, ...args], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, stderr };
}

test.each([
  [1, '1 run failed for outside reasons; repeat it'],
  [2, '2 runs failed for outside reasons; repeat them'],
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
