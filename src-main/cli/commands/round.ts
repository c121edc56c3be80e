// `precipice round`: float32 little-endian on standard input, rounded to a format, float32 on standard output.
import { once } from 'node:events';
import { Option, type Command } from 'commander';
import { random32, streamKey } from '../../engine/random.ts';
import type { Cast, Overflow, Rounding } from '../../formats/cast.ts';
import { FORMAT_NAMES, parseFormat, type Format } from '../../formats/format.ts';
import { roundArray } from '../../formats/round.ts';
import { integerArgument, UsageError, usage } from '../usage.ts';

interface Options {
  readonly format: Format;
  readonly rounding: Rounding;
  readonly overflow: Overflow;
  readonly subnormals: 'keep' | 'flush';
  readonly seed: number;
}

export function registerRound(cli: Command): void {
  cli
    .command('round')
    .description('round float32 (little-endian) from standard input to a format, float32 on standard output')
    .requiredOption('--format <name>', `one of ${FORMAT_NAMES.join(' ')}, or eXmY`, (name) =>
      usage(() => parseFormat(name)),
    )
    .addOption(
      new Option('--rounding <mode>')
        .choices(['nearest-even', 'toward-zero', 'stochastic'])
        .default('nearest-even'),
    )
    .addOption(
      new Option('--overflow <mode>', 'what happens above the largest finite value')
        .choices(['format', 'saturate'])
        .default('format'),
    )
    .addOption(new Option('--subnormals <mode>').choices(['keep', 'flush']).default('keep'))
    .option('--seed <n>', 'seed of stochastic rounding', integerArgument('--seed', 0), 0)
    .action(roundStandardInput);
}

async function roundStandardInput({ format, rounding, overflow, subnormals, seed }: Options): Promise<void> {
  const cast: Cast = { format, rounding, overflow, subnormals };
  const key = streamKey(seed, 'round', 0);
  let done = 0;
  let rest = Buffer.alloc(0);
  for await (const chunk of process.stdin) {
    const bytes = Buffer.concat([rest, chunk as Buffer]);
    const count = Math.floor(bytes.length / 4);
    rest = bytes.subarray(4 * count);
    const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + 4 * count));
    const first = done;
    const draw = rounding === 'stochastic' ? (index: number) => random32(key, first + index) : null;
    const rounded = roundArray(values, cast, draw);
    done += count;
    if (!process.stdout.write(new Uint8Array(rounded.buffer))) await once(process.stdout, 'drain');
  }
  if (rest.length > 0) {
    const length = 4 * done + rest.length;
    throw new UsageError(
      `Standard input has ${length} bytes; it must be whole float32 values, 4 bytes each.`,
    );
  }
}
