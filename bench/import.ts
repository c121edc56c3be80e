// A table with one row a step, of as many rows as are said, imported by the command line: time and the most memory that it holds, as
// Linux counts it. node bench/import.ts [ROWS] [FOLDER]
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { randomNormal, streamKey } from '../src-main/engine/random.ts';
import { measureImport } from './import-measure.ts';

const ROWS = Number(process.argv[2] ?? 1_000_000);
const STEPS = 2000;
const RATES = Array.from({ length: 13 }, (_, i) => Number((1e-4 * 10 ** (i / 5)).toPrecision(3)));
const RECIPES = ['bf16', 'fp8'];

const folder = mkdtempSync(path.join(process.argv[3] ?? tmpdir(), 'precipice-import-'));
const file = path.join(folder, 'steps.csv');

async function writeTable(): Promise<void> {
  const stream = createWriteStream(file);
  stream.write('run_id,step,lr,batch_size,seed,precision,loss\n');
  for (let run = 0; run * STEPS < ROWS; run++) {
    const [rate, seed] = [RATES[(run >> 1) % RATES.length]!, Math.floor(run / (2 * RATES.length))];
    const noise = streamKey(seed, 'loss', run);
    const lines = Array.from({ length: Math.min(STEPS, ROWS - run * STEPS) }, (_, step) => {
      const loss = 2.2 + 2 * Math.exp(-step / 200) + 0.02 * randomNormal(noise, step);
      return `run-${run},${step},${rate},16,${seed},${RECIPES[run % 2]},${loss.toFixed(5)}\n`;
    });
    if (!stream.write(lines.join(''))) await once(stream, 'drain');
  }
  stream.end();
  await finished(stream);
}

try {
  await writeTable();
  console.log(`${ROWS} rows, ${(statSync(file).size / 1e6).toFixed(1)} MB`);
  await measureImport('--dry-run', file, '--dry-run');
  await measureImport('import', file, '--out', path.join(folder, 'steps.precipice'));
} finally {
  rmSync(folder, { recursive: true });
}
