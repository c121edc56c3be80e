// Opens thousands of damaged variants of every kind of file, flipped bits and cuts, and says how each ended: refused in one
// sentence, read as the whole file is read, or read otherwise (which only a checksum can rule out). Any other error,
// a write, or five seconds of processor time end the script. Studies that were not closed come with the log that their writer left, and are judged
// by all that was true while they were written: an earlier moment is told from what was never true, and that must not be read.
// usage: node bench/foreign.ts [VARIANTS OF THE STUDY] [unclosed]     (default 10000; `unclosed`: of those studies alone)
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { random32, streamKey } from '../src-main/engine/random.ts';
import { ImportError } from '../src-main/study/import/import-error.ts';
import { guessMapping } from '../src-main/study/import/guess/guess.ts';
import { importRuns } from '../src-main/study/import/runs.ts';
import { readTable } from '../src-main/study/import/read.ts';
import { StudyError } from '../src-main/study/study-error.ts';
import { readPreset } from '../src-main/sweep/preset-files.ts';
import { parseSpec, SpecError } from '../src-main/spec/spec.ts';
import { corpusOf, readText } from '../src-main/sweep/text-source.ts';
import { TextError } from '../src-main/tokens/text-error.ts';
import { processorSeconds } from '../test/processor-time.ts';
import { makeStudy, readAll, wrongIn, type Reading } from '../test/study/foreign-support.ts';
import { unclosedStudies, type Unclosed } from './foreign/unclosed.ts';

const VARIANTS = Number(process.argv[2] ?? 10_000);
const LONGEST_MILLISECONDS = 5000;
const SENTENCES = [StudyError, ImportError, SpecError, TextError, SyntaxError];
const ROOT = path.resolve(import.meta.dirname, '..');
const folder = mkdtempSync(path.join(tmpdir(), 'precipice-damaged-'));
const place = path.join(folder, 'variant');

interface Subject {
  readonly name: string;
  readonly bytes: Buffer;
  readonly read: (file: string) => unknown;
  readonly variants: number;
}

/** One to eight bits flipped; every tenth variant is cut as well. */
function variantOf(bytes: Buffer, number: number): Buffer {
  const key = streamKey(number, 'damage', bytes.length);
  const variant = Buffer.from(bytes);
  for (let flip = 0; flip <= number % 8; flip++) {
    const bit = random32(key, flip) % (8 * bytes.length);
    variant[bit >> 3]! ^= 1 << (bit & 7);
  }
  return number % 10 === 9 ? variant.subarray(0, random32(key, 99) % bytes.length) : variant;
}

function run({ name, bytes, read, variants }: Subject): void {
  writeFileSync(place, bytes);
  const whole = JSON.stringify(read(place));
  const count = { refused: 0, same: 0, other: 0 };
  let slowest = 0;
  for (let number = 0; number < variants; number++) {
    const variant = variantOf(bytes, number);
    writeFileSync(place, variant);
    const begun = processorSeconds();
    try {
      count[JSON.stringify(read(place)) === whole ? 'same' : 'other'] += 1;
    } catch (error) {
      if (!SENTENCES.some((kind) => error instanceof kind)) throw error;
      count.refused += 1;
    }
    slowest = Math.max(slowest, 1000 * (processorSeconds() - begun));
    if (slowest > LONGEST_MILLISECONDS) throw new Error(`Variant ${number} of ${name} took ${slowest} ms.`);
    if (!readFileSync(place).equals(variant)) throw new Error(`Variant ${number} of ${name} was written to.`);
  }
  console.log(
    `${name}: ${variants} variants, ${count.refused} refused, ${count.same} read the same, ${count.other} read otherwise; the slowest took ${slowest.toFixed(0)} ms`,
  );
}

