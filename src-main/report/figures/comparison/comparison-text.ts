// A comparison in words: what keeps studies from being compared, a sentence each, and in what their specs differ. Pure.
import { obstaclesOf, type Obstacle, type StepRange } from '../../../records/comparability.ts';
import { originOf } from '../../../records/origin.ts';
import { specDifferences, type SettingSaid } from '../../../records/spec-differences.ts';
import type { Words } from '../../language/language.ts';
import { formatRow, rowName } from '../../language/row-text.ts';
import { namedApart, type ComparedStudy } from './compared-study.ts';

/** A setting in which specs differ, and what each of them says of it, in words. */
export interface DifferenceInWords {
  readonly path: string;
  readonly said: readonly string[];
}

/** Settings that a sentence lists. */
const MOST_LISTED = 12;
/** Values of a list that are written out. */
const MOST_VALUES = 4;

/** What a figure of these studies must say about them, given as they are named. */
export function comparisonNotes(studies: readonly ComparedStudy[], words: Words): string[] {
  const apart = namedApart(studies);
  return [...obstacleSentences(apart, words), ...differencesSentence(apart, words)];
}

/** What cannot be compared, or less than it seems; a sentence each. */
export function obstacleSentences(studies: readonly ComparedStudy[], words: Words): string[] {
  const names = studies.map(({ name }) => name);
  return obstaclesOf(studies).map((obstacle) => obstacleSentence(obstacle, names, words));
}

/** In what the specs differ, in one sentence; none where they differ in nothing but not all of them are known. */
function differencesSentence(studies: readonly ComparedStudy[], words: Words): string[] {
  const { comparison, numbers } = words;
  const all = differencesInWords(studies, words);
  if (all.length === 0) return isKnownThroughout(studies) ? [comparison.sameSpec] : [];
  const listed = all.slice(0, MOST_LISTED).map(({ path, said }) => `${path} ${said.join(' / ')}`);
  return [comparison.specsDiffer(numbers.semicolons(listed), Math.max(0, all.length - MOST_LISTED))];
}

/** Whether every study says all of its settings. */
export function isKnownThroughout(studies: readonly Pick<ComparedStudy, 'info'>[]): boolean {
  return studies.every(({ info }) => originOf(info).kind === 'own');
}

export function differencesInWords(studies: readonly ComparedStudy[], words: Words): DifferenceInWords[] {
  return specDifferences(studies.map(({ info }) => info.spec)).map(({ path, said }) => ({
    path,
    said: said.map((each) => settingInWords(each, words)),
  }));
}

function settingInWords(said: SettingSaid, { comparison }: Words): string {
  if (said.kind === 'unknown') return comparison.unknown;
  if (said.kind !== 'value') return comparison.said[said.kind];
  const { value } = said;
  if (!Array.isArray(value)) return typeof value === 'number' ? formatRow(value) : String(value);
  const numbers = value.filter((each) => typeof each === 'number');
  if (numbers.length === value.length && value.length > MOST_VALUES) {
    return comparison.values(value.length, formatRow(Math.min(...numbers)), formatRow(Math.max(...numbers)));
  }
  return value.map((each) => (typeof each === 'number' ? formatRow(each) : JSON.stringify(each))).join(', ');
}

function obstacleSentence(obstacle: Obstacle, names: readonly string[], words: Words): string {
  const { comparison, numbers } = words;
  /** "one: width; other: batch size" */
  const each = (values: readonly (string | null)[]) =>
    numbers.semicolons(names.map((name, index) => `${name}: ${values[index] ?? comparison.unknown}`));
  const some = (studies: readonly number[]) => numbers.list(studies.map((index) => names[index]!));
  switch (obstacle.kind) {
    case 'no-common-recipe':
      return comparison.noCommonRecipe(some(obstacle.studies));
    case 'rows':
      return comparison.otherRows(each(obstacle.settings.map((setting) => rowName(setting, words))));
    case 'row-values':
      return comparison.otherRowValues(rowName(obstacle.setting, words), some(obstacle.studies));
    case 'rates':
      return comparison.otherRates;
    case 'sizes':
      return comparison.otherSizes(each(obstacle.sizesIn.map((unit) => unit ?? comparison.noSizes)));
    case 'thresholds':
      return comparison.otherThresholds(numbers.list(obstacle.fields));
    case 'steps':
      return comparison.otherSteps(each(obstacle.steps.map((steps) => stepsInWords(steps, words))));
    case 'unknown-settings':
      return comparison.unknownSettings(some(obstacle.studies));
    case 'recipes':
      return comparison.otherRecipes(numbers.list(obstacle.recipes));
    case 'named-only':
      return comparison.namedOnly(some(obstacle.studies));
    case 'baselines':
      return comparison.otherBaselines(each(obstacle.baselines));
    case 'texts':
      return comparison.otherTexts(each(obstacle.texts));
    case 'no-penalty':
      return comparison.noPenalty(some(obstacle.studies));
  }
}

function stepsInWords(steps: StepRange | null, { numbers }: Words): string | null {
  if (steps === null) return null;
  const { low, high } = steps;
  return low === high ? formatRow(low) : numbers.range(formatRow(low), formatRow(high));
}
