// A suite of tiny studies: trained one after the other, stopped, gone on with.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { SESSION_EVENT } from '../../src-main/records/suite-session.ts';
import { openStudy } from '../../src-main/study/study.ts';
import { trainSuite, type SuiteHooks, type SuiteTask } from '../../src-main/sweep/suite.ts';
import { tinySpec } from './tiny.ts';

function suite(): SuiteTask[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'precipice-suite-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return ['one', 'two'].map((name) => ({
    name,
    file: path.join(folder, 'quick', `${name}.precipice`),
    spec: tinySpec({ name }),
  }));
}

const train = (tasks: readonly SuiteTask[], hooks: Partial<SuiteHooks> = {}) =>
  trainSuite(tasks, 'reference', 1, { signal: new AbortController().signal, ...hooks });

function read({ file }: SuiteTask) {
  const study = openStudy(file, 'read');
  const counts = study.counts();
  const sessions = study.eventsOfKind(SESSION_EVENT).map(({ details }) => details as { laneSteps: number });
  study.close();
  return { ...counts, laneSteps: sessions.map(({ laneSteps }) => laneSteps) };
}

test('every study is trained in a file of its own, with what its session took, and none twice', async () => {
  const tasks = suite();
  const begun: string[] = [];
  const ending = await train(tasks, {
    onStudy: ({ name }, place, runs) => begun.push(`${place} ${name} ${runs}`),
  });
  expect(begun).toEqual(['1 one 16', '2 two 16']);
  expect(ending).toMatchObject({ outcome: 'done', failure: null, session: { laneSteps: 192 } });
  for (const task of tasks) expect(read(task)).toMatchObject({ finished: 16, planned: 0, laneSteps: [96] });
  const again = await train(tasks, { onStudy: ({ name }) => begun.push(`again ${name}`) });
  expect(again).toEqual({ outcome: 'done', failure: null, session: { laneSteps: 0, seconds: 0 } });
  expect(begun).toHaveLength(2);
});

test('progress names the study, and the time left is that of all of them', async () => {
  const tasks = suite();
  const seen: { task: string; place: number; of: number; secondsLeft: number | null }[] = [];
  await train(tasks, { onProgress: (progress) => seen.push(progress) });
  expect(new Set(seen.map(({ task, place, of }) => `${task} ${place}/${of}`))).toEqual(
    new Set(['one 1/2', 'two 2/2']),
  );
  const left = (name: string) => seen.filter(({ task }) => task === name).at(-1)!.secondsLeft!;
  expect(left('one')).toBeGreaterThan(0);
  expect(left('two')).toBe(0);
});

test('what is stopped goes on where it was, and what had finished is kept', async () => {
  const tasks = suite();
  const stop = new AbortController();
  const stopped = await train(tasks, {
    signal: stop.signal,
    onProgress: ({ sweep }) => {
      if (sweep.runsDone >= 4) stop.abort();
    },
  });
  expect(stopped.outcome).toBe('stopped');
  expect(existsSync(tasks[1]!.file)).toBe(false);
  const half = read(tasks[0]!);
  expect(half.finished).toBeGreaterThanOrEqual(4);
  expect(half.finished).toBeLessThan(16);
  expect(half.planned).toBe(16 - half.finished);
  const rest = await train(tasks);
  expect(rest.outcome).toBe('done');
  // Six steps a run: none of those that had finished was trained again.
  expect(rest.session.laneSteps).toBeLessThanOrEqual(6 * (32 - half.finished));
  expect(read(tasks[0]!)).toMatchObject({ finished: 16, planned: 0 });
});

test('a signal that is given while a device starts leaves nothing', async () => {
  const tasks = suite();
  const ending = await train(tasks, { signal: AbortSignal.abort() });
  expect(ending.outcome).toBe('stopped');
  expect(existsSync(tasks[0]!.file)).toBe(false);
});

test('another study in the place of one is refused before anything is trained', async () => {
  const tasks = suite();
  await train([tasks[1]!]);
  const others = [tasks[0]!, { ...tasks[1]!, spec: tinySpec({ name: 'two', steps: 7 }) }];
  await expect(train(others)).rejects.toThrow(
    /two\.precipice is of another version of the suite, or another study; move it, or choose another folder\.$/,
  );
  expect(existsSync(tasks[0]!.file)).toBe(false);
});
