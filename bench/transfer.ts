// Whether the best learning rate of a narrow model is that of a wide one, and what low precision costs at each's best rate: a spec's model
// at several widths, in several parametrisations, each a sweep of its own. Heads keep their width. The spec's width is the base width; its
// rates are those of the standard parametrisation and muP, and those of muS are 32 times as high: its weights begin with a deviation of 1,
// not 0.02 (which a rate of AdamW is to be compared with). Prints a table in Markdown; losses are of validation, with standard errors over
// seeds. Sweeps that are in the folder already are not trained again.
//   node bench/transfer.ts SPEC.json FOLDER [--widths 32,64,128] [--parametrisations standard,mup,mus]
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { covarianceOf, meanOf } from '../src-main/analysis/statistics/seed-spread.ts';
import { parseSpec, type Spec } from '../src-main/spec/spec.ts';
import { analyzeStudy } from '../src-main/study/analyze-study.ts';
import { openStudy } from '../src-main/study/study.ts';

const MUS_RATES = 32;
const NAMES: Readonly<Record<string, string>> = { standard: 'standard', mup: 'muP', mus: 'muS' };
const MAIN = path.resolve(import.meta.dirname, '../src-main/cli/main.ts');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    widths: { type: 'string' },
    parametrisations: { type: 'string', default: 'standard,mup,mus' },
  },
});
const [specFile, folder] = positionals;
if (specFile === undefined || folder === undefined)
  throw new Error('usage: node bench/transfer.ts SPEC.json FOLDER');
const written = JSON.parse(readFileSync(specFile, 'utf8')) as { readonly model: object };
const base = parseSpec(written);
const widths = values.widths?.split(',').map(Number) ?? [base.model.width];

function specOf(parametrisation: string, width: number) {
  const { model, learningRates } = base;
  const heads = (model.heads * width) / model.width;
  const hidden = (model.hidden * width) / model.width;
  const baseWidth = parametrisation !== 'standard' && { baseWidth: model.width };
  const baseHeads = parametrisation === 'mup' && { baseHeads: model.heads };
  const factor = parametrisation === 'mus' ? MUS_RATES : 1;
  return {
    ...written,
    name: `${base.name}-${parametrisation}-${width}`,
    model: { ...written.model, width, heads, hidden, parametrisation, ...baseWidth, ...baseHeads },
    learningRates: learningRates.map((rate) => rate * factor),
  };
}

/** The sweep's study; at the base width muP is the standard parametrisation. */
function trained(parametrisation: string, width: number): string {
  const spec = specOf(
    parametrisation === 'mup' && width === base.model.width ? 'standard' : parametrisation,
    width,
  );
  const [file, study] = ['json', 'precipice'].map((ending) =>
    path.join(folder!, `${spec.name}.${ending}`),
  ) as [string, string];
  if (!existsSync(study)) {
    writeFileSync(file, JSON.stringify(spec));
    execFileSync(process.execPath, [MAIN, 'sweep', file, '--out', study, '--device', 'wasm'], {
      stdio: ['ignore', 2, 2],
    });
  }
  return study;
}

/** Losses by seed, NaN where a run ended without one. */
interface Rate {
  readonly learningRate: number;
  readonly losses: readonly number[];
}

function ratesOf(study: string, recipe: string): { readonly rates: readonly Rate[]; readonly edge: string } {
  const open = openStudy(study, 'read');
  try {
    const own = open.runs().filter((run) => run.recipe === recipe);
    const rates = [...Map.groupBy(own, ({ learningRate }) => learningRate!)].map(([learningRate, runs]) => ({
      learningRate,
      losses: runs.sort((a, b) => a.seed! - b.seed!).map(({ validationLoss }) => validationLoss ?? NaN),
    }));
    const { edges } = analyzeStudy(open).recipes.find((map) => map.recipe === recipe)!;
    const { learningRate, side } = edges[0]!;
    const edge = learningRate === null ? side : learningRate.toPrecision(2);
    return { rates: rates.sort((a, b) => a.learningRate - b.learningRate), edge: String(edge) };
  } finally {
    open.close();
  }
}

const bestOf = (rates: readonly Rate[]) =>
  rates
    .filter(({ losses }) => losses.every(Number.isFinite))
    .reduce((a, b) => (meanOf(b.losses) < meanOf(a.losses) ? b : a));

function withError(losses: readonly number[]): string {
  if (!losses.every(Number.isFinite)) return 'not known: runs ended';
  return `${meanOf(losses).toFixed(4)} ± ${Math.sqrt(covarianceOf(losses, losses) / losses.length).toFixed(4)}`;
}

const minus = (a: readonly number[], b: readonly number[]) => a.map((loss, seed) => loss - b[seed]!);

mkdirSync(folder, { recursive: true });
const recipes = (base satisfies Spec).recipes.map(({ name }) => name);
console.log(
  '| Parametrisation | Width | Recipe | Best rate | Loss there | Above the base width’s best rate | Above the baseline, each at its best | Edge |',
);
console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
for (const parametrisation of values.parametrisations.split(',')) {
  const atBase = new Map<string, number>();
  for (const width of widths) {
    const study = trained(parametrisation, width);
    const baseline = bestOf(ratesOf(study, base.baseline).rates);
    for (const recipe of recipes) {
      const { rates, edge } = ratesOf(study, recipe);
      const best = bestOf(rates);
      if (!atBase.has(recipe)) atBase.set(recipe, best.learningRate);
      const taken = rates.find(({ learningRate }) => learningRate === atBase.get(recipe))!;
      const cells = [
        NAMES[parametrisation],
        width,
        recipe,
        best.learningRate.toPrecision(3),
        withError(best.losses),
        taken === best ? 'the same rate' : withError(minus(taken.losses, best.losses)),
        recipe === base.baseline ? '' : withError(minus(best.losses, baseline.losses)),
        edge,
      ];
      console.log(`| ${cells.join(' | ')} |`);
    }
  }
}
