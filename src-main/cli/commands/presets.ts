// `precipice presets`: the specs that come with the program, to look at or to start an own spec from.
import type { Command } from 'commander';
import { recipeName } from '../../report/language/recipe-name.ts';
import { plural } from '../../report/language/en/plural.ts';
import { controlsOf } from '../../study/controls.ts';
import { planRuns } from '../../plan/plan.ts';
import {
  allPresetNames,
  presetNames,
  readPreset,
  readSizedPreset,
  sizedPresetNames,
} from '../../sweep/preset-files.ts';
import { parseSpec, type Spec } from '../../spec/spec.ts';
import { gridInWords } from '../grid-words.ts';
import { duration } from '../progress.ts';
import { print, printJson } from '../output.ts';
import { withJson, type JsonOption } from '../settings.ts';
import { UsageError } from '../usage.ts';
import { ENGLISH as words } from '../../report/language/language.ts';

export function registerPresets(cli: Command): void {
  const command = cli
    .command('presets')
    .description('list the presets, or print one as a spec to start from')
    .argument('[name]', 'print this preset as JSON');
  withJson(command).action((name: string | undefined, options: JsonOption) => {
    if (name === undefined) return list(options);
    const preset = readPreset(name) ?? readSizedPreset(name);
    if (preset === null) {
      throw new UsageError(`There is no preset "${name}"; presets are ${allPresetNames().join(', ')}.`);
    }
    printJson(preset);
  });
}

function list({ json }: JsonOption): void {
  const presets = presetNames().map((name) => ({ name, spec: parseSpec(readPreset(name)) }));
  if (json) return printJson(presets.map(({ name, spec }) => factsOf(name, spec)));
  const width = Math.max(...presets.map(({ name }) => name.length));
  for (const { name, spec } of presets) {
    const { layers, width: modelWidth, context } = spec.model;
    const runs = `${plural(planRuns(spec).length, 'run')} of ${plural(spec.steps, 'step')}`;
    const size = `${plural(layers, 'layer')}, width ${modelWidth}, context ${context}`;
    print(`${name.padEnd(width)}  ${runs}: ${gridInWords(spec, words)}; ${size}`);
    print(`${''.padEnd(width)}  ${shownRecipes(spec).join(', ')}`);
  }
  for (const name of sizedPresetNames()) {
    const { seconds, sizes } = readSizedPreset(name)!;
    print(
      `${name.padEnd(width)}  the largest of ${sizes.length} sizes that the device is likely to train in ${duration(seconds, words)}, measured when it is chosen`,
    );
  }
}

function shownRecipes(spec: Spec): string[] {
  const { baseline } = spec;
  const names = spec.recipes.map(({ name }) => name);
  const visibility = controlsOf({ spec, baseline, recipes: names });
  return names.map((name) => recipeName(name, { baseline, visibility }, words));
}

function factsOf(name: string, spec: Spec) {
  const { layers, width, context } = spec.model;
  return {
    name,
    runs: planRuns(spec).length,
    recipes: spec.recipes.map((recipe) => recipe.name),
    learningRates: spec.learningRates,
    batchSizes: spec.batchSizes,
    seeds: spec.seeds.length,
    steps: spec.steps,
    model: { layers, width, context },
  };
}
