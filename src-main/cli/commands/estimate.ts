// `precipice estimate`: what a study would take before it is started: runs, memory, and its time and cost on every device here.
import type { Command } from 'commander';
import { estimateSpec } from '../../api/estimate.ts';
import type { DeviceEstimate, Estimate } from '../../contract/contract.ts';
import { mostShare } from '../../plan/refine.ts';
import { plural } from '../../report/language/en/plural.ts';
import { allPresetNames } from '../../sweep/preset-files.ts';
import type { Spec } from '../../spec/spec.ts';
import { hasTrainer } from '../../spec/trainer.ts';
import { gridInWords, stepsInWords } from '../grid-words.ts';
import { print, printJson, say } from '../output.ts';
import { durationRange, quantity } from '../progress.ts';
import { withJson, type JsonOption } from '../settings.ts';
import { numberArgument, UsageError } from '../usage.ts';
import { chooseSpec } from './sweep.ts';
import { stepSize } from '../../plan/step-size.ts';
import { rowValuesOf, specAtRow } from '../../spec/spec.ts';

interface Options extends JsonOption {
  readonly text?: string;
  readonly price?: number;
}

const DEAREST = 1e9;

export function registerEstimate(cli: Command): void {
  const command = cli
    .command('estimate')
    .description('tell time, memory and cost of a study on every device here, before it is started')
    .argument('<preset or spec.json>', `${allPresetNames().join(', ')}, or the path of a spec`)
    .option('--text <file>', 'train on this UTF-8 text instead of the one in the spec')
    .option(
      '--price <amount>',
      'what an hour of the device costs, in any currency',
      numberArgument('--price', 0, DEAREST),
    );
  withJson(command).action(async (source: string, options: Options) => {
    const spec = await chooseSpec(source, options.text);
    if (hasTrainer(spec)) {
      throw new UsageError(`The runs of ${source} are trained by a command, whose time only it knows.`);
    }
    say('Training a few steps on every device ...');
    const estimate = await estimateSpec(spec);
    if (options.json) return printJson({ spec, ...estimate });
    print(describe(spec, estimate, options.price ?? null).join('\n'));
  });
}

function describe(spec: Spec, estimate: Estimate, price: number | null): string[] {
  const rows = rowValuesOf(spec).toSorted((a, b) => stepSize(spec, a) - stepSize(spec, b));
  const { layers, width, context } = specAtRow(spec, rows.at(-1)!).model;
  const share =
    spec.refine === null ? '' : `; refined: at most ${Math.round(100 * mostShare(spec))} % of their steps`;
  return [
    `${spec.name}: ${plural(spec.recipes.length, 'recipe')} × ${gridInWords(spec)} = ${plural(estimate.runs, 'run')} of ${stepsInWords(spec)}${share}`,
    `${spec.rows ? 'Largest model' : 'Model'}: ${quantity(estimate.parameters)} parameters (${plural(layers, 'layer')}, width ${width}, context ${context}); ${quantity(estimate.tokens)} tokens and ${estimate.flops.toExponential(1).replace('e+', 'e')} floating-point operations in all`,
    `Memory: ${binary(estimate.laneBytes)} per run`,
    ...estimate.devices.map((device) => describeDevice(device, price)),
    ...(estimate.textNote === null ? [] : [estimate.textNote]),
  ];
}

function describeDevice(
  { device, summary, seconds, laneStepsPerSecond, memory, reason }: DeviceEstimate,
  price: number | null,
): string {
  const parts = [
    reason?.replace(/\.$/, ''),
    seconds && durationRange(seconds),
    laneStepsPerSecond && `${quantity(laneStepsPerSecond)} lane-steps/s`,
    memory &&
      `${plural(memory.lanes, 'run')} at once in ${binary(memory.bytes)} of ${binary(memory.of)} to plan with`,
    seconds && price !== null && `cost ${costRange(seconds, price)}`,
  ].filter((part) => typeof part === 'string');
  return `${device}${summary === null ? '' : ` (${summary})`}: ${parts.join(', ')}`;
}

function costRange({ low, high }: { readonly low: number; readonly high: number }, price: number): string {
  const [from, to] = [low, high].map((seconds) => ((price * seconds) / 3600).toPrecision(2));
  return from === to ? from! : `${Number(from)} to ${Number(to)}`;
}

function binary(bytes: number): string {
  const [unit, size] = bytes < 2 ** 30 ? ['MiB', 2 ** 20] : ['GiB', 2 ** 30];
  return `${Number((bytes / size).toPrecision(2))} ${unit}`;
}
