// Runs that broke, were given up or end early: what they had failed by counts, and nothing that they had not shown by then does.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { importStudy } from '../../../src-main/study/import/create.ts';
import { guessMapping } from '../../../src-main/study/import/guess/guess.ts';
import type { Mapping } from '../../../src-main/spec/import-mapping.ts';
import { readTable } from '../../../src-main/study/import/read.ts';
import { relabel } from '../../../src-main/study/relabel.ts';
import { openStudy } from '../../../src-main/study/study.ts';
import { imported, labelsOf, sentencesOf, textFile } from './cases-support.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-early-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Entry = Readonly<Record<string, unknown>>;
type Point = readonly [step: number, loss: number];

/** A falling curve of ten points over 180 steps. */
const whole = (end: number): Point[] =>
  Array.from({ length: 10 }, (_, i) => [20 * i, 4 - ((4 - end) * i) / 9]);
const entry = (lr: number, seed: number, losses: readonly Point[], state?: string): Entry => ({
  lr,
  batch_size: 8,
  seed,
  losses,
  ...(state !== undefined && { state }),
});
/** Two seeds each of a learning rate that is slow and of two that train. */
const OTHERS = [0, 1].flatMap((seed) => [
  entry(1e-4, seed, whole(3.6), 'finished'),
  entry(1e-3, seed, whole(2.2), 'finished'),
  entry(1e-2, seed, whole(2.2), 'finished'),
]);
const source = (entries: readonly Entry[]) =>
  textFile(entries.map((each) => JSON.stringify(each)).join('\n'), 'a.jsonl');
const withOthers = (last: Entry, said: Partial<Mapping> = {}) => imported(source([...OTHERS, last]), said);
const labelOfLast = (last: Entry, said: Partial<Mapping> = {}) => labelsOf(withOthers(last, said)).at(-1);

const EARLY: readonly Point[] = [
  [0, 4],
  [20, 3.9],
];
const RISEN: readonly Point[] = [...EARLY, [40, 4.6]];

test('without the run in question, the lowest learning rate is slow and the others are ok', () => {
  expect(labelsOf(imported(source(OTHERS)))).toEqual(['slow', 'ok', 'ok', 'slow', 'ok', 'ok']);
});

describe('a pruned run', () => {
  test.each([1e-4, 1e-3, 1e-2])(
    'that had not failed is neither stable nor slow nor unstable, at %d as anywhere',
    (lr) => {
      expect(labelOfLast(entry(lr, 2, EARLY, 'PRUNED'))).toBe('unjudged');
      expect(labelOfLast(entry(lr, 2, whole(2.2).slice(0, 6), 'PRUNED'))).toBe('unjudged');
    },
  );

  test('says in a note that it counts neither way, and how to have it judged', () => {
    expect(withOthers(entry(1e-4, 2, EARLY, 'PRUNED')).notes.join(' ')).toContain(
      '1 run: Given up without having failed: neither stable nor unstable (--pruned-means finished',
    );
  });

  test('whose last loss lies above that of its start has failed', () => {
    expect(labelOfLast(entry(1e-2, 2, RISEN, 'PRUNED'))).toBe('above-init');
  });

  test('that had come as far as the others is judged like them', () => {
    expect(labelOfLast(entry(1e-3, 2, whole(2.2), 'PRUNED'))).toBe('ok');
  });

  test('without a finished run beside it is not judged, however far it came', () => {
    const all = imported(
      source([entry(1e-3, 0, whole(2.2), 'PRUNED'), entry(1e-2, 0, whole(2.2), 'PRUNED')]),
    );
    expect(labelsOf(all)).toEqual(['unjudged', 'unjudged']);
  });

  test('is judged, left out or a divergence where the user says so', () => {
    const last = entry(1e-4, 2, EARLY, 'PRUNED');
    expect(labelOfLast(last, { prunedMeans: 'finished' })).toBe('slow');
    expect(labelOfLast(last, { prunedMeans: 'diverged' })).toBe('nonfinite');
    expect(withOthers(last, { prunedMeans: 'left-out' }).leftOut).toMatchObject([
      { learningRate: 1e-4, rows: 1 },
    ]);
  });

  test('does not set the bar for others', () => {
    // Its loss is the lowest of all; by it, every other run of its row would be degraded.
    const last = entry(1e-3, 2, [...EARLY, [40, 1]], 'PRUNED');
    expect(labelsOf(withOthers(last)).slice(0, -1)).toEqual(labelsOf(imported(source(OTHERS))));
  });

  test('gives way to a run of its settings and seed that ended', () => {
    const all = imported(
      source([entry(1e-3, 2, EARLY, 'PRUNED'), ...OTHERS, entry(1e-3, 2, whole(2.2), 'COMPLETE')]),
    );
    expect(all.runs).toHaveLength(7);
    expect(labelsOf(all).every((label) => label !== 'unjudged')).toBe(true);
    expect(all.problems[0]!.message).toContain('ended before it could be judged; line 8 repeats it');
  });

  test('stays unjudged in its study, also when it is labelled anew', () => {
    const file = path.join(folder, 'pruned.precipice');
    const given = source([...OTHERS, entry(1e-4, 2, EARLY, 'PRUNED')]);
    importStudy(file, given, guessMapping(readTable(given)));
    const study = openStudy(file, 'write');
    relabel(study);
    expect(study.runs().map(({ label }) => label)).toEqual([
      'slow',
      'ok',
      'ok',
      'slow',
      'ok',
      'ok',
      'unjudged',
    ]);
    expect(study.runs().at(-1)!.reason).toBe(
      'It was given up after step 20: how it would have ended is not known.',
    );
    study.close();
  });
});

