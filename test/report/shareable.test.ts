// What leaves the machine in an export: no folder of the user, and nothing that a spreadsheet would run.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { EXPORT_FORMATS, exportStudy } from '../../src-main/report/export-study.ts';
import { runsCsv } from '../../src-main/report/csv.ts';
import type { StoredSpec } from '../../src-main/records/origin.ts';
import { openStudy, type Study } from '../../src-main/study/study.ts';
import { visibleCommand } from '../../src-main/spec/command.ts';
import { makeStudy } from '../study/foreign-support.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-shareable-'));
afterAll(() => rmSync(folder, { recursive: true }));

function studyOf(spec: StoredSpec, work: (study: Study) => void = () => undefined): Study {
  const file = path.join(folder, `${crypto.randomUUID()}.precipice`);
  makeStudy(file, { spec });
  const study = openStudy(file, 'write');
  work(study);
  return study;
}

const OPTIONS = {
  figure: null,
  theme: 'light',
  colour: 'unstable',
  height: 'stable',
  language: 'en',
  recipe: null,
  versus: null,
  camera: { projection: 'perspective', azimuth: 30, elevation: 30 },
  decide: null,
} as const;

describe('an export', () => {
  test.each(EXPORT_FORMATS.filter((format) => ['csv', 'json', 'html'].includes(format)))(
    'as %s names no folder of the user, but the files',
    async (format) => {
      const command =
        "/home/anna/venv/bin/python '/home/anna/my runs/train.py' --data=/srv/anna/text.bin --lr {learning_rate}";
      const spec = {
        refine: null,
        text: '/home/anna/books/moby.txt',
        trainer: { command, folder: 'C:\\Users\\anna\\runs' },
      };
      const study = studyOf(spec, (open) => {
        open.addEnvironment({ cpu: 'Xeon', python: '/home/anna/venv/bin/python' });
        open.failRuns([12], 'There is no text file /home/anna/books/moby.txt.');
      });
      const { bytes } = await exportStudy(study, { ...OPTIONS, format }, () =>
        Promise.reject(new Error('no PDF')),
      );
      study.close();
      const text = new TextDecoder().decode(bytes);
      expect(text).not.toContain('anna');
      if (format === 'json') {
        expect(text).toContain('moby.txt');
        expect(text).toContain('text.bin --lr {learning_rate}');
      }
    },
  );
});

test.each([
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  'a;=1+1',
  'a; @SUM(A1)',
  'a\t+1',
  'a\n=1',
  'a;"=1"',
  '\uff1d1+1',
  'a;\uff0b1',
  '\uff0d1',
  '\uff20SUM(A1)',
])('%j is no formula in a CSV, whichever sign parts its cells', (recipe) => {
  const study = studyOf({ refine: null });
  const [run] = study.runs();
  study.close();
  const line = runsCsv([{ ...run!, recipe, reason: null }])
    .split('\n')
    .slice(1)
    .join('\n');
  for (const sign of [',', ';', '\t', '\n']) {
    // A program that takes another sign for the comma takes quotes at the beginning of a cell only.
    for (const cell of line.split(sign))
      expect(cell.trim().replace(/^"+/, '')).not.toMatch(
        /^[=+@\uff1d\uff0b\uff0d\uff20]|^-(?!\d*\.?\d+(e|,|$))/,
      );
  }
});

test.each([
  [`train${' '.repeat(300)}; rm -rf ~`, 'train⟨300 blanks⟩; rm -rf ~'],
  ['train\u00a0--now', 'train⟨blank⟩--now'],
  ['train\t\t--now', 'train⟨2 blanks⟩--now'],
  ['train \u202e;mr', 'train ⟨U+202E⟩;mr'],
  ['train\u3164\u3164; evil', 'train⟨U+3164 and 1 more⟩; evil'],
  ['python train.py  --lr {learning_rate}', 'python train.py  --lr {learning_rate}'],
])('the command %j is shown as what it is', (command, shown) => {
  expect(visibleCommand(command)).toBe(shown);
});
