// Real ladders, each with its largest size held out: of two texts, under two parametrisations, with two architectures and two
// optimizers. Studies that are in the folder already are not trained again; what was begun is gone on with. Prints a table as Markdown: what the
// smaller sizes said of the largest one, what it measured, and whether that lies in the interval.
// node bench/ladders.ts FOLDER [--steps 250] [--seeds 3] [--only NAME]
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { MEASURES } from '../src-main/analysis/ladder/measures.ts';
import type { RecipeLadder } from '../src-main/analysis/ladder/recipe-ladder.ts';
import { ladderValue } from '../src-main/report/language/ladder-text.ts';
import { parseSpec, type Spec } from '../src-main/spec/spec.ts';
import { analyzeStudy } from '../src-main/study/analyze-study.ts';
import { ladderOf } from '../src-main/study/ladder.ts';
import { openStudy } from '../src-main/study/study.ts';
import { readSource } from '../src-main/sweep/corpus-source.ts';
import { openLaneRunner } from '../src-main/sweep/lane-runner.ts';
import { createPlannedStudy } from '../src-main/sweep/runner.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    steps: { type: 'string', default: '250' },
    seeds: { type: 'string', default: '3' },
    only: { type: 'string' },
  },
});
const folder = path.resolve(positionals[0] ?? 'ladders');
/** Prose, and the declarations of the browser's interfaces, which come with TypeScript. */
const TEXTS = {
  prose: 'moby-dick',
  code: path.resolve(import.meta.dirname, '../node_modules/typescript/lib/lib.dom.d.ts'),
} as const;
const GPT = { layers: 2, context: 64 };
const LLAMA = { ...GPT, norm: 'rmsnorm', activation: 'swiglu', positions: 'rotary' };
const WIDTHS = [16, 24, 32, 48, 64];
/** Heads of eight at every width. */
const HEADS = WIDTHS.map((width) => width / 8);

interface Ladder {
  readonly name: string;
  readonly text: keyof typeof TEXTS;
  readonly model: object;
  readonly optimizer?: object;
}

const mup = { parametrisation: 'mup', baseWidth: WIDTHS[0], baseHeads: HEADS[0] };
const LADDERS: readonly Ladder[] = [
  { name: 'GPT, prose, standard', text: 'prose', model: GPT },
  { name: 'GPT, prose, muP', text: 'prose', model: { ...GPT, ...mup } },
  { name: 'GPT, code, standard', text: 'code', model: GPT },
  { name: 'GPT, code, muP', text: 'code', model: { ...GPT, ...mup } },
  { name: 'Llama, prose, standard', text: 'prose', model: LLAMA },
  { name: 'GPT with Muon, prose, standard', text: 'prose', model: GPT, optimizer: { kind: 'muon' } },
];

function specOf({ name, text, model, optimizer }: Ladder): Spec {
  return parseSpec({
    name,
    text: TEXTS[text],
    model: { ...model, width: WIDTHS[0], heads: HEADS[0] },
    rows: { setting: 'model.width', values: WIDTHS, with: { 'model.heads': HEADS } },
    ...(optimizer && { optimizer }),
    recipes: [
      'bf16-mixed',
      'tensorwise',
      'nvfp4',
      { name: 'fp8-unscaled', recipe: 'fp8-unscaled', control: 'positive' },
    ],
    learningRates: { from: 0.001, to: 1, count: 10 },
    batchSizes: [4],
    seeds: Number(values.seeds),
    steps: Number(values.steps),
    validationSequences: 64,
    earlyStop: true,
  });
}

async function train(file: string, spec: Spec): Promise<void> {
  const runner = await openLaneRunner(spec, readSource(spec, null), { device: 'wasm', threads: 2 });
  const study = existsSync(file) ? openStudy(file, 'write') : createPlannedStudy(file, runner);
  try {
    await runner.run(study);
  } finally {
    study.close();
    await runner.close();
  }
}

function rowsOf(name: string, file: string): string[] {
  const study = openStudy(file, 'read');
  const { ladders } = ladderOf(study, analyzeStudy(study));
  study.close();
  return ladders.flatMap((ladder) => rowOf(name, ladder));
}

function rowOf(name: string, { recipe, measure, fit }: RecipeLadder): string[] {
  const [heldOut] = fit.heldOut;
  if (!heldOut) return [`| ${name} | ${recipe} | ${measure} | ${fit.refusal?.kind ?? ''} | | | | |`];
  const { predicted, interval, measured, unchanged, isHit, isTest } = heldOut;
  const value = (number: number) => ladderValue(measure, number);
  const said = `${value(predicted)} (${value(interval.low)} – ${value(interval.high)})`;
  const off = (guess: number) => (Math.abs(guess - measured) / MEASURES[measure].scatter).toFixed(1);
  const cells = [name, recipe, measure, said, value(measured), isHit ? 'yes' : '**no**'];
  return [
    `| ${[...cells, isTest ? 'yes' : 'too wide', `${off(predicted)}, ${off(unchanged)}`].join(' | ')} |`,
  ];
}

mkdirSync(folder, { recursive: true });
const rows: string[] = [];
for (const ladder of LADDERS.filter(({ name }) => (values.only ?? name) === name)) {
  const file = path.join(folder, `${ladder.name.replaceAll(/\W+/g, '-').toLowerCase()}.precipice`);
  const began = Date.now();
  await train(file, specOf(ladder));
  process.stderr.write(`${ladder.name}: ${Math.round((Date.now() - began) / 1000)} s\n`);
  rows.push(...rowsOf(ladder.name, file));
}
process.stdout.write(
  '| ladder | recipe | measure | said of the largest (95 %) | measured | held | a test | off by, and had nothing changed |\n' +
    `|${' --- |'.repeat(8)}\n${rows.join('\n')}\n`,
);
