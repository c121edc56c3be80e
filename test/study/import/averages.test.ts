// Losses that are means of several steps may hide a spike: the map says it, of imported runs and of those that a command printed.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { figureFacts, type FactSource } from '../../../src-main/report/figures/facts.ts';
import { wordsOf } from '../../../src-main/report/language/language.ts';
import { DEFAULT_THRESHOLDS } from '../../../src-main/analysis/labels/thresholds.ts';
import { importTables } from '../../../src-main/study/import/create.ts';
import { guessMapping } from '../../../src-main/study/import/guess/guess.ts';
import { readPlace } from '../../../src-main/study/import/place.ts';
import { openStudy } from '../../../src-main/study/study.ts';
import { emptyFolder, GOLDEN } from './folder-support.ts';

/** What its map says of its data, after it was written and read again. */
function mapOf(place: string): string {
  const source = readPlace(place);
  const file = path.join(emptyFolder(), 'made.precipice');
  const mapping = {
    ...guessMapping(source.table),
    vocabulary: 65,
    failedMeans: { '*': 'finished' } as const,
  };
  importTables(file, [{ source, mapping }]);
  const study = openStudy(file, 'read');
  try {
    return figureFacts(study.info(), study.runs(), wordsOf('en')).data;
  } finally {
    study.close();
  }
}

const nanochat = (seed: number) =>
  Array.from(
    { length: 100 },
    (_, i) => `step ${i}/00100 (${i}.00%) | loss: ${(4 - i / 50 + seed / 100).toFixed(6)} | lrm: 1.00`,
  ).join('\n');

test('logs that print a moving average, as nanochat does', () => {
  const folder = path.join(emptyFolder(), 'logs');
  mkdirSync(folder);
  for (const seed of [0, 1])
    writeFileSync(path.join(folder, `bf16_lr1e-3_bs8_seed${seed}.log`), nanochat(seed));
  expect(mapOf(folder)).toContain('losses of 2 runs are moving averages: a shorter spike is not seen');
});

test.each(['trainer-state', 'transformers'])(
  'the trainer of Transformers, as %s has it, logs means',
  (name) => {
    expect(mapOf(path.join(GOLDEN, name))).toContain(
      'losses of 12 runs are means over the steps between two points: a shorter spike is not seen',
    );
  },
);

test.each(['torch', 'csv', 'tensorboardX'])(
  'of %s nothing of the kind is known, and nothing is said',
  (name) => {
    expect(mapOf(path.join(GOLDEN, name))).not.toContain('spike');
  },
);

test.each([
  ['nanochat', 'losses are moving averages: a shorter spike is not seen'],
  [{ format: 'keras' }, 'losses are means over an epoch: a shorter spike is not seen'],
  ['nanogpt', null],
  ['protocol', null],
  ['of another version', null],
])('a command whose losses are read as %j', (reports, sentence) => {
  const source: FactSource = {
    text: null,
    thresholds: DEFAULT_THRESHOLDS,
    spec: { trainer: { command: 'train', reports } },
  };
  const { data } = figureFacts(source, [], wordsOf('en'));
  if (sentence === null) expect(data).not.toContain('spike');
  else expect(data).toContain(sentence);
});
