// `precipice estimate`: what a study would take before it is started: runs, memory, and its time and cost on every device here.
import type { Command } from 'commander';
import { estimateSpec } from '../../api/estimate.ts';
import type { DeviceEstimate, Estimate } from '../../contract/contract.ts';
import { mostShare } from '../../plan/refine.ts';
import { wordsOf, type Words } from '../../report/language/language.ts';
import { allPresetNames } from '../../sweep/preset-files.ts';
import type { Spec } from '../../spec/spec.ts';
import { hasTrainer } from '../../spec/trainer.ts';
import { gridInWords, stepsInWords } from '../grid-words.ts';
import { print, printJson, say } from '../output.ts';
import { durationRange, quantity } from '../progress.ts';
import { withJson, withLanguage, type JsonOption, type LanguageOption } from '../settings.ts';
import { numberArgument, UsageError } from '../usage.ts';
import { chooseSpec } from './sweep.ts';
import { stepSize } from '../../plan/step-size.ts';
import { rowValuesOf, specAtRow } from '../../spec/spec.ts';

interface Options extends JsonOption, LanguageOption {
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
  withJson(withLanguage(command)).action(async (source: string, options: Options) => {
    const spec = await chooseSpec(source, options.text);
    if (hasTrainer(spec)) {
      throw new UsageError(`The runs of ${source} are trained by a command, whose time only it knows.`);
    }
    const words = wordsOf(options.language);
    say(words.commands.estimate.training);
    const estimate = await estimateSpec(spec);
    if (options.json) return printJson({ spec, ...estimate });
    print(describe(spec, estimate, options.price ?? null, words).join('\n'));
  });
}

function describe(spec: Spec, estimate: Estimate, price: number | null, words: Words): string[] {
  const { training, numbers, commands } = words;
  const { estimate: text } = commands;
  const rows = rowValuesOf(spec).toSorted((a, b) => stepSize(spec, a) - stepSize(spec, b));
  const { layers, width, context } = specAtRow(spec, rows.at(-1)!).model;
  const axes = `${training.recipes(spec.recipes.length)} × ${gridInWords(spec, words)}`;
  const grid = text.grid(spec.name, axes, estimate.runs, stepsInWords(spec, words));
  const share = () => numbers.percent(String(Math.round(100 * mostShare(spec))));
  return [
    spec.refine === null ? grid : text.refined(grid, share()),
    numbers.semicolons([
      text.model(spec.rows !== undefined, quantity(estimate.parameters), layers, width, context),
      text.work(quantity(estimate.tokens), estimate.flops.toExponential(1).replace('e+', 'e')),
    ]),
    text.memory(binary(estimate.laneBytes)),
    ...estimate.devices.map((device) => describeDevice(device, price, words)),
    ...(estimate.textNote === null ? [] : [estimate.textNote]),
  ];
}

function describeDevice(
  { device, summary, seconds, laneStepsPerSecond, memory, reason }: DeviceEstimate,
  price: number | null,
  words: Words,
): string {
  const { estimate: text } = words.commands;
  const parts = [
    reason?.replace(/\.$/, ''),
    seconds && durationRange(seconds, words),
    laneStepsPerSecond && words.training.progress.laneSteps(quantity(laneStepsPerSecond)),
    memory && text.lanes(memory.lanes, binary(memory.bytes), binary(memory.of)),
    seconds && price !== null && text.cost(costRange(seconds, price, words)),
  ].filter((part) => typeof part === 'string');
  return text.device(device, summary, words.numbers.list(parts));
}

function costRange(
  { low, high }: { readonly low: number; readonly high: number },
  price: number,
  { numbers }: Words,
): string {
  const [from, to] = [low, high].map((seconds) => ((price * seconds) / 3600).toPrecision(2));
  return from === to ? from! : numbers.range(String(Number(from)), String(Number(to)));
}

function binary(bytes: number): string {
  const [unit, size] = bytes < 2 ** 30 ? ['MiB', 2 ** 20] : ['GiB', 2 ** 30];
  return `${Number((bytes / size).toPrecision(2))} ${unit}`;
}
