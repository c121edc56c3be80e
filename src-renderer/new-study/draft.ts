// What a person has typed into the form, as raw texts, and how it becomes a spec and comes from one. Nothing is judged
// here: a text that is no number goes into the spec as it is, and parseSpec says what is wrong with it.
import { OUTCOME_LABELS } from '../../src-main/analysis/labels/labels.ts';
import { DEFAULT_THRESHOLDS } from '../../src-main/analysis/labels/thresholds.ts';
import { EARLY_STOP } from '../../src-main/engine/early-stop.ts';
import { logSpaced } from '../../src-main/spec/axes.ts';
import { parseSpec, type RecipeChoice, type Spec } from '../../src-main/spec/spec.ts';
import type { SettingPath, SitePath } from '../../src-main/recipes/sites.ts';
import { SCALAR_FIELDS, type ScalarField } from './fields-table.ts';

export interface StageDraft {
  readonly recipe: string;
  /** Empty in the last stage. */
  readonly untilStep: string;
}

export interface OwnDraft {
  readonly extends: string;
  /** What is set of the sites, as the spec says it. */
  readonly sites: Readonly<Partial<Record<SitePath | SettingPath, unknown>>>;
}

export interface RecipeDraft {
  readonly name: string;
  readonly stages: readonly StageDraft[];
  /** Optimizer settings of this recipe's own. */
  readonly optimizer: readonly { readonly setting: string; readonly value: string }[];
  /** Where it is a recipe of the spec's own, under its name: what it extends, and the sites that it sets. */
  readonly own: OwnDraft | null;
  /** Whether it is a control; and what only a spec file can say, kept as it is: triggers and parts in another precision. */
  readonly kept: Pick<RecipeChoice, 'triggers' | 'checkpointEvery' | 'kept' | 'control'>;
}

export interface Draft {
  /** Where it came from, e.g. the name of a preset. */
  readonly basis: string;
  /** Whether something was changed since. */
  readonly isTouched: boolean;
  /** By path in the spec, e.g. `model.width`; and the choices of the form itself, below. */
  readonly texts: Readonly<Record<string, string>>;
  readonly recipes: readonly RecipeDraft[];
}

/** Choices that the form has and a spec has not. */
export const TEXT_SOURCE = 'text.source';
export const TOKEN_FILES = 'tokens';
export const RATES_AS = 'learningRates.as';
export const SEEDS_AS = 'seeds.as';
/** Empty where rows are batch sizes. */
export const ROWS_OF = 'rows.setting';
export const DEVICE = 'device';
export const DEVICES = 'devices';
export const PRICE = 'price';

export const MOBY_DICK = 'moby-dick';
/** A longer list is not written out. */
const MOST_LISTED = 1000;

/** The value as it goes into a spec: a number, nothing where the text is empty, or the text, to be complained about. */
export function numeral(text: string): number | string | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  const value = Number(trimmed);
  return Number.isNaN(value) ? trimmed : value;
}

/** Values separated by commas, semicolons or blanks. */
export function listItems(text: string): string[] {
  return text.split(/[\s,;]+/).filter((item) => item !== '');
}

