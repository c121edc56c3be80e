// A folder of TensorBoard runs, of as many as are said, imported by the command line, then a hundred more of another folder
// added to that study, and the first folder read again after runs have come to it: time and the most memory that it holds, as Linux
// counts it. 100 steps a run, three metrics a step. node bench/import-folder.ts [RUNS] [FOLDER]
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { randomNormal, streamKey } from '../src-main/engine/random.ts';
import { maskedCrc } from '../src-main/study/import/readers/tensorboard/records.ts';
import { measureImport } from './import-measure.ts';

const RUNS = Number(process.argv[2] ?? 10_000);
const STEPS = 100;
const EVERY = 10;
const RATES = Array.from({ length: 25 }, (_, i) => Number((1e-4 * 10 ** (i / 8)).toPrecision(3)));
const RECIPES = ['bf16', 'fp8'];
const BATCHES = [16, 32, 64, 128];

const folder = mkdtempSync(path.join(process.argv[3] ?? tmpdir(), 'precipice-import-'));
const logs = path.join(folder, 'logs');
const more = path.join(folder, 'more');
const MORE = 100;

/** See src-main/study/import/readers/tensorboard/records.ts. */
function record(data: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(12 + data.length + 4);
  bytes.writeBigUInt64LE(BigInt(data.length), 0);
  bytes.writeUInt32LE(maskedCrc(bytes.subarray(0, 8)), 8);
  bytes.set(data, 12);
  bytes.writeUInt32LE(maskedCrc(data), 12 + data.length);
  return bytes;
}

function scalar(step: number, tag: string, value: number): Uint8Array {
  const event = new BinaryWriter()
    .tag(1, WireType.Bit64)
    .double(1e9 + step)
    .tag(2, WireType.Varint)
    .int64(step);
  event.tag(5, WireType.LengthDelimited).fork().tag(1, WireType.LengthDelimited).fork();
  event.tag(1, WireType.LengthDelimited).string(tag).tag(2, WireType.Bit32).float(value);
  return record(event.join().join().finish());
}

function writeRun(run: number, into: string): number {
  const rate = RATES[(run >> 1) % RATES.length]!;
  const [recipe, batch] = [
    RECIPES[run % 2]!,
    BATCHES[Math.floor(run / (2 * RATES.length)) % BATCHES.length]!,
  ];
  const seed = Math.floor(run / (2 * RATES.length * BATCHES.length));
  const noise = streamKey(seed, 'loss', run);
  const isBroken = rate > (recipe === 'bf16' ? 3e-2 : 1e-2);
  const events = Array.from({ length: STEPS }, (_, i) => {
    const step = (i + 1) * EVERY;
    const loss =
      isBroken && i > STEPS / 2 ? 6 : 2.2 + 2 * Math.exp((-8 * i) / STEPS) + 0.02 * randomNormal(noise, i);
    return [
      scalar(step, 'train/loss', loss),
      scalar(step, 'train/lr', rate * (1 - i / STEPS / 2)),
      scalar(step, 'train/grad_norm', 1),
    ];
  });
  const place = path.join(into, recipe, `bs${batch}_lr${rate}_s${seed}`);
  mkdirSync(place, { recursive: true });
  const bytes = Buffer.concat(events.flat());
  writeFileSync(path.join(place, `events.out.tfevents.${1e9 + run}.host.1.0`), bytes);
  return bytes.length;
}

try {
  let bytes = 0;
  for (let run = 0; run < RUNS; run++) bytes += writeRun(run, logs);
  console.log(`${RUNS} runs, ${(bytes / 1e6).toFixed(1)} MB`);
  for (let run = RUNS; run < RUNS + MORE; run++) writeRun(run, more);
  const study = path.join(folder, 'runs.precipice');
  await measureImport('--dry-run', logs, '--dry-run');
  await measureImport('import', logs, '--out', study);
  await measureImport('--into', more, '--into', study);
  await measureImport('--refresh, nothing changed', '--refresh', '--into', study);
  for (let run = RUNS + MORE; run < RUNS + 2 * MORE; run++) writeRun(run, more);
  await measureImport('--refresh, 100 runs more', '--refresh', '--into', study);
  for (let run = RUNS + 2 * MORE; run < RUNS + 3 * MORE; run++) writeRun(run, logs);
  await measureImport('--refresh, 100 among them', '--refresh', '--into', study);
} finally {
  rmSync(folder, { recursive: true });
}
