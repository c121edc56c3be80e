// Rows that were left out, counted by place and reason: a map that lacks them must say so where they would have been. Pure.
import type { LeftOutReason, LeftOutRows } from '../../records/types.ts';

export type LeftOutCell = Pick<LeftOutRows, 'learningRate' | 'batchSize' | 'rowValue' | 'recipe'>;

export const NO_CELL: LeftOutCell = { learningRate: null, batchSize: null, recipe: null };

/** Places that are kept apart; beyond so many, rows are counted by reason alone. */
const MOST_PLACES = 10_000;

export class LeftOutCount {
  readonly #counts = new Map<string, LeftOutRows>();

  add(place: LeftOutCell, reason: LeftOutReason, rows: number): void {
    const own = this.#counts.size < MOST_PLACES ? place : NO_CELL;
    const { learningRate, batchSize, rowValue, recipe } = own;
    const key = JSON.stringify([recipe, batchSize, rowValue, learningRate, reason]);
    const known = this.#counts.get(key)?.rows ?? 0;
    this.#counts.set(key, {
      learningRate,
      batchSize,
      ...(rowValue !== undefined && { rowValue }),
      recipe,
      reason,
      rows: known + rows,
    });
  }

  /** By recipe, batch size, row, learning rate. */
  list(): LeftOutRows[] {
    return [...this.#counts.values()].sort(
      (a, b) =>
        (a.recipe ?? '').localeCompare(b.recipe ?? '') ||
        (a.batchSize ?? 0) - (b.batchSize ?? 0) ||
        (a.rowValue ?? 0) - (b.rowValue ?? 0) ||
        (a.learningRate ?? 0) - (b.learningRate ?? 0),
    );
  }
}
