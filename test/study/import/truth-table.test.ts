// Source x reader x real file x truth, as docs/import-truth.md prints it; with -u it writes that page anew.
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { labelsOf } from './cases-support.ts';
import { described, differences, OF_SEVENTY_TWO, OF_TWELVE, OTHERS, outcomeOf } from './truth-table.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const PAGE = path.join(ROOT, 'docs/import-truth.md');

/** All that a reader leaves of the twelve runs: a run that was killed at step 100 has its last checkpoint at step 60. */
const LEFT: Readonly<Record<string, readonly string[]>> = {
  'trainer-state': ['fp8_lr0.001_s1 ends at step 60 of 100'],
};

describe.each(OF_TWELVE)('$place', (made) => {
  test('has the settings, curves and ends of the truth, or lacks what is said', () => {
    expect(differences(made)).toEqual(LEFT[path.basename(made.place)] ?? []);
  });
});

test.each(OF_SEVENTY_TWO)('$place has 72 runs, of which 11 met NaN and 11 blew up', (made) => {
  const imported = outcomeOf(made);
  if (typeof imported === 'string') throw new Error(imported);
  const labels = labelsOf(imported);
  const count = (wanted: string) => labels.filter((label) => label === wanted).length;
  expect([labels.length, count('nonfinite'), count('above-init')]).toEqual([72, 11, 11]);
  expect([imported.problems, imported.leftOut, imported.questions]).toEqual([[], [], []]);
});

test('the page says so', async () => {
  const cell = (text: string) => text.replaceAll('|', '\\|');
  const row = (...cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  const named = (place: string) => path.relative(ROOT, place).replaceAll(path.sep, '/');
  const head = (...cells: readonly string[]) => [row(...cells), row(...cells.map(() => '---'))];
  const lines = [
    '# What is read, and the truth',
    '',
    'Written by `npx vitest run test/study/import/truth-table.test.ts -u`, which reads every file and holds it against what it was made from. A reader is a file or a folder of',
    'src-main/study/import/readers. Where a user has to say more, such as the size of the vocabulary, it is said.',
    '',
    '## Twelve runs',
    '',
    'Two recipes, three learning rates, two seeds, 200 steps logged every 20 (test/oracle/folders/truth.py): five trained, one was killed at step 100, four blew up, two met NaN. Settings, every',
    'point of every curve, and the end of every run are compared.',
    '',
    ...head('file or folder', 'made by', 'reader', 'as the truth', 'left out'),
    ...OF_TWELVE.map((made) => {
      const left = differences(made);
      return row(
        named(made.place),
        made.madeBy,
        made.reader,
        `${12 - left.length} of 12`,
        left.join('; ') || 'nothing',
      );
    }),
    '',
    '## 72 runs',
    '',
    'Two recipes, six learning rates, two batch sizes, three seeds (test/oracle/import_truth.py): 11 met NaN, 11 blew up.',
    '',
    ...head('file', 'made by', 'reader', 'what came out'),
    ...OF_SEVENTY_TWO.map((made) =>
      row(named(made.place), made.madeBy, made.reader, described(outcomeOf(made))),
    ),
    '',
    '## Others',
    '',
    ...head('file', 'made by', 'reader', 'truth', 'what came out'),
    ...OTHERS.map((made) =>
      row(named(made.place), made.madeBy, made.reader, made.truth, described(outcomeOf(made))),
    ),
    '',
  ];
  await expect(lines.join('\n')).toMatchFileSnapshot(PAGE);
});
