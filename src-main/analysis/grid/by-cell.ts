// Things by their cell of a grid, without keys of text: a large grid is asked for hundreds of thousands of them.

interface Place {
  readonly rowValue: number;
  readonly learningRate: number;
}

export class ByCell<T> {
  readonly #rows = new Map<number, Map<number, T>>();

  get({ rowValue, learningRate }: Place): T | undefined {
    return this.#rows.get(rowValue)?.get(learningRate);
  }

  set({ rowValue, learningRate }: Place, value: T): void {
    let row = this.#rows.get(rowValue);
    if (!row) this.#rows.set(rowValue, (row = new Map<number, T>()));
    row.set(learningRate, value);
  }
}

/** The things of every cell that has some, in their order. */
export function groupByCell<T>(things: readonly T[], placeOf: (thing: T) => Place): ByCell<T[]> {
  const cells = new ByCell<T[]>();
  for (const thing of things) {
    const place = placeOf(thing);
    const cell = cells.get(place);
    if (cell) cell.push(thing);
    else cells.set(place, [thing]);
  }
  return cells;
}
