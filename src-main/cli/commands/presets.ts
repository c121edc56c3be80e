// `precipice presets`: the specs that come with the program, to look at or to start an own spec from.
import type { Command } from 'commander';
import { planRuns } from '../../sweep/plan.ts';
import { presetNames, readPreset } from '../../sweep/preset-files.ts';
import { parseSpec } from '../../sweep/spec.ts';
import { print, printJson } from '../output.ts';
import { withJson, type JsonOption } from '../settings.ts';
import { UsageError } from '../usage.ts';

export function registerPresets(program: Command): void {
  const command = program
    .command('presets')
    .description('list the presets, or print one as a spec to start from')
    .argument('[name]', 'print this preset as JSON');
  withJson(command).action((name: string | undefined, options: JsonOption) => {
    if (name === undefined) return list(options);
    const preset = readPreset(name);
    if (preset === null) {
      throw new UsageError(`There is no preset "${name}"; presets are ${presetNames().join(', ')}.`);
    }
    printJson(preset);
  });
}

function list({ json }: JsonOption): void {
  const presets = presetNames().map((name) => {
    const spec = parseSpec(readPreset(name));
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
  });
  if (json) return printJson(presets);
  const width = Math.max(...presets.map(({ name }) => name.length));
  for (const { name, runs, recipes, learningRates, batchSizes, seeds, steps, model } of presets) {
    const grid = `${learningRates.length} learning rates x ${batchSizes.length} batch sizes x ${seeds} seeds`;
    const size = `${model.layers} layers, width ${model.width}, context ${model.context}`;
    print(`${name.padEnd(width)}  ${runs} runs of ${steps} steps: ${grid}; ${size}`);
    print(`${''.padEnd(width)}  ${recipes.join(', ')}`);
  }
}
