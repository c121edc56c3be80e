// A trainer that behaves as it is told, for the tests beside it: `node fake-trainer.ts BEHAVIOUR --steps N ...`.
import { spawn } from 'node:child_process';
import { existsSync, writeFileSync, writeSync } from 'node:fs';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    recipe: { type: 'string', default: 'bf16' },
    lr: { type: 'string', default: '0.1' },
    batch: { type: 'string', default: '1' },
    seed: { type: 'string', default: '0' },
    steps: { type: 'string', default: '6' },
    /** A file into which it writes what the test wants to know. */
    note: { type: 'string', default: '' },
  },
});
const steps = Number(values.steps);

function print(text: string): void {
  writeSync(1, text);
}
function say(message: object): void {
  print(`${JSON.stringify(message)}\n`);
}
function start(more: object = {}): void {
  say({ kind: 'start', precision: 'hardware', device: 'Fake GPU', model: 'fake', ...more });
}
/** Falls from 4 by the learning rate; the same for the same arguments. */
function lossAt(step: number): number {
  return 4 - Number(values.lr) * step + 0.001 * Number(values.seed);
}
function step(number: number, more: object = {}): void {
  say({ kind: 'step', step: number, loss: lossAt(number), gradient_norm: 1, ...more });
}
function stepsUpTo(end: number): void {
  for (let number = 0; number < end; number++) step(number);
}
function end(): void {
  say({ kind: 'end', validation_loss: 2.5 });
}
function forEver(): void {
  setInterval(() => undefined, 1000);
}

const behaviours: Record<string, () => void> = {
  good() {
    start({ unigram_entropy: 3, facts: { library: 'fake 1.0' } });
    stepsUpTo(steps);
    end();
  },
  /** Says what its surroundings are, where others would print warnings. */
  surroundings() {
    start();
    print(`setup: ${process.env.PRECIPICE_SETUP}, prefix: ${process.env.PRECIPICE_PREFIX}\n`);
    stepsUpTo(steps);
    end();
  },
  /** Diverges at high learning rates, and sooner in fp8. */
  edge() {
    const unstable = Number(values.lr) > (values.recipe === 'fp8' ? 0.05 : 0.5);
    start({ precision: values.recipe === 'fp8' ? 'emulated' : 'hardware', unigram_entropy: 4.2 });
    stepsUpTo(3);
    if (unstable) print('{"kind": "step", "step": 3, "loss": NaN, "gradient_norm": Infinity}\n');
    else for (let number = 3; number < steps; number++) step(number);
    end();
  },
  /** As Python writes it, and then it goes on and on. */
  nan() {
    start();
    stepsUpTo(3);
    print('{"kind": "step", "step": 3, "loss": NaN, "gradient_norm": 2.0}\n');
    for (let number = 4; number < steps; number++) step(number);
    forEver();
  },
  'infinite-gradient'() {
    start();
    print('{"kind": "step", "step": 0, "loss": 4, "gradient_norm": -Infinity}\n');
    forEver();
  },
  'nonfinite-weight'() {
    start();
    stepsUpTo(2);
    say({ kind: 'nonfinite', step: 1, tensor: 'layers.0.weight' });
    forEver();
  },
  rollback() {
    start();
    stepsUpTo(4);
    say({ kind: 'event', step: 3, message: 'went back to step 2\u001b[31m' });
    say({ kind: 'step', step: 2, loss: 9 });
    for (let number = 3; number < steps; number++) step(number);
    say({ kind: 'end' });
  },
  events() {
    start();
    step(0);
    for (let number = 0; number < 1500; number++) say({ kind: 'event', message: `event ${number}` });
    for (let number = 1; number < steps; number++) step(number);
    end();
  },
  crash() {
    start();
    stepsUpTo(2);
    process.stderr.write('Traceback (most recent call last):\nRuntimeError: CUDA out of memory\n', () =>
      process.exit(3),
    );
  },
  killed() {
    start();
    step(0);
    process.kill(process.pid, 'SIGKILL');
    forEver();
  },
  'no-end'() {
    start();
    stepsUpTo(steps);
  },
  'no-step'() {
    start();
    end();
  },
  silent() {
    forEver();
  },
  garbage() {
    print('Loading ...\n\u0000\u00ff\ufffd binary \n{"loss": 1}\n{not json\n[1, 2]\n"step"\nnull\n');
    print(' 10%|#   \r 20%|##  \r');
    start();
    print("{'kind': 'step', 'step': 0}\n");
    stepsUpTo(steps);
    print('{"kind": "metrics", "step": "x"}\r\n');
    end();
    print('bye\n');
  },
  /** Says nothing of its own, but much else. */
  flood() {
    const line = `${'x'.repeat(200)}\n`.repeat(500);
    const more = () => process.stdout.write(line, more);
    more();
  },
  'endless-line'() {
    const chunk = 'y'.repeat(1 << 20);
    for (let megabytes = 0; megabytes < 200; megabytes++) print(chunk);
    print('\n');
    behaviours.good!();
  },
  'wrong-loss'() {
    start();
    print('{"kind": "step", "step": 0, "loss": "abc"}\n');
    forEver();
  },
  'wrong-start'() {
    start({ precision: 'fp8' });
    forEver();
  },
  'step-first'() {
    step(0);
    forEver();
  },
  'counts-from-one'() {
    start();
    step(1);
    forEver();
  },
  'skips-a-step'() {
    start();
    step(0);
    step(1);
    step(3);
    forEver();
  },
  'one-too-many'() {
    start();
    stepsUpTo(steps + 1);
    forEver();
  },
  'ends-early'() {
    start();
    stepsUpTo(2);
    end();
  },
  /** Will not go when it is asked to. */
  stubborn() {
    process.on('SIGTERM', () => undefined);
    writeFileSync(values.note, String(process.pid));
    start();
    step(0);
    forEver();
  },
  /** Runs until it is asked to go. */
  stays() {
    writeFileSync(values.note, String(process.pid));
    start();
    step(0);
    forEver();
  },
  /** Does its work only where the file of its note is there. */
  'needs-a-file'() {
    if (!existsSync(values.note)) {
      process.stderr.write('the disk is not there\n', () => process.exit(1));
      return;
    }
    behaviours.edge!();
  },
  /** Takes its time: 20 ms a step. */
  slow() {
    start();
    let number = 0;
    const next = () => {
      if (number === steps) return end();
      step(number++);
      setTimeout(next, 20);
    };
    next();
  },
  /** Leaves a child behind that holds its output open. */
  forks() {
    const child = spawn(
      process.execPath,
      ['-e', 'process.on("SIGTERM", () => 0); setInterval(() => 0, 1000)'],
      {
        stdio: 'inherit',
      },
    );
    writeFileSync(values.note, String(child.pid));
    behaviours.good!();
    child.unref();
  },
  'exits-late'() {
    start();
    stepsUpTo(steps);
    end();
    process.stderr.write('leaked semaphore\n', () => process.exit(5));
  },
  arguments() {
    writeFileSync(values.note, JSON.stringify({ ...values, positionals, folder: process.cwd() }));
    behaviours.good!();
  },
};

behaviours[positionals[0]!]!();
