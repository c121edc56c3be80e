// How a table says the batch size: whole, or of one device and one micro-step, with what multiplies it. Pure.
import type { BatchFactor } from '../../../spec/import-mapping.ts';
import type { Row, Table } from '../table.ts';
import { candidatesOf, chosen, isNumber, SETTING_KINDS, type Choice } from './candidates.ts';
import {
  ACCUMULATION,
  DATA_PARALLEL,
  DEVICES,
  GLOBAL_BATCH,
  MICRO_BATCH,
  MODEL_PARALLEL,
  PLAIN_BATCH,
} from './patterns.ts';

export interface BatchGuess {
  readonly batch: Choice;
  readonly accumulation: BatchFactor;
  readonly devices: BatchFactor;
  /** Columns that differ between runs and may multiply it, though its name does not say so. */
  readonly doubtful: readonly string[];
  /** Of the same kind, but the same in all runs, and more than one. */
  readonly aside: readonly string[];
}

const isPositive = (value: unknown) => Number(value) >= 1;

export function guessBatch(table: Table): BatchGuess {
  const find = (pattern: RegExp, holds = isPositive) =>
    chosen(
      candidatesOf(table, { patterns: [pattern], kinds: SETTING_KINDS, holds, atLeast: holds === isNumber }),
      table.rows,
    );
  const none = { accumulation: null, devices: null, doubtful: [], aside: [] };
  const whole = find(GLOBAL_BATCH);
  if (whole.column !== null || whole.doubt) return { batch: whole, ...none };
  const [plain, micro] = [find(PLAIN_BATCH, isNumber), find(MICRO_BATCH)];
  const accumulation = find(ACCUMULATION).column;
  const devices = find(DATA_PARALLEL).column ?? devicesOf(table, find(DEVICES).column);
  if (
    plain.column !== null &&
    (micro.column === null || isMultiple(table.rows, plain.column, micro.column, accumulation))
  ) {
    if (micro.column !== null) return { batch: plain, ...none };
    const factors = [accumulation, devices].filter((column) => column !== null);
    const doubtful = factors.filter((column) => varies(table.rows, column));
    const aside = factors.filter(
      (column) => !doubtful.includes(column) && table.rows.some((row) => Number(row.cell(column)) > 1),
    );
    return { batch: plain, ...none, doubtful, aside };
  }
  return micro.column === null
    ? { batch: plain.doubt ? plain : micro, ...none }
    : { ...none, batch: micro, accumulation, devices };
}

/** The option that says what multiplies a batch size. */
export function factorOption(column: string): string {
  return /accum|acc|update/i.test(column) ? '--accumulation' : '--devices';
}

/** Where devices share a model, not all of them take a batch of their own. */
function devicesOf(table: Table, column: string | null): string | null {
  if (column === null) return null;
  const shared = candidatesOf(table, {
    patterns: [MODEL_PARALLEL],
    kinds: SETTING_KINDS,
    holds: (value) => Number(value) > 1,
  });
  return shared.length > 0 ? null : column;
}

/** A batch size beside that of a micro-step is the whole one, if it is a multiple of what one device takes for an update. */
function isMultiple(
  rows: readonly Row[],
  plain: string,
  micro: string,
  accumulation: string | null,
): boolean {
  return rows.every((row) => {
    const [size, part] = [row.cell(plain), row.cell(micro)].map(Number);
    const times = accumulation === null ? 1 : Number(row.cell(accumulation) ?? 1);
    return !(size! > 0 && part! > 0) || size! % (part! * times) === 0;
  });
}

function varies(rows: readonly Row[], column: string): boolean {
  const first = rows.find((row) => row.cell(column) !== undefined)?.cell(column);
  return rows.some((row) => {
    const value = row.cell(column);
    return value !== undefined && Number(value) !== Number(first);
  });
}
