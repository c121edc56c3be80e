// Whatever is read, damaged as disks and copies damage it: bits turned over, cut ends, holes of zeros, in any file of a place. What
// comes is runs or one sentence, soon; no run is lost without a word, and one that a checksum covers is never called better than it was.
import {
  copyFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { guessMapping } from '../../../src-main/study/import/guess/guess.ts';
import { ImportError } from '../../../src-main/study/import/import-error.ts';
import { readPlace } from '../../../src-main/study/import/place.ts';
import { importRuns, type ImportedRuns } from '../../../src-main/study/import/runs.ts';
import fc from '../../properties.ts';
import { labelsOf } from './cases-support.ts';
import { GOLDEN, TRUTH } from './folder-support.ts';

const IMPORTS = path.join(GOLDEN, '../imports');
const CASES = path.join(import.meta.dirname, 'cases');
/** Damages of one kind of place, and seconds that one may take on a busy machine. */
const TRIES = 15;
const SECONDS = 20;
/** Of these every record, or every page, has its checksum. */
const CHECKED: ReadonlySet<string> = new Set(['torch', 'tensorboardX', 'tensors', 'wandb']);

const places = [
  ...readdirSync(GOLDEN)
    .filter((name) => statSync(path.join(GOLDEN, name)).isDirectory())
    .map((name) => ({ name, place: path.join(GOLDEN, name) })),
  ...[IMPORTS, CASES].flatMap((folder) =>
    readdirSync(folder).map((name) => ({ name, place: path.join(folder, name) })),
  ),
].filter(({ name }) => !name.endsWith('-wal'));

const temporary = mkdtempSync(path.join(tmpdir(), 'precipice-damaged-'));
afterAll(() => rmSync(temporary, { recursive: true }));

const damage = fc.record({
  /** Shares: of the files, and of the length of one. */
  file: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  kind: fc.constantFrom('bit', 'bits', 'cut', 'hole'),
  bit: fc.integer({ min: 0, max: 7 }),
});
type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never;

function damagedBytes(whole: Buffer, { at: share, kind, bit }: Damage): Buffer {
  const at = Math.floor(share * whole.length);
  if (kind === 'cut') return whole.subarray(0, at);
  const bytes = Buffer.from(whole);
  if (kind === 'hole') bytes.fill(0, at, Math.min(bytes.length, at + 512));
  else
    for (let i = at; i < Math.min(bytes.length, kind === 'bit' ? at + 1 : at + 64); i += 7)
      bytes[i]! ^= 1 << bit;
  return bytes;
}

function filesIn(place: string): string[] {
  if (!statSync(place).isDirectory()) return [place];
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

/** What is imported of a place; the sentence where nothing is. */
function outcomeOf(place: string): ImportedRuns | string {
  try {
    const { table } = readPlace(place);
    return importRuns(table, guessMapping(table));
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    return error.message;
  }
}

describe.each(places)('$name', ({ name, place }) => {
  const copy = path.join(temporary, name);
  const isFolder = statSync(place).isDirectory();
  if (isFolder) cpSync(place, copy, { recursive: true });
  else {
    copyFileSync(place, copy);
    if (readdirSync(path.dirname(place)).includes(`${name}-wal`)) copyFileSync(`${place}-wal`, `${copy}-wal`);
  }
  const files = filesIn(copy);
  const whole = outcomeOf(copy);
  const rowsOf = (imported: ImportedRuns) =>
    imported.runs.length +
    imported.problems.length +
    imported.leftOut.reduce((sum, { rows }) => sum + rows, 0);

  test('damaged anywhere, is runs or a sentence', () => {
    fc.assert(
      fc.property(damage, (how) => {
        const file = files[Math.floor(how.file * files.length)]!;
        const bytes = readFileSync(file);
        writeFileSync(file, damagedBytes(bytes, how));
        const begun = performance.now();
        try {
          const outcome = outcomeOf(copy);
          if (typeof outcome === 'string') {
            expect(outcome).toMatch(/^\S.*[.)]$/);
            expect(outcome).not.toContain('\n');
            return;
          }
          if (isFolder && CHECKED.has(name)) checkAgainstTruth(outcome);
          // A run is there, or it is said what became of it.
          if (isFolder && typeof whole !== 'string' && rowsOf(outcome) < rowsOf(whole))
            expect(sentencesOf(outcome)).not.toEqual(sentencesOf(whole));
        } finally {
          writeFileSync(file, bytes);
          expect(performance.now() - begun).toBeLessThan(1000 * SECONDS);
        }
      }),
      { numRuns: TRIES },
    );
  });
});

const sentencesOf = ({ notes, questions }: ImportedRuns) => [
  ...notes,
  ...questions.map(({ sentence }) => sentence),
];

/** No run that failed is called stable, and none that is called so has other losses than it had. */
function checkAgainstTruth(imported: ImportedRuns): void {
  const labels = labelsOf(imported);
  for (const truth of TRUTH) {
    const index = imported.runs.findIndex(
      ({ planned }) =>
        planned.learningRate === truth.lr &&
        planned.recipe === truth.precision &&
        planned.seed === truth.seed,
    );
    if (index < 0 || labels[index] !== 'ok') continue;
    expect(truth.ends, truth.name).toBe('trained');
    const { losses } = imported.runs[index]!.curve!;
    expect([...losses]).toEqual(truth.losses.map(([, loss]) => Math.fround(Number(loss))));
  }
}