/** Paths separated by commas: folders may have blanks in their names. */
function pathItems(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function scalarValue({ kind }: ScalarField, text: string): unknown {
  if (kind === 'number') return numeral(text);
  if (kind === 'choice') return text || undefined;
  return kind === 'flag' ? text === 'true' : text;
}

type Json = Record<string, unknown>;

/** The spec as it would be written by hand: what is left empty is left out. */
export function specJson({ texts, recipes }: Draft): Json {
  const json: Json = {};
  const at = (path: string) => texts[path] ?? '';
  for (const field of SCALAR_FIELDS) place(json, field.path, scalarValue(field, at(field.path)));
  if (at(TEXT_SOURCE) === TOKEN_FILES) {
    delete json.vocabulary;
    json.tokens = present({
      files: pathItems(at('tokens.files')),
      validation: pathItems(at('tokens.validation')),
      vocabularySize: numeral(at('tokens.vocabularySize')),
      type: at('tokens.type') || undefined,
    });
  } else json.text = at(TEXT_SOURCE) === 'file' ? at('text').trim() : MOBY_DICK;
  json.recipes = recipes.map(recipeJson);
  if (at('baseline') !== '') json.baseline = at('baseline');
  json.learningRates =
    at(RATES_AS) === 'range'
      ? present({
          from: numeral(at('learningRates.from')),
          to: numeral(at('learningRates.to')),
          count: numeral(at('learningRates.count')),
        })
      : listItems(at('learningRates')).map(numeral);
  json.batchSizes = listItems(at('batchSizes')).map(numeral);
  if (at(ROWS_OF) !== '') {
    json.rows = present({
      setting: at(ROWS_OF),
      values: listItems(at('rows.values')).map(numeral),
      with: alongOf(at('rows.with')),
    });
  }
  json.seeds = at(SEEDS_AS) === 'count' ? numeral(at('seeds')) : listItems(at('seeds')).map(numeral);
  if (at('earlyStop') !== '') json.earlyStop = JSON.parse(at('earlyStop'));
  const labels = listItems(at('thresholds.unstableLabels'));
  if (!isSame(labels, DEFAULT_THRESHOLDS.unstableLabels)) place(json, 'thresholds.unstableLabels', labels);
  return present(json);
}

/** Of "model.heads = 2, 4, 8; model.hidden = 96, 192, 384"; nothing where nothing moves along. */
function alongOf(text: string): Json | undefined {
  const parts = text.split(';').filter((part) => part.trim() !== '');
  if (parts.length === 0) return undefined;
  return Object.fromEntries(
    parts.map((part) => {
      const [path, values = ''] = part.split('=');
      return [path!.trim(), listItems(values).map(numeral)];
    }),
  );
}

function alongText(along: NonNullable<Spec['rows']>['with']): string {
  return Object.entries(along ?? {})
    .map(([path, values]) => `${path} = ${(values ?? []).join(', ')}`)
    .join('; ');
}

function recipeJson({ name, stages, optimizer, own: written, kept }: RecipeDraft): unknown {
  const [first] = stages;
  const settings = optimizer.map(({ setting, value }) => [setting, numeral(value)] as const);
  const own = {
    ...(written && { extends: written.extends, ...written.sites }),
    ...kept,
    ...(settings.length > 0 && { optimizer: present(Object.fromEntries(settings)) }),
  };
  const isItself = written !== null && stages.length === 1 && first!.recipe === name;
  // A recipe of the spec's own trains in itself.
  if (isItself) return { name, ...own };
  if (stages.length > 1 || written) {
    const list = stages.map(({ recipe, untilStep }, index) => ({
      recipe,
      untilStep: index === stages.length - 1 ? null : (numeral(untilStep) ?? null),
    }));
    return { name, stages: list, ...own };
  }
  return name === first!.recipe && Object.keys(own).length === 0
    ? name
    : { name, recipe: first!.recipe, ...own };
}

function place(json: Json, path: string, value: unknown): void {
  if (value === undefined) return;
  const [group, ...within] = path.split('.') as [string, ...string[]];
  if (within.length === 0) json[group] = value;
  else place((json[group] ??= {}) as Json, within.join('.'), value);
}

function present(json: Json): Json {
  return Object.fromEntries(Object.entries(json).filter(([, value]) => value !== undefined));
}

/** The form filled in with a spec; its default where a field follows from others stays open. */
export function draftOf(spec: Spec, basis: string): Draft {
  const texts: Record<string, string> = {
    [TEXT_SOURCE]: spec.tokens ? TOKEN_FILES : spec.text === MOBY_DICK ? MOBY_DICK : 'file',
    text: spec.text === null || spec.text === MOBY_DICK ? '' : spec.text,
    'tokens.files': spec.tokens?.files.join(', ') ?? '',
    'tokens.validation': spec.tokens?.validation.join(', ') ?? '',
    'tokens.vocabularySize': String(spec.tokens?.vocabularySize ?? ''),
    'tokens.type': spec.tokens?.type ?? '',
    [DEVICE]: 'auto',
    [DEVICES]: '',
    [PRICE]: '',
    ...rateTexts(spec.learningRates),
    batchSizes: spec.batchSizes.join(', '),
    [ROWS_OF]: spec.rows?.setting ?? '',
    'rows.values': spec.rows?.values.join(', ') ?? '',
    'rows.with': alongText(spec.rows?.with),
    [SEEDS_AS]: isSame(spec.seeds, [...spec.seeds.keys()]) ? 'count' : 'list',
    'thresholds.unstableLabels': OUTCOME_LABELS.filter((label) =>
      (spec.thresholds.unstableLabels ?? DEFAULT_THRESHOLDS.unstableLabels).includes(label),
    ).join(', '),
    baseline: isLeftOpen(spec, 'baseline') ? '' : spec.baseline,
    earlyStop: earlyStopText(spec),
  };
  texts.seeds = texts[SEEDS_AS] === 'count' ? String(spec.seeds.length) : spec.seeds.join(', ');
  for (const { path, isDerived } of SCALAR_FIELDS) {
    const value = valueAt(spec, path);
    texts[path] =
      value === undefined || value === null || (isDerived && isLeftOpen(spec, path)) ? '' : String(value);
  }
  // What a text would have if the files were exchanged for one.
  if (spec.vocabulary === null) texts.vocabulary = 'character';
  return { basis, isTouched: false, texts, recipes: spec.recipes.map(recipeDraft) };
}

/** As JSON: true, false or a rule of its own; empty where it follows from `refine`. */
function earlyStopText({ earlyStop, refine }: Spec): string {
  const isUsual = JSON.stringify(earlyStop) === JSON.stringify(EARLY_STOP);
  if (earlyStop === null ? refine === null : isUsual && refine !== null) return '';
  return JSON.stringify(earlyStop === null ? false : isUsual ? true : earlyStop);
}

function rateTexts(rates: readonly number[]): Record<string, string> {
  const [from, to, count] = [rates[0]!, rates.at(-1)!, rates.length];
  return {
    [RATES_AS]: isSame(rates, logSpaced(from, to, count)) ? 'range' : 'list',
    'learningRates.from': String(from),
    'learningRates.to': String(to),
    'learningRates.count': String(count),
    learningRates: rates.join(', '),
  };
}

export function recipeDraft({ name, stages, optimizer = {}, ...rest }: RecipeChoice): RecipeDraft {
  const { triggers, checkpointEvery, kept: parts, control, extends: base, ...sites } = rest;
  const kept = present({ triggers, checkpointEvery, kept: parts, control });
  return {
    name,
    own: base === undefined ? null : { extends: base, sites },
    stages: stages.map(({ recipe, untilStep }) => ({
      recipe,
      untilStep: untilStep === null ? '' : String(untilStep),
    })),
    optimizer: Object.entries(optimizer).map(([setting, value]) => ({ setting, value: String(value) })),
    kept,
  };
}

/** Whether the spec without this field would get the same value for it. */
function isLeftOpen(spec: Spec, path: string): boolean {
  const [group, key] = path.split('.') as [keyof Spec, string | undefined];
  const rest: Json = { ...spec };
  if (key === undefined) Reflect.deleteProperty(rest, group);
  else rest[group] = Object.fromEntries(Object.entries(spec[group] ?? {}).filter(([own]) => own !== key));
  try {
    return valueAt(parseSpec(rest), path) === valueAt(spec, path);
  } catch {
    return false;
  }
}

/** One text changed. Another way to give an axis begins with the same values. */
export function withText(draft: Draft, path: string, value: string): Draft {
  const { texts } = draft;
  const more: Record<string, string> = {};
  if (path === RATES_AS && value === 'list') {
    const [from, to, count] = ['from', 'to', 'count'].map((key) => Number(texts[`learningRates.${key}`]));
    const isRange =
      from! > 0 && to! >= from! && Number.isInteger(count) && count! >= 1 && count! <= MOST_LISTED;
    if (isRange) more.learningRates = logSpaced(from!, to!, count!).join(', ');
  }
  if (path === SEEDS_AS && value !== texts[SEEDS_AS]) {
    const count = Number(texts.seeds);
    if (value === 'count') more.seeds = String(listItems(texts.seeds ?? '').length);
    else if (Number.isInteger(count) && count >= 1 && count <= MOST_LISTED) {
      more.seeds = Array.from({ length: count }, (_, seed) => seed).join(', ');
    }
  }
  return { ...draft, isTouched: true, texts: { ...texts, ...more, [path]: value } };
}

export function valueAt(spec: Spec, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
      spec,
    );
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
