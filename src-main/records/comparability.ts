// What keeps several studies from being compared, or makes a comparison say less than it seems to. In doubt it is told. Pure.
import type { GridAnalysis } from '../analysis/grid/grid.ts';
import type { StudyLadder } from '../analysis/ladder/recipe-ladder.ts';
import type { Thresholds } from '../analysis/labels/thresholds.ts';
import type { StoredSpec } from './origin.ts';
import { originOf } from './origin.ts';
import type { StudyContents } from './types.ts';

/** A study as far as it is compared. */
export interface Comparable {
  readonly info: Pick<StudyContents, 'spec' | 'text' | 'thresholds'>;
  readonly analysis: GridAnalysis;
  /** null where its rows are no sizes of a model. */
  readonly ladder: StudyLadder | null;
}

/** Numbers are those of studies in their order; what is told of a study is told in a list of one entry a study. */
export type Obstacle =
  /** No recipe of these studies is in another. */
  | { readonly kind: 'no-common-recipe'; readonly studies: readonly number[] }
  /** Rows are of different settings. */
  | { readonly kind: 'rows'; readonly settings: readonly GridAnalysis['rowSetting'][] }
  /** Rows are of one setting, and no value of it in these studies is in another. */
  | {
      readonly kind: 'row-values';
      readonly setting: GridAnalysis['rowSetting'];
      readonly studies: readonly number[];
    }
  /** No learning rate of some study lies between those of the others. */
  | { readonly kind: 'rates' }
  /** Penalties are against different recipes. */
  | { readonly kind: 'baselines'; readonly baselines: readonly string[] }
  /** Losses are of different texts, or tokens; null: nobody says of which. */
  | { readonly kind: 'texts'; readonly texts: readonly (string | null)[] }
  /** Runs took different numbers of steps; null: nobody says how many. */
  | { readonly kind: 'steps'; readonly steps: readonly (StepRange | null)[] }
  /** Runs were judged by different rules. */
  | { readonly kind: 'thresholds'; readonly fields: readonly string[] }
  /** These studies do not say with which settings their runs were trained. */
  | { readonly kind: 'unknown-settings'; readonly studies: readonly number[] }
  /** One name stands for recipes that round differently. */
  | { readonly kind: 'recipes'; readonly recipes: readonly string[] }
  /** Of these studies nothing says what their recipes round. */
  | { readonly kind: 'named-only'; readonly studies: readonly number[] }
  /** Sizes of models are counted in different units. */
  | { readonly kind: 'sizes'; readonly sizesIn: readonly (string | null)[] }
  /** In these studies no recipe has a penalty. */
  | { readonly kind: 'no-penalty'; readonly studies: readonly number[] };

export interface StepRange {
  readonly low: number;
  readonly high: number;
}

/** Of two studies or more, what is told of their maps and edges first. */
export function obstaclesOf(studies: readonly Comparable[]): Obstacle[] {
  const analyses = studies.map(({ analysis }) => analysis);
  const found: (Obstacle | null)[] = [
    recipesObstacle(analyses),
    rowsObstacle(analyses),
    sizesObstacle(studies),
    ratesObstacle(analyses),
    thresholdsObstacle(studies.map(({ info }) => info.thresholds)),
    stepsObstacle(analyses),
    unknownSettings(studies),
    definitionsObstacle(studies),
    namedOnly(studies),
    baselinesObstacle(analyses),
    textsObstacle(studies),
    noPenalty(analyses),
  ];
  return found.filter((obstacle) => obstacle !== null);
}

function recipesObstacle(analyses: readonly GridAnalysis[]): Obstacle | null {
  const studies = alone(analyses.map(({ recipes }) => recipes.map(({ recipe }) => recipe)));
  return studies.length === 0 ? null : { kind: 'no-common-recipe', studies };
}

function rowsObstacle(analyses: readonly GridAnalysis[]): Obstacle | null {
  const settings = analyses.map(({ rowSetting }) => rowSetting);
  if (differ(settings.map(({ path }) => path))) return { kind: 'rows', settings };
  const studies = alone(analyses.map(({ rowValues }) => rowValues));
  return studies.length === 0 ? null : { kind: 'row-values', setting: settings[0]!, studies };
}

