// `precipice recipe`: what a recipe rounds, site by site, in words or as a spec takes it.
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { RECIPE_NAMES, RECIPES, recipeByName } from '../../recipes/presets.ts';
import type { Recipe } from '../../recipes/recipe.ts';
import { LINEAR_PATHS, precisionAt, SETTINGS, SITES, type SettingPath } from '../../recipes/sites.ts';
import { writtenRecipe } from '../../recipes/written.ts';
import { precisionWords } from '../../report/figures/bit-layout.ts';
import { columnsOf, padEnd } from '../../report/terminal-text.ts';
import { lookupIn, ownNamesIn } from '../../spec/own-recipes.ts';
import { hasTrainer } from '../../spec/trainer.ts';
import { print, printJson } from '../output.ts';
import { userPath } from '../paths.ts';
import { wordsOf, type Words } from '../../report/language/language.ts';
import { withJson, withLanguage, type JsonOption, type LanguageOption } from '../settings.ts';
import { UsageError } from '../usage.ts';
import { readSpec } from './sweep.ts';

export function registerRecipe(cli: Command): void {
  const command = cli
    .command('recipe')
    .description('print what a recipe rounds, site by site; with --json as a spec takes it')
    .argument('[name]', 'a recipe, or the spec that has one of its own; left out: list the recipes')
    .argument('[own]', 'the recipe of the spec’s own');
  withJson(withLanguage(command)).action(show);
}

function show(
  name: string | undefined,
  own: string | undefined,
  { json, language }: JsonOption & LanguageOption,
): void {
  if (name === undefined) return list(json);
  const { recipe, base, as } = own === undefined ? presetNamed(name) : ownNamed(name, own);
  if (json) printJson(writtenRecipe(recipe, as));
  else print(tableOf(recipe, base, wordsOf(language)).join('\n'));
}

interface Found {
  readonly recipe: Recipe;
  /** What it extends. */
  readonly base: Recipe | null;
  /** Its name in a spec, where no preset's is free. */
  readonly as: string;
}

function presetNamed(name: string): Found {
  if (!RECIPE_NAMES.includes(name)) {
    const isFile = existsSync(userPath(name));
    throw new UsageError(
      isFile
        ? `The recipe of ${name} is not named; it must be one of its own, as in "precipice recipe SPEC.json NAME".`
        : `There is no recipe "${name}"; recipes are ${RECIPE_NAMES.join(', ')}.`,
    );
  }
  return { recipe: recipeByName(name), base: null, as: `my-${name}` };
}

function ownNamed(source: string, name: string): Found {
  const spec = readSpec(source, undefined);
  const recipes = hasTrainer(spec) ? [] : spec.recipes;
  const names = ownNamesIn(recipes);
  if (!names.includes(name)) {
    const has = names.length === 0 ? 'has none' : `has ${names.join(', ')}`;
    throw new UsageError(`"${name}" is no recipe of ${source}'s own; it ${has}.`);
  }
  const recipeOf = lookupIn(recipes);
  const entry = recipes.find((each) => each.name === name)!;
  return { recipe: recipeOf(name), base: recipeOf(entry.extends!), as: name };
}

function list(json: boolean | undefined): void {
  if (json) return printJson(RECIPES.map(({ name, summary }) => ({ name, summary })));
  const width = Math.max(...RECIPE_NAMES.map((name) => name.length));
  for (const { name, summary } of RECIPES) print(`${name.padEnd(width)}  ${summary}`);
}

interface Row {
  readonly path: string;
  readonly precision: string;
  readonly meaning: string;
}

function tableOf(recipe: Recipe, base: Recipe | null, words: Words): string[] {
  const text = words.commands.recipe;
  const rows = rowsOf(recipe, words);
  const before = base && rowsOf(base, words);
  const isChanged = ({ precision }: Row, at: number) =>
    before !== null && before[at]?.precision !== precision;
  const heads = { path: text.site, precision: text.precision, meaning: text.meaning };
  const width = (of: (row: Row) => string) => Math.max(...[heads, ...rows].map((row) => columnsOf(of(row))));
  const [first, second] = [width(({ path }) => path), width(({ precision }) => precision)];
  const line = ({ path, precision, meaning }: Row, mark: string) =>
    `${mark} ${padEnd(path, first)}  ${padEnd(precision, second)}  ${meaning}`;
  return [
    `${recipe.name}: ${recipe.summary}`,
    line(heads, ' '),
    ...rows.map((row, at) => line(row, isChanged(row, at) ? '*' : ' ')),
    ...(base ? [text.unlike(base.name)] : []),
  ];
}

function rowsOf(recipe: Recipe, words: Words): Row[] {
  const { inEdgeLayers } = words.commands.recipe;
  const { edgeLayers } = recipe;
  const edges = edgeLayers && { ...recipe, linear: edgeLayers.linear };
  return [
    ...SITES.map(({ path, meaning }) => ({
      path,
      precision: precisionWords(precisionAt(recipe, path), words),
      meaning: meaning[words.language],
    })),
    ...SETTINGS.map(({ path, meaning }) => ({
      path,
      precision: settingWords(recipe[path], words),
      meaning: meaning[words.language],
    })),
    ...LINEAR_PATHS.filter(() => edges !== null).map((path) => ({
      path: `edgeLayers.${path}`,
      precision: precisionWords(precisionAt(edges!, path), words),
      meaning: inEdgeLayers,
    })),
  ];
}

/** Its plain values; what it says of sites has lines of its own. */
function settingWords(setting: Recipe[SettingPath], { commands, numbers }: Words): string {
  if (typeof setting === 'number') return String(setting);
  const plain = Object.entries(setting ?? {}).filter(([, value]) => typeof value !== 'object');
  return plain.length === 0
    ? commands.recipe.none
    : numbers.list(plain.map(([key, value]) => `${key} ${String(value)}`));
}