function runUnclosed({ name, file, log }: Unclosed, variants: number): void {
  const both = Buffer.concat([file, log ?? Buffer.alloc(0)]);
  const whole = moments.at(-1)!;
  const count = { refused: 0, same: 0, earlier: 0, told: 0, wrong: 0 };
  let slowest = 0;
  for (let number = 0; number < variants; number++) {
    const variant = variantOf(both, number);
    const parts = [variant.subarray(0, file.length), variant.subarray(file.length)];
    writeFileSync(place, parts[0]!);
    if (log) writeFileSync(`${place}-wal`, parts[1]!);
    const begun = processorSeconds();
    try {
      const read = JSON.parse(readAll(place, number % 20 === 0 ? 'analysed' : 'stored')) as Reading;
      const wrong = wrongIn(read, moments);
      const isDamaged = read.runs.some(({ state }) => state === 'failed-infrastructure');
      const isSame = JSON.stringify(read.runs) === JSON.stringify(whole.runs);
      if (wrong.length > 0) {
        console.log(`Variant ${number} of ${name}: ${wrong.join(', ')} is not what was written.`);
        process.exitCode = 1;
        count.wrong += 1;
      } else count[isDamaged ? 'told' : isSame ? 'same' : 'earlier'] += 1;
    } catch (error) {
      if (!SENTENCES.some((kind) => error instanceof kind)) throw error;
      count.refused += 1;
    }
    slowest = Math.max(slowest, 1000 * (processorSeconds() - begun));
    if (slowest > LONGEST_MILLISECONDS) throw new Error(`Variant ${number} of ${name} took ${slowest} ms.`);
    const isUntouched =
      readFileSync(place).equals(parts[0]!) && (!log || readFileSync(`${place}-wal`).equals(parts[1]!));
    if (!isUntouched) throw new Error(`Variant ${number} of ${name} was written to.`);
    for (const ending of ['-wal', '-shm']) rmSync(`${place}${ending}`, { force: true });
  }
  console.log(
    `study, not closed, with ${name}: ${variants} variants, ${count.refused} refused, ${count.same} read the same, ${count.told} with damaged runs that are told, ${count.earlier} as an earlier moment, ${count.wrong} read otherwise; the slowest took ${slowest.toFixed(0)} ms`,
  );
}

function imported(fileName: string) {
  return (file: string) => {
    const table = readTable({ fileName, bytes: readFileSync(file) });
    return importRuns(table, guessMapping(table));
  };
}

const study = path.join(folder, 'study.precipice');
makeStudy(study);
const sealed = readFileSync(study);
const rows = Array.from({ length: 200 }, (_, i) => ({
  lr: (i + 1) / 1000,
  batch_size: 4,
  seed: i % 3,
  loss: 2 + i / 100,
}));
const csv = ['lr,batch_size,seed,loss', ...rows.map((row) => Object.values(row).join(','))].join('\n');
const lines = rows.map((row) => JSON.stringify(row)).join('\n');
const text = 'Call me Ishmael. Some years ago, never mind how long precisely. '.repeat(400);

const { studies, moments } = unclosedStudies(path.join(folder, 'unclosed'));
for (const unclosed of studies) runUnclosed(unclosed, Math.ceil(VARIANTS / 2 / studies.length));
if (process.argv[3] === 'unclosed') {
  rmSync(folder, { recursive: true });
  process.exit();
}

const tenth = Math.ceil(VARIANTS / 10);
const subjects: Subject[] = [
  {
    name: 'study, closed (with its checksum)',
    bytes: sealed,
    read: (file) => readAll(file),
    variants: VARIANTS / 2,
  },
  {
    name: 'Optuna database',
    bytes: readFileSync(path.join(ROOT, 'test/oracle/golden/imports/optuna.db')),
    read: imported('a.db'),
    variants: tenth,
  },
  { name: 'CSV', bytes: Buffer.from(csv), read: imported('a.csv'), variants: tenth },
  { name: 'JSON lines', bytes: Buffer.from(lines), read: imported('a.jsonl'), variants: tenth },
  {
    name: 'spec',
    bytes: Buffer.from(JSON.stringify(readPreset('quick'))),
    read: (file) => parseSpec(JSON.parse(readFileSync(file, 'utf8'))),
    variants: tenth,
  },
  {
    name: 'text',
    bytes: Buffer.from(text),
    read: (file) =>
      corpusOf(readText(file), { vocabulary: 'character', model: parseSpec(readPreset('quick')).model })
        .unigramEntropy,
    variants: tenth,
  },
];
for (const subject of subjects) run(subject);
rmSync(folder, { recursive: true });