/** Numbers of the lists of which no value stands in another. */
function alone<T>(lists: readonly (readonly T[])[]): number[] {
  const owners = Map.groupBy(
    lists.flatMap((list, index) => [...new Set(list)].map((value) => ({ value, index }))),
    ({ value }) => value,
  );
  return numbersOf(lists, (list) => list.every((value) => owners.get(value)!.length === 1));
}

function sizesObstacle(studies: readonly Comparable[]): Obstacle | null {
  const sizesIn = studies.map(({ ladder }) => ladder?.sizeIn ?? null);
  return differ(sizesIn.filter((unit) => unit !== null)) ? { kind: 'sizes', sizesIn } : null;
}

function ratesObstacle(analyses: readonly GridAnalysis[]): Obstacle | null {
  const ranges = analyses.flatMap(({ learningRates }) =>
    learningRates.length === 0 ? [] : [{ low: learningRates[0]!, high: learningRates.at(-1)! }],
  );
  const highestLow = Math.max(...ranges.map(({ low }) => low));
  const lowestHigh = Math.min(...ranges.map(({ high }) => high));
  return highestLow > lowestHigh ? { kind: 'rates' } : null;
}

function thresholdsObstacle(all: readonly Thresholds[]): Obstacle | null {
  const fields = new Set(all.flatMap((each) => Object.keys(each)));
  const differing = [...fields].filter((field) =>
    differ(all.map((each) => Reflect.get(each, field) as unknown)),
  );
  return differing.length === 0 ? null : { kind: 'thresholds', fields: differing };
}

function stepsObstacle(analyses: readonly GridAnalysis[]): Obstacle | null {
  const steps = analyses.map(({ evidence }) => evidence?.steps ?? null);
  return steps.includes(null) || differ(steps) ? { kind: 'steps', steps } : null;
}

function unknownSettings(studies: readonly Comparable[]): Obstacle | null {
  const unknown = numbersOf(studies, ({ info }) => originOf(info).kind !== 'own');
  return unknown.length === 0 ? null : { kind: 'unknown-settings', studies: unknown };
}

function definitionsObstacle(studies: readonly Comparable[]): Obstacle | null {
  const all = studies.map(({ info }) => definitionsIn(info.spec));
  const names = new Set(all.flatMap((definitions) => [...definitions.keys()]));
  const recipes = [...names].filter((name) =>
    differ(all.flatMap((definitions) => (definitions.has(name) ? [definitions.get(name)] : []))),
  );
  return recipes.length === 0 ? null : { kind: 'recipes', recipes };
}

function definitionsIn({ definitions = [] }: StoredSpec): ReadonlyMap<string, unknown> {
  return new Map(definitions.map((definition) => [definition.name, definition]));
}

function namedOnly(studies: readonly Comparable[]): Obstacle | null {
  const unknown = numbersOf(
    studies,
    ({ info }) => originOf(info).kind !== 'own' || info.spec.definitions === undefined,
  );
  return unknown.length === 0 ? null : { kind: 'named-only', studies: unknown };
}

function baselinesObstacle(analyses: readonly GridAnalysis[]): Obstacle | null {
  const baselines = analyses.map(({ baseline }) => baseline);
  return differ(baselines) ? { kind: 'baselines', baselines } : null;
}

/** Equal texts have equal bytes and the same tokens, whatever they are called. */
function textsObstacle(studies: readonly Comparable[]): Obstacle | null {
  const texts = studies.map(({ info }) => info.text);
  const isUnknown = texts.includes(null);
  const kinds = texts.map((text) => text && `${text.sha256} ${text.vocabulary} ${text.vocabularySize}`);
  if (!isUnknown && !differ(kinds)) return null;
  return { kind: 'texts', texts: texts.map((text) => text?.name ?? null) };
}

function noPenalty(analyses: readonly GridAnalysis[]): Obstacle | null {
  const without = numbersOf(analyses, ({ recipes }) =>
    recipes.every(({ headline }) => (headline?.penalty.nats ?? null) === null),
  );
  return without.length === 0 ? null : { kind: 'no-penalty', studies: without };
}

function numbersOf<T>(all: readonly T[], isMeant: (each: T) => boolean): number[] {
  return all.flatMap((each, index) => (isMeant(each) ? [index] : []));
}

function differ(values: readonly unknown[]): boolean {
  return new Set(values.map((value) => JSON.stringify(value))).size > 1;
}