describe('a run that ends before the others', () => {
  test('is not judged though nothing says why it ended', () => {
    expect(labelOfLast(entry(1e-4, 2, EARLY))).toBe('unjudged');
    expect(labelOfLast(entry(1e-3, 2, whole(2.2).slice(0, 8), 'finished'))).toBe('unjudged');
  });

  test('by no more than its points lie apart is judged', () => {
    expect(labelOfLast(entry(1e-3, 2, whole(2.2).slice(0, 9), 'finished'))).not.toBe('unjudged');
  });

  test('and was killed, which the user calls an end like others, is not judged either', () => {
    expect(labelOfLast(entry(1e-4, 2, EARLY, 'killed'), { failedMeans: { '*': 'finished' } })).toBe(
      'unjudged',
    );
  });

  test('above its start has failed', () => {
    expect(labelOfLast(entry(1e-2, 2, RISEN))).toBe('above-init');
  });

  test('is compared with runs of its batch size, or by shares where the file says the steps to take', () => {
    const short = { ...entry(1e-3, 0, whole(2.2).slice(0, 4)), batch_size: 32 };
    expect(labelOfLast(short)).not.toBe('unjudged');
    const planned = [...OTHERS, short].map((each) => ({ ...each, max_steps: 200 }));
    expect(labelsOf(imported(source(planned))).at(-1)).toBe('unjudged');
  });
});

describe.each(['FAIL', 'failed', 'crashed', 'killed', 'CANCELLED'])(
  'a run that its tool calls %s',
  (state) => {
    test('whose curve rose above its start has diverged, whatever the user says of such runs', () => {
      expect(labelOfLast(entry(1e-3, 2, RISEN, state))).toBe('above-init');
      expect(labelOfLast(entry(1e-3, 2, RISEN, state), { failedMeans: { '*': 'infrastructure' } })).toBe(
        'above-init',
      );
      expect(withOthers(entry(1e-3, 2, RISEN, state)).questions).toEqual([]);
    });

    test('whose curve did not is asked about, by its word', () => {
      const [sentence, ...more] = sentencesOf(withOthers(entry(1e-3, 2, EARLY, state)));
      expect(sentence).toContain(`state is "${state}" for 1 run whose losses do not tell`);
      expect(sentence).toContain(`--failed-means ${state.toLowerCase()}=diverged`);
      expect(more).toEqual([]);
    });
  },
);

test('one final loss above the level that the user names makes a failed run a divergence', () => {
  const csv = 'lr,bs,seed,loss,status\n1e-3,8,0,2,finished\n1e-2,8,0,9,crashed\n1e-2,8,1,3,crashed\n';
  const all = imported(textFile(csv), { failedAbove: 5, failedMeans: { '*': 'infrastructure' } });
  expect(labelsOf(all)).toEqual(['ok', 'above-init', null]);
});

test('a run that is said to have diverged sets no bar by the loss that it had', () => {
  const csv = 'lr,bs,seed,loss,status\n1e-3,8,0,2,finished\n1e-2,8,0,0.5,crashed\n';
  expect(labelsOf(imported(textFile(csv), { vocabulary: 65, failedMeans: { '*': 'diverged' } }))).toEqual([
    'ok',
    'nonfinite',
  ]);
});

describe('a loss that is none', () => {
  test('of exactly 0 is asked about: some trainers write NaN so, and it would be the best of all', () => {
    const csv = 'lr,bs,seed,loss\n1e-3,8,0,2\n1e-2,8,0,0.0\n';
    const asked = imported(textFile(csv), { vocabulary: 65 });
    expect(sentencesOf(asked)).toEqual([
      'The loss of 1 run ends at exactly 0 (line 3), which a language model never reaches and some tools write for NaN; say what it means: --empty-loss diverged, failed (for infrastructure reasons) or left-out.',
    ]);
    expect(labelsOf(imported(textFile(csv), { vocabulary: 65, emptyLoss: 'diverged' }))).toEqual([
      'ok',
      'nonfinite',
    ]);
  });

  test('in the last rows of a run is asked about, where its steps go on', () => {
    const rows = [0, 10, 20, 30, 40].flatMap((step) => [
      `a,${step},1e-3,8,0,${step < 20 ? 4 - step / 20 : ''}`,
      `b,${step},1e-3,8,1,${4 - step / 40}`,
    ]);
    const csv = ['run,step,lr,batch_size,seed,loss', ...rows].join('\n');
    const asked = imported(textFile(csv));
    expect(sentencesOf(asked)[0]).toMatch(/^The last rows of 1 run have a step and no loss \(line 2\)/);
    expect(labelsOf(imported(textFile(csv), { emptyLoss: 'diverged' }))).toEqual(['nonfinite', 'ok']);
  });
});

test('a state that is not known is asked about also where most are not', () => {
  const csv = 'lr,bs,seed,loss,state\n1e-3,8,0,2,finished\n1e-3,8,1,2.2,exploded\n1e-2,8,0,2.1,melted\n';
  expect(sentencesOf(imported(textFile(csv), { vocabulary: 65 }))).toEqual([
    expect.stringMatching(/^state is "exploded" for 1 run \(line 3\), a state that is not known/),
    expect.stringMatching(/^state is "melted" for 1 run \(line 4\), a state that is not known/),
  ]);
});

test('a label of the file does not make a run stable whose loss says otherwise', () => {
  const csv =
    'lr,bs,seed,loss,label\n1e-3,8,0,2,ok\n1e-3,8,1,NaN,ok\n1e-3,8,2,1e30,stable\n1e-3,8,3,9,diverged\n';
  expect(labelsOf(imported(textFile(csv), { vocabulary: 65 }))).toEqual([
    'ok',
    'nonfinite',
    'above-init',
    'nonfinite',
  ]);
});
