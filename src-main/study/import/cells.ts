// What a cell of a foreign table says: numbers, losses in nats, curves. A cell that cannot be what its column means says so in
// one sentence, which names the column, the value and what is allowed. Pure.
import type { BatchScale, LossUnit, RateScale } from '../../spec/import-mapping.ts';
import { shortLine } from '../../spec/one-line.ts';
import { notFinite } from '../../training-logs/number.ts';
import { isObject, parsed } from './readers/json-text.ts';

/** Why a row is no run; one sentence. */
export class RowError extends Error {
  constructor(message: string) {
    super(shortLine(message));
  }
}

/** 1,024 or 1,234.5, and 0,001. */
const GROUPED = /^[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/;
const DECIMAL_COMMA = /^[-+]?\d*,\d+(e[-+]?\d+)?$/i;
const LONGEST_SHOWN = 60;

/** `mayDiverge`: NaN and infinities are values. @throws RowError. */
export function numberIn(column: string, value: unknown, mayDiverge = false): number {
  if (value === undefined) throw new RowError(`${column} is empty.`);
  // What JSON can hold may have a `toString` of its own.
  const text = (typeof value === 'object' ? JSON.stringify(value) : String(value)).trim();
  const special = notFinite(text);
  if (special !== null) {
    if (mayDiverge) return special;
    throw new RowError(`${column} is ${text}; it must be a finite number.`);
  }
  const number = text === '' || typeof value === 'boolean' ? NaN : Number(text);
  if (Number.isNaN(number)) {
    const how = GROUPED.test(text)
      ? ' without commas between its digits'
      : DECIMAL_COMMA.test(text)
        ? ' with a decimal point'
        : '';
    throw new RowError(`${column} is "${text.slice(0, LONGEST_SHOWN)}"; it must be a number${how}.`);
  }
  return number;
}

/** @throws RowError. */
export function wholeIn(column: string, value: unknown, least: number): number {
  const number = numberIn(column, value);
  if (Number.isSafeInteger(number) && number >= least) return number;
  if (number > Number.MAX_SAFE_INTEGER)
    throw new RowError(`${column} is ${String(value)}; it must be a whole number below 2^53.`);
  throw new RowError(`${column} is ${number}; it must be a whole number of ${least} or more.`);
}

/** @throws RowError. */
export function rateIn(column: string, value: unknown, scale: RateScale): number {
  const number = numberIn(column, value);
  const rate = scale === 'log10' ? 10 ** number : scale === 'ln' ? Math.exp(number) : number;
  if (rate > 0 && rate < Infinity) return rate;
  throw new RowError(`${column} is ${number}; a learning rate must be a number above 0.`);
}

/** @throws RowError. */
export function batchIn(column: string, value: unknown, scale: BatchScale): number {
  const number = numberIn(column, value);
  const size = scale === 'log2' ? 2 ** number : number;
  if (Number.isSafeInteger(size) && size >= 1) return size;
  throw new RowError(`${column} is ${number}; a batch size must be a whole number of 1 or more.`);
}

/** How a column holds its losses. */
export interface LossScale {
  readonly unit: LossUnit;
  /** The column holds the negative of the loss. */
  readonly negated: boolean;
}

/** A loss in nats; it may be NaN or infinite. @throws RowError. */
export function lossIn(column: string, value: unknown, { unit, negated }: LossScale): number {
  const number = numberIn(column, value, true);
  return natsOf(column, negated ? -number : number, unit);
}

/** @throws RowError where a perplexity cannot be one. */
export function natsOf(column: string, value: number, unit: LossUnit): number {
  if (unit === 'nats') return value;
  if (unit === 'bits') return value * Math.LN2;
  if (value <= 0) throw new RowError(`${column} is ${value}; a perplexity must be above 0.`);
  return Math.log(value);
}

/** Losses of a run, and the steps that they belong to; null: the list says none. */
export interface Curve {
  readonly losses: Float32Array;
  readonly steps: Float64Array | null;
  /** The last of them, where the others are not read unless they are asked for. */
  readonly lastSteps?: readonly number[];
}

/** Names of step and loss in the entries of a log. */
const STEP_NAMES = ['step', '_step', 'global_step', 'iteration'];
const LOSS_NAMES = ['loss', 'train/loss', 'train_loss', 'value'];

/**
 * A list of losses, of pairs of step and loss, or of entries that name both; as itself or as JSON in a cell. Entries without a
 * loss, as of evaluations, are passed over. @throws RowError.
 */
export function curveIn(column: string, value: unknown, scale: LossScale): Curve {
  const list = typeof value === 'string' ? parsedList(column, value) : value;
  if (!Array.isArray(list) || list.length === 0) {
    throw new RowError(`${column} holds no numbers; a curve must be a list of numbers.`);
  }
  const [first] = list as readonly unknown[];
  if (Array.isArray(first)) {
    return stepped(
      (list as readonly unknown[]).map((pair) =>
        Array.isArray(pair) ? [pair[0] as unknown, pair[1] as unknown] : [],
      ),
      column,
      scale,
    );
  }
  if (typeof first === 'object' && first !== null) {
    const entries = (list as readonly (Readonly<Record<string, unknown>> | null)[]).map(
      (entry) => entry ?? {},
    );
    const nameOf = (names: readonly string[]) =>
      names.find((name) => entries.some((entry) => Object.hasOwn(entry, name))) ?? names[0]!;
    const [step, loss] = [nameOf(STEP_NAMES), nameOf(LOSS_NAMES)];
    const logged = entries.filter((entry) => Object.hasOwn(entry, loss));
    if (logged.length === 0) throw new RowError(`${column} has no entry with a loss.`);
    return stepped(
      logged.map((entry) => [entry[step], entry[loss]]),
      column,
      scale,
    );
  }
  return {
    losses: Float32Array.from(list as readonly unknown[], (each) => lossOf(column, each, scale)),
    steps: null,
  };
}

/** Whether it is a list of entries of which some have a loss, as itself or as JSON in a cell. */
export function hasLosses(value: unknown): boolean {
  const list = typeof value === 'string' ? parsed(value).value : value;
  return (
    Array.isArray(list) &&
    list.some((entry) => isObject(entry) && LOSS_NAMES.some((name) => Object.hasOwn(entry, name)))
  );
}

/** In a curve a missing loss is one that was not a number: some tools write NaN so. */
function lossOf(column: string, value: unknown, scale: LossScale): number {
  return lossIn(column, value ?? NaN, scale);
}

function stepped(pairs: readonly (readonly unknown[])[], column: string, scale: LossScale): Curve {
  if (pairs.some(([step]) => step === undefined || step === null)) {
    return { losses: Float32Array.from(pairs, ([, loss]) => lossOf(column, loss, scale)), steps: null };
  }
  const points = pairs.map(([step, loss]): [number, number] => [
    numberIn(`a step of ${column}`, step),
    lossOf(column, loss, scale),
  ]);
  return curveOfPoints(points);
}

/**
 * In the order of the steps. Where a step was logged twice, as after a restart, the later value counts, but a loss that was not
 * finite stays: what was rolled back has happened.
 */
export function curveOfPoints(points: readonly (readonly [step: number, loss: number])[]): Curve {
  const byStep = new Map<number, number>();
  for (const [step, loss] of points) {
    const earlier = byStep.get(step);
    if (earlier === undefined || Number.isFinite(earlier)) byStep.set(step, loss);
  }
  const ordered = [...byStep].sort(([a], [b]) => a - b);
  return {
    losses: Float32Array.from(ordered, ([, loss]) => loss),
    steps: Float64Array.from(ordered, ([step]) => step),
  };
}

function parsedList(column: string, text: string): unknown {
  const { value, error } = parsed(text);
  if (error === null) return value;
  throw new RowError(`${column} is "${text.slice(0, 40)}"; a curve must be a list of numbers.`);
}

const SET = ['true', 't', '1', '1.0', 'yes', 'y', 'on'];
const UNSET = ['false', 'f', '0', '0.0', 'no', 'n', 'off'];

/** Whether a flag is set; null where the value is no flag. */
export function flagIn(value: unknown): boolean | null {
  const text = String(value).trim().toLowerCase();
  return SET.includes(text) ? true : UNSET.includes(text) ? false : null;
}
