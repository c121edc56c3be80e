// A table with one row a step, of as many rows as are said, imported by the command line: time and the most memory that it holds, as
// Linux counts it. node bench/import.ts [ROWS] [FOLDER]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { randomNormal, streamKey } from '../src-main/engine/random.ts';

const ROWS = Number(process.argv[2] ?? 1_000_000);
const STEPS = 2000;
const RATES = Array.from({ length: 13 }, (_, i) => Number((1e-4 * 10 ** (i / 5)).toPrecision(3)));
const RECIPES = ['bf16', 'fp8'];
const MAIN = path.join(import.meta.dirname, '../src-main/cli/main.ts');

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

const MILLISECONDS = 50;

async function measure(name: string, args: readonly string[]): Promise<void> {
  const started = performance.now();
  const child = spawn(process.execPath, [MAIN, 'import', file, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let [most, processor, said] = [0, 0, ''];
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const timer = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      most = Math.max(most, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
      const times = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ');
      processor = (Number(times[11]) + Number(times[12])) / 100;
    } catch {
      // It has just ended.
    }
  }, MILLISECONDS);
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(`${name} ended with ${String(code)}: ${said.slice(-500)}`);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const signs = said.split('\n').filter((line) => line.endsWith('%')).length;
  console.log(
    `${name.padEnd(10)} ${seconds} s, ${processor.toFixed(1)} s of processor time, ${Math.round(most)} MiB at most, ${signs} lines of progress`,
  );
}

try {
  await writeTable();
  console.log(`${ROWS} rows, ${(statSync(file).size / 1e6).toFixed(1)} MB`);
  await measure('--dry-run', ['--dry-run']);
  await measure('import', ['--out', path.join(folder, 'steps.precipice')]);
} finally {
  rmSync(folder, { recursive: true });
}
