// A training script that knows nothing of Precipice: the command line and the printed lines are those of nanoGPT's train.py, its
// losses those of a formula, after so many milliseconds (`--slow`). `--fault` is what happens to it on the way.
import { writeSync } from 'node:fs';

const given = new Map(
  process.argv.slice(2).map((arg) => arg.replace(/^--/, '').split('=') as [string, string]),
);
const number = (name: string, otherwise: number) => Number(given.get(name) ?? otherwise);
const [rate, iterations] = [number('learning_rate', 0.1), number('max_iters', 100)];
const [logEvery, evaluateEvery] = [number('log_interval', 10), number('eval_interval', 50)];
const dtype = given.get('dtype') ?? 'bfloat16';
const fault = given.get('fault') ?? 'none';
const out = fault === 'on-standard-error' ? 2 : 1;
const prefix = fault === 'prefixed' ? '[rank0]: INFO 2025-06-01 10:00:00,123 ' : '';

function print(line: string): void {
  writeSync(out, `${prefix}${line}\n`);
}

const diverges = rate > (dtype === 'float8' ? 0.05 : 0.5);
function lossAt(step: number): number {
  if (diverges && step > iterations / 2) return NaN;
  if (fault === 'rises') return 4 + 0.1 * step;
  return 2 + 2 * Math.exp(-rate * step) + 0.001 * number('seed', 0);
}
const shown = (value: number) => (Number.isNaN(value) ? 'nan' : value.toFixed(4));

Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, number('slow', 0));

print(`tokens per iteration will be: ${(12 * 1024).toLocaleString('en')}`);
print('number of parameters: 10.65M');
for (let step = 0; step <= iterations; step++) {
  const loss = lossAt(step);
  if (step % evaluateEvery === 0)
    print(`step ${step}: train loss ${shown(loss)}, val loss ${shown(loss + 0.1)}`);
  if (step % logEvery === 0) print(`iter ${step}: loss ${shown(loss)}, time 31.42ms, mfu 12.30%`);
  if (step < iterations / 2) continue;
  if (fault === 'crash') {
    writeSync(
      2,
      'Traceback (most recent call last):\n  File "train.py", line 1\nRuntimeError: CUDA out of memory\n',
    );
    process.exit(1);
  }
  if (fault === 'out-of-memory') {
    print('warning: the loss may become nan');
    writeSync(2, 'torch.OutOfMemoryError: CUDA out of memory.\n');
    process.exit(1);
  }
  if (fault === 'rises') process.exit(1);
  if (fault === 'stops') process.exit(0);
  if (fault === 'stops-on-nan') {
    print('loss is nan, exiting');
    process.exit(0);
  }
}
